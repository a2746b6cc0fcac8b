import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { TITLE_ROOT } from '#shared/document/layout.ts';
import type { DocumentClient, UserInfo } from '#web/client/document-client.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { LinkDraft } from '#web/editor/links.ts';
import type { People, Person } from '#web/editor/people.ts';
import { createStore, type Store } from '#web/editor/store.ts';
import { isShortcut, SHORTCUTS } from '#web/editor/key-names.ts';
import { Announcer } from './announcer.tsx';
import { Banner } from './banner.tsx';
import { useJournal, useLeaveGuard, useNow, useSteadyClientState } from './hooks.ts';
import { ColorPanel, HistoryDialog, preloadDialogs, ShortcutsDialog, TablePanel } from './dialogs.ts';
import { useSteadyText } from './steady-text.ts';
import { stepRegion } from './regions.ts';
import { ChipPopover } from './chip-popover.tsx';
import { EmojiMenu } from './emoji-menu.tsx';
import { MentionMenu, type EditorDocuments } from './mention-menu.tsx';
import { LinkPopover } from './link-popover.tsx';
import { OutlineView } from './outline-view.tsx';
import { SelectionToolbar } from './selection-toolbar.tsx';
import { Sheet } from './sheet.tsx';
import { SheetBones } from './skeleton.tsx';
import { mayWrite, type NoticeAction, noticeOf, outOfReach, pillOf, slowToConnect, type Situation } from './status.ts';
import { SlashMenu } from './slash-menu.tsx';
import { StatusPill } from './status-pill.tsx';
import { useStore, useStorePart, useSurroundings } from './surroundings.ts';
import { chooseFiles, UploadList } from './upload-list.tsx';
import { useTitle } from './title-field.tsx';
import { Toolbar } from './toolbar.tsx';
import { TopBar } from './top-bar.tsx';
import { Unavailable } from './unavailable.tsx';
import { useActions } from './use-actions.ts';
import { useEditor } from './use-editor.ts';
import { words } from './words.ts';

export interface InterfaceProps {
  readonly client: DocumentClient;
  /** base URL of the server and the document's name, for exports */
  readonly server: string;
  readonly document: string;
  readonly token: (() => Promise<string>) | undefined;
  /** what people share */
  readonly link: string;
  readonly user: UserInfo;
  /** absent where the host says who somebody is */
  readonly onUser: ((user: UserInfo) => void) | undefined;
  readonly chrome: 'full' | 'none';
  readonly toolbar: boolean;
  readonly viewing: boolean;
  readonly autofocus: boolean;
  readonly page: boolean;
  /** the other documents that can be mentioned, and where each opens */
  readonly documents: EditorDocuments | undefined;
  readonly back: { readonly href: string; readonly label: string } | undefined;
  readonly onEditor: (editor: DocumentEditor | null) => void;
  readonly onTitle: (title: string) => void;
  readonly onError: (error: Error) => void;
  /** opens the document anew, from the server and the device */
  readonly onReopen: () => void;
}

const NOBODY: Store<People> = createStore<People>({ visits: [], people: [] });

