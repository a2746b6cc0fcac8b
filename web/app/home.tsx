import { ArrowRight, CloudOff, FilePlus, FileText, HardDrive, Plus, Upload, X } from 'lucide-react';
import { type FormEvent, type ReactElement, useEffect, useRef, useState } from 'react';
import { parseDocumentId } from '#shared/ids.ts';
import { Avatar } from '#web/ui/crowd.tsx';
import { changeGuest, localStore, readGuest, writeGuest } from '#web/ui/guest.ts';
import { Icon } from '#web/ui/icon.tsx';
import { PersonDialog, preloadDialogs } from '#web/ui/dialogs.ts';
import { useSurroundings } from '#web/ui/surroundings.ts';
import { howLongAgo } from '#web/ui/times.ts';
import { Tip } from '#web/ui/tip.tsx';
import { words } from '#web/ui/words.ts';
import { EmptyDrawing, Wordmark } from './drawings.tsx';
import { useReachable } from './offline/reachable.ts';
import { useUnsent } from './offline/unsent-marks.ts';
import { changeRecent, readRecent, type RecentDocument, restoreRecent, withoutRecent } from './recent.ts';
import { documentPath, newDocumentName } from './route.ts';
import { useImports } from './use-imports.tsx';

/** How many of the newest stand as cards; the rest is a list. */
const CARDS = 3;
const say = words.home;

/** The documents that were opened in this browser, and the ways to another. */
export function Home(): ReactElement {
  const { view, toasts, clock } = useSurroundings();
  const store = localStore(view);
  const [recent, setRecent] = useState(() => readRecent(store));
  const [guest, setGuest] = useState(() => readGuest(store, Math.random));
  const [naming, setNaming] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const imports = useImports();
  const now = clock.now();
  const reachable = useReachable(view);
  const unsent = useUnsent(
    view,
    clock,
    recent.map(({ name }) => name),
  );
  const entry = (document: RecentDocument): EntryProps => ({
    document,
    now,
    unsent: unsent.get(document.name) ?? 0,
    onRemove: () => remove(document),
  });
  useEffect(() => preloadDialogs(view), [view]);

  const start = (): void => view.location.assign(documentPath(newDocumentName(view.crypto)));
  const remove = (document: RecentDocument): void => {
    setRecent(changeRecent(store, (list) => withoutRecent(list, document.name)));
    toasts.show({
      kind: 'note',
      text: say.removed(titleOf(document)),
      action: {
        label: say.undo,
        run: () => setRecent(changeRecent(store, (list) => restoreRecent(list, document))),
      },
    });
  };

  return (
    <>
      <a className="mh-skip" href="#main">
        {say.skip}
      </a>
      <div className="mh-home" {...imports.drop}>
        <header className="mh-top">
          <a className="mh-word" href="/" aria-label={words.product}>
            <Wordmark />
            <span className="wide-only">{words.product}</span>
          </a>
          <OpenByName onOpen={(name) => view.location.assign(documentPath(name))} />
          <span className="gap" />
          <button type="button" className="mh-btn primary wide-only" onClick={start}>
            <Icon of={Plus} />
            {say.newDocument}
          </button>
          <button type="button" className="mh-icon-btn solid narrow-only" aria-label={say.newDocument} onClick={start}>
            <Icon of={Plus} />
          </button>
          <Tip label={words.person.title}>
            <button type="button" className="mh-avs" aria-label={say.you(guest.name)} onClick={() => setNaming(true)}>
              <Avatar person={guest} />
            </button>
          </Tip>
        </header>
        <main className="mh-main" id="main" tabIndex={-1}>
          <div>
            <div role="status">
              {reachable ? null : (
                <div className="mh-banner warn">
                  <Icon of={CloudOff} />
                  <p className="say">
                    <b>{say.noServer}</b> {say.noServerText}
                  </p>
                </div>
              )}
            </div>
            {recent.length === 0 ? (
              <Nothing onStart={start} onImport={() => file.current?.click()} />
            ) : (
              <>
                <div className="mh-h">
                  <h1>{say.continueWriting}</h1>
                </div>
                <div className="mh-cards">
                  {recent.slice(0, CARDS).map((document) => (
                    <Card key={document.name} {...entry(document)} />
                  ))}
                </div>
                <div className="mh-h">
                  <h2>{say.start}</h2>
                </div>
                <div className="mh-strip">
                  <Start icon={FilePlus} label={say.blank} text={say.blankText} onClick={start} />
                  <Start
                    icon={Upload}
                    label={say.importFile}
                    text={say.importText}
                    onClick={() => file.current?.click()}
                  />
                </div>
                {recent.length > CARDS ? (
                  <>
                    <div className="mh-h">
                      <h2>{say.earlier}</h2>
                    </div>
                    <div className="mh-list">
                      {recent.slice(CARDS).map((document) => (
                        <Row key={document.name} {...entry(document)} />
                      ))}
                    </div>
                  </>
                ) : null}
              </>
            )}
          </div>
        </main>
      </div>
      <input
        ref={file}
        type="file"
        hidden
        multiple
        accept=".docx,.md,.markdown,.txt,.html,.htm,.json"
        onChange={(event) => {
          imports.add(event.target.files ?? []);
          event.target.value = '';
        }}
      />
      {imports.isOver ? (
        <p className="mh-dropzone" aria-hidden="true">
          <Icon of={Upload} />
          {say.dropFile}
        </p>
      ) : null}
      {imports.list}
      <PersonDialog
        open={naming}
        onOpenChange={setNaming}
        person={guest}
        onSave={(next) => {
          const changed = changeGuest(guest, next);
          writeGuest(store, changed);
          setGuest(changed);
        }}
      />
    </>
  );
}

