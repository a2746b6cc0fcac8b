import { Toolbar as Bar } from '@base-ui/react/toolbar';
import { Link } from 'lucide-react';
import { type ReactElement, type Ref, type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { placeBeside } from './place-beside.ts';
import { useStore, useSurroundings } from './surroundings.ts';
import { ColorTool, FormatTools, Tool } from './tool.tsx';
import { words } from './words.ts';

interface SelectionToolbarProps {
  readonly editor: DocumentEditor;
  /** the part of the page that scrolls */
  readonly body: RefObject<HTMLElement | null>;
  readonly onLink: () => void;
  readonly onColor: (place: DOMRect) => void;
  /** the element to focus for Alt+F10 */
  readonly first: Ref<HTMLButtonElement>;
}

/** What can be done with words that the pointer has selected, beside them. */
export function SelectionToolbar(props: SelectionToolbarProps): ReactElement | null {
  const asked = useStore(props.editor.pointed);
  const format = useStore(props.editor.format);
  // code has no formats
  return asked && format.block !== 'code' ? <OpenToolbar {...props} /> : null;
}

function OpenToolbar({ editor, body, onLink, onColor, first }: SelectionToolbarProps): ReactElement | null {
  const { portal, view } = useSurroundings();
  const format = useStore(editor.format);
  const bar = useRef<HTMLDivElement>(null);

  const place = (): void => {
    const element = bar.current;
    const app = portal?.closest('.mh-app');
    const lines = editor.selectedLines();
    if (element === null || app === null || app === undefined || body.current === null) return;
    const origin = app.getBoundingClientRect();
    const found =
      lines === null
        ? null
        : placeBeside({
            ...lines,
            width: element.offsetWidth,
            height: element.offsetHeight,
            bounds: body.current.getBoundingClientRect(),
            keepFree: [...app.querySelectorAll('.mh-caret, .mh-flag')].map((one) => one.getBoundingClientRect()),
          });
    element.style.visibility = found === null ? 'hidden' : 'visible';
    if (found === null) return;
    element.style.transform = `translate(${found.left - origin.left}px, ${found.top - origin.top}px)`;
  };
  useLayoutEffect(place);
  useEffect(() => {
    const scrolled = body.current;
    let frame = 0;
    const again = (): void => {
      view.cancelAnimationFrame(frame);
      frame = view.requestAnimationFrame(place);
    };
    scrolled?.addEventListener('scroll', again, { passive: true });
    view.addEventListener('resize', again);
    // others write above; their carets come and go, and their flags with the names rest after a while
    const stop = editor.onChange(again);
    const carets = portal?.closest('.mh-app')?.querySelector('.mh-carets');
    const moves = new view.MutationObserver(again);
    if (carets !== null && carets !== undefined) {
      moves.observe(carets, { subtree: true, childList: true, attributeFilter: ['class', 'style'] });
    }
    return () => {
      view.cancelAnimationFrame(frame);
      moves.disconnect();
      scrolled?.removeEventListener('scroll', again);
      view.removeEventListener('resize', again);
      stop();
    };
  });

  if (portal === null) return null;
  return createPortal(
    <Bar.Root
      ref={bar}
      className="mh-pop mh-toolbar mh-beside"
      aria-label={words.tools.selection}
      onMouseDown={(event) => event.preventDefault()}
      // before a tooltip, which would take the key to close itself
      onKeyDownCapture={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        editor.pointed.set(false);
        editor.focus();
      }}
    >
      <FormatTools editor={editor} format={format} first={first} />
      <ColorTool
        painted={format.painted}
        onColor={(place) => {
          editor.pointed.set(false);
          onColor(place);
        }}
      />
      <Bar.Separator className="sep" />
      <Tool
        label={words.tools.link}
        keys="link"
        icon={Link}
        pressed={format.link}
        onClick={() => {
          editor.pointed.set(false);
          onLink();
        }}
      />
    </Bar.Root>,
    portal,
  );
}
