import { Menu } from '@base-ui/react/menu';
import { ChevronDown, Copy } from 'lucide-react';
import type { ReactElement } from 'react';
import type { CodeBox } from '#web/editor/code/boxes.ts';
import { CODE_LANGUAGES, languageOf } from '#web/editor/code/languages.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { copyText } from './clipboard.ts';
import { Icon } from './icon.tsx';
import { useStore, useSurroundings } from './surroundings.ts';
import { Tip } from './tip.tsx';
import { words } from './words.ts';

interface CodeHeadsProps {
  readonly editor: DocumentEditor;
  readonly readOnly: boolean;
}

/**
 * The heads of the code blocks: language and copy. They lie over the text, because what is inside of it belongs to the editor. Only those of
 * the block with the caret are in the order of Tab, so that a page full of code is not a hundred stops long.
 */
export function CodeHeads({ editor, readOnly }: CodeHeadsProps): ReactElement {
  const boxes = useStore(editor.codeBoxes);
  return (
    <div className="mh-codes">
      {boxes.map((box) => (
        <CodeHead key={box.key} editor={editor} box={box} readOnly={readOnly} />
      ))}
    </div>
  );
}

function CodeHead({ editor, box, readOnly }: CodeHeadsProps & { box: CodeBox }): ReactElement {
  const { view, toasts } = useSurroundings();
  const name = languageOf(box.language)?.name ?? (box.language === '' ? words.code.plain : box.language);
  const tabIndex = box.active || readOnly ? 0 : -1;
  const copy = async (): Promise<void> => {
    const copied = await copyText(view, editor.codeText(box.key));
    toasts.show(copied ? { kind: 'ok', text: words.code.copied } : { kind: 'bad', text: words.toast.copyFailed });
  };
  return (
    <div
      className={box.active ? 'mh-codehead active' : 'mh-codehead'}
      style={{ transform: `translate(${box.left}px, ${box.top}px)`, inlineSize: box.width }}
    >
      {readOnly ? (
        <span className="language">{name}</span>
      ) : (
        <LanguageMenu editor={editor} box={box} name={name} tabIndex={tabIndex} />
      )}
      <Tip label={words.code.copy}>
        <button
          type="button"
          className="mh-icon-btn"
          aria-label={`${words.code.copy}, ${name}`}
          tabIndex={tabIndex}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => void copy()}
        >
          <Icon of={Copy} />
        </button>
      </Tip>
    </div>
  );
}

/** The list is long: it opens where the language of the block is. */
function showChosen(list: HTMLElement | null): void {
  list?.querySelector('[aria-checked="true"]')?.scrollIntoView({ block: 'nearest' });
}

interface LanguageMenuProps {
  readonly editor: DocumentEditor;
  readonly box: CodeBox;
  readonly name: string;
  readonly tabIndex: number;
}

function LanguageMenu({ editor, box, name, tabIndex }: LanguageMenuProps): ReactElement {
  const { portal } = useSurroundings();
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        className="mh-btn quiet language"
        aria-label={words.code.language(name)}
        tabIndex={tabIndex}
        onMouseDown={(event) => event.preventDefault()}
      >
        {name}
        <Icon of={ChevronDown} />
      </Menu.Trigger>
      <Menu.Portal container={portal}>
        <Menu.Positioner className="mh-place rises" sideOffset={4} align="start" collisionPadding={8}>
          <Menu.Popup
            ref={showChosen}
            className="mh-pop mh-menu languages"
            finalFocus={() => {
              editor.focus();
              return false;
            }}
          >
            <Menu.RadioGroup value={languageOf(box.language)?.id ?? box.language}>
              {[{ id: '', name: words.code.plain }, ...CODE_LANGUAGES].map((language) => (
                <Menu.RadioItem
                  key={language.id}
                  value={language.id}
                  closeOnClick
                  className="mh-item"
                  onClick={() => editor.setCodeLanguage(box.key, language.id === '' ? null : language.id)}
                >
                  <span className="grow">{language.name}</span>
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