function titleOf(document: RecentDocument): string {
  return document.title === '' ? document.name : document.title;
}

function OpenByName({ onOpen }: { onOpen: (name: string) => void }): ReactElement {
  const { toasts } = useSurroundings();
  const [name, setName] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = name.trim().replace(/^\/+|\/+$/gu, '');
    if (parseDocumentId(wanted) === null) toasts.show({ kind: 'bad', text: say.badName });
    else onOpen(wanted);
  };
  return (
    <form className="mh-search" role="search" onSubmit={submit}>
      <Icon of={FileText} />
      <input
        className="mh-input"
        aria-label={say.openByName}
        placeholder={say.openPlaceholder}
        dir="auto"
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {name.trim() === '' ? null : (
        <button type="submit" className="mh-icon-btn" aria-label={say.open}>
          <Icon of={ArrowRight} flip />
        </button>
      )}
    </form>
  );
}

function Nothing({ onStart, onImport }: { onStart: () => void; onImport: () => void }): ReactElement {
  return (
    <>
      <div className="mh-h">
        <h1>{say.documents}</h1>
      </div>
      <section className="mh-empty">
        <EmptyDrawing />
        <h2>{say.empty}</h2>
        <p>{say.emptyText}</p>
        <div className="do">
          <button type="button" className="mh-btn primary" onClick={onStart}>
            <Icon of={Plus} />
            {say.newDocument}
          </button>
          <button type="button" className="mh-btn" onClick={onImport}>
            <Icon of={Upload} />
            {say.importFile}
          </button>
        </div>
      </section>
    </>
  );
}

interface EntryProps {
  readonly document: RecentDocument;
  readonly now: number;
  /** edits that are on this device alone */
  readonly unsent: number;
  readonly onRemove: () => void;
}

function Card({ document, now, unsent, onRemove }: EntryProps): ReactElement {
  return (
    <article className="mh-card mh-doccard">
      <a className="main" href={documentPath(document.name)} dir="auto">
        {titleOf(document)}
      </a>
      <p dir="auto">{document.excerpt}</p>
      <div className="foot">
        {unsent > 0 ? <Unsent count={unsent} /> : <small>{say.opened(howLongAgo(document.openedAt, now))}</small>}
        <RemoveButton document={document} onRemove={onRemove} />
      </div>
    </article>
  );
}

function Row({ document, now, unsent, onRemove }: EntryProps): ReactElement {
  const when = howLongAgo(document.openedAt, now);
  return (
    <div className="mh-row">
      <Icon of={FileText} />
      <div className="t">
        <a className="main" href={documentPath(document.name)} dir="auto">
          {titleOf(document)}
        </a>
        {unsent > 0 ? (
          <Unsent count={unsent} />
        ) : (
          <small dir="auto">
            {document.excerpt === '' ? document.name : document.excerpt}
            <span className="narrow-only">
              {' '}
              · <bdi>{when}</bdi>
            </span>
          </small>
        )}
      </div>
      <span className="when mh-num">
        <bdi>{when}</bdi>
      </span>
      <RemoveButton document={document} onRemove={onRemove} />
    </div>
  );
}

/** In the place of the words that matter less, so that nothing moves when it comes. */
function Unsent({ count }: { count: number }): ReactElement {
  return (
    <small className="mh-unsent">
      <Icon of={HardDrive} />
      {say.unsent(count)}
    </small>
  );
}

function RemoveButton({ document, onRemove }: Pick<EntryProps, 'document' | 'onRemove'>): ReactElement {
  return (
    <Tip label={say.remove}>
      <button type="button" className="mh-icon-btn" aria-label={say.removeOf(titleOf(document))} onClick={onRemove}>
        <Icon of={X} />
      </button>
    </Tip>
  );
}

interface StartProps {
  readonly icon: typeof FilePlus;
  readonly label: string;
  readonly text: string;
  readonly onClick: () => void;
}

function Start({ icon, label, text, onClick }: StartProps): ReactElement {
  return (
    <div className="mh-card mh-tpl">
      <Icon of={icon} className="lg" />
      <button type="button" className="main" onClick={onClick}>
        {label}
      </button>
      <small>{text}</small>
    </div>
  );
}