/** The whole of what a document shows: bar, toolbar, notices, outline, sheet. */
export function Interface(props: InterfaceProps): ReactElement {
  const { client, viewing, onTitle } = props;
  const { view, apple } = useSurroundings();
  const state = useSteadyClientState(client);
  const journal = useJournal(client);
  useLeaveGuard(client);
  const titleText = client.doc.getText(TITLE_ROOT);
  const title = useTitle(titleText);
  const [linkDraft, setLinkDraft] = useState<LinkDraft | null>(null);
  const [coloring, setColoring] = useState<DOMRect | null>(null);
  const [tabling, setTabling] = useState<DOMRect | null>(null);
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const [help, setHelp] = useState(false);
  const [past, setPast] = useState(false);
  const tools = useRef<HTMLButtonElement>(null);
  const beside = useRef<HTMLButtonElement>(null);
  const shell = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLElement>(null);
  const note = useRef<HTMLDivElement>(null);
  const main = useId();

  const openLink = useRef((): void => {});
  const editor = useEditor(props, () => openLink.current());
  openLink.current = () => {
    if (editor !== null && situationWrites) setLinkDraft(editor.readLink());
  };

  const writability = useStore(editor?.writability ?? WRITABLE);
  const writing = useStore(editor?.writing ?? STILL);
  const present = useStorePart(editor?.people ?? NOBODY, peopleIn);
  const ticking = state.connection.kind === 'reconnecting' || state.connection.kind === 'connecting';
  const now = useNow(ticking);
  const readOnly = writability.kind === 'read-only' ? writability.reason : null;
  const fault = readOnly === 'fault';
  const situation: Situation = { state, unknownContent: readOnly !== null && !fault, fault, viewing, now };
  const situationWrites = mayWrite(situation);
  const pill = pillOf(situation);
  const calm = pill.tone === 'calm';
  const away = state.connection.kind !== 'online';
  const people = useLastSeen(present, away);

  useEffect(() => editor?.setEditable(situationWrites), [editor, situationWrites]);
  useEffect(() => editor?.live.set(!away), [editor, away]);
  useEffect(() => {
    if (!calm) editor?.writing.set(false);
  }, [editor, calm, writing]);
  useEffect(() => onTitle(title), [title, onTitle]);
  useSteadyText(note, body);

  const notice = noticeOf(situation);
  const shown = notice !== null && !dismissed.includes(notice.id) ? notice : null;
  const act = useActions(props, editor, title);
  const onNotice = (action: NoticeAction): void => {
    if (notice === null) return;
    if (action === 'dismiss') setDismissed((ids) => [...ids, notice.id]);
    else act.notice(action);
  };
  const status = <StatusPill client={client} situation={situation} journal={journal} />;
  const full = props.chrome === 'full';
  // the bones say that it is coming, and the pill would move when the title is there
  const quiet = calm && state.content.kind === 'loading' && !slowToConnect(situation);
  const showTools = props.toolbar && editor !== null && situationWrites;
  const ready = state.content.kind === 'ready' && editor !== null;
  useEffect(() => (ready ? preloadDialogs(view) : undefined), [ready, view]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { altKey, ctrlKey, key, metaKey, shiftKey } = event;
    const typing =
      event.target instanceof view.Element && event.target.closest('input, [contenteditable="true"]') !== null;
    if (isShortcut(event.nativeEvent, SHORTCUTS.help, apple) || (key === '?' && !typing)) setHelp(true);
    else if (key === 'F10' && altKey) (beside.current ?? tools.current)?.focus();
    else if (key === 'F6' && !altKey && !ctrlKey && !metaKey) stepRegion(event.currentTarget, shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={shell}
      className="mh-shell"
      data-mode={situationWrites ? 'edit' : 'view'}
      data-writing={writing && calm ? '' : undefined}
      onKeyDown={onKeyDown}
    >
      <a
        className="mh-skip"
        href={`#${main}`}
        onClick={(event) => {
          event.preventDefault();
          shell.current?.querySelector<HTMLElement>('.mh-doc')?.focus();
        }}
      >
        {words.skip}
      </a>
      <Announcer client={client} situation={situation} />
      {full ? (
        <TopBar
          title={titleText}
          titleText={title}
          readOnly={!situationWrites}
          loading={state.content.kind === 'loading'}
          status={quiet ? null : status}
          people={people}
          away={away}
          back={props.back}
          link={props.link}
          canWrite={situationWrites}
          user={props.user}
          onUser={props.onUser}
          onLeaveTitle={() => editor?.focus()}
          onCopyMarkdown={() => void act.copyMarkdown()}
          onDownload={(format) => void act.download(format)}
          onPrint={props.page ? () => view.print() : undefined}
          onHistory={() => setPast(true)}
          onShortcuts={() => setHelp(true)}
        />
      ) : null}
      <ToolsPlace
        shown={showTools}
        reserved={props.toolbar && !viewing && editor === null && state.content.kind !== 'unavailable'}
        status={full ? null : status}
      >
        {showTools ? (
          <Toolbar
            editor={editor}
            onLink={() => openLink.current()}
            onColor={setColoring}
            onTable={setTabling}
            onFiles={() => chooseFiles(editor, view.document)}
            first={tools}
          >
            {full ? null : status}
          </Toolbar>
        ) : null}
      </ToolsPlace>
      <div className="mh-note" ref={note}>
        {shown === null ? null : <Banner notice={shown} onAction={onNotice} />}
      </div>
      <main className="mh-body" id={main} ref={body}>
        {ready ? <OutlineView editor={editor} body={body} /> : <nav className="mh-outline" aria-hidden="true" />}
        {outOfReach(situation) ? (
          <Unavailable code="unreachable" reason="" onRetry={() => client.retryNow()} back={props.back} />
        ) : state.content.kind === 'unavailable' ? (
          <Unavailable
            code={state.content.code}
            reason={state.content.reason}
            onRetry={props.onReopen}
            back={props.back}
          />
        ) : ready ? (
          <Sheet editor={editor} shell={shell} body={body} readOnly={!situationWrites} autofocus={props.autofocus} />
        ) : (
          <SheetBones />
        )}
      </main>
      {editor === null || !situationWrites ? null : (
        <>
          <SlashMenu
            editor={editor}
            onLink={() => openLink.current()}
            onTable={setTabling}
            onFiles={() => chooseFiles(editor, view.document)}
          />
          <MentionMenu editor={editor} documents={props.documents} own={props.document} />
          <EmojiMenu editor={editor} />
          <ChipPopover editor={editor} />
        </>
      )}
      {editor === null ? null : <UploadList editor={editor} />}
      {showTools ? (
        <SelectionToolbar
          editor={editor}
          body={body}
          onLink={() => openLink.current()}
          onColor={setColoring}
          first={beside}
        />
      ) : null}
      {editor === null || tabling === null ? null : (
        <TablePanel open editor={editor} place={tabling} onOpenChange={() => setTabling(null)} />
      )}
      {editor === null || coloring === null ? null : (
        <ColorPanel
          open
          place={coloring}
          editor={editor}
          painted={editor.format.get().painted}
          onOpenChange={() => setColoring(null)}
        />
      )}
      {editor === null ? null : <LinkPopover editor={editor} draft={linkDraft} onClose={() => setLinkDraft(null)} />}
      <HistoryDialog
        open={past}
        onOpenChange={setPast}
        server={props.server}
        document={props.document}
        token={props.token}
        user={props.user}
        doc={client.doc}
        editor={situationWrites ? editor : null}
      />
      <ShortcutsDialog open={help} onOpenChange={setHelp} />
    </div>
  );
}

const WRITABLE = createStore<DocumentEditor['writability'] extends Store<infer T> ? T : never>({ kind: 'writable' });
const STILL = createStore(false);
const peopleIn = ({ people }: People): readonly Person[] => people;

/** While nobody knows who is here, the people who were, until then. */
function useLastSeen(present: readonly Person[], away: boolean): readonly Person[] {
  const last = useRef(present);
  if (!away) last.current = present;
  return away ? last.current : present;
}

/** Keeps the toolbar's room while the document is opened, and shows the status alone where there is neither bar nor toolbar. */
function ToolsPlace({
  shown,
  reserved,
  status,
  children,
}: {
  shown: boolean;
  reserved: boolean;
  status: ReactNode;
  children: ReactNode;
}): ReactNode {
  if (shown) return children;
  if (!reserved && status === null) return null;
  return (
    <div className="mh-tools">
      <div className="mh-toolbar">{status}</div>
    </div>
  );
}
