import { Dialog } from '@base-ui/react/dialog';
import { ChevronDown, ChevronUp, Copy, RotateCcw, X } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import * as Y from 'yjs';
import type { HistoryPage as SessionsPage, WritingSession } from '#shared/api/history.ts';
import { isEarlierState, restoreState } from '#shared/document/history-view/restore.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { copyText } from '../clipboard.ts';
import { Icon } from '../icon.tsx';
import { Bones } from '../skeleton.tsx';
import { useSurroundings } from '../surroundings.ts';
import { Tip } from '../tip.tsx';
import { words as common } from '../words.ts';
import { type Fetched, historySource } from './fetch-history.ts';
import { HistoryList } from './history-list.tsx';
import { HistoryPage, plainText } from './history-page.tsx';
import { historyWords as words } from './words.ts';

export interface HistoryDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** base URL of the server and the document's name */
  readonly server: string;
  readonly document: string;
  readonly token: (() => Promise<string>) | undefined;
  readonly doc: Y.Doc;
  /** null while there is none, and where the document may not be changed */
  readonly editor: DocumentEditor | null;
}

type Load<T> = { readonly kind: 'loading' } | Fetched<T>;
const LOADING = { kind: 'loading' } as const;

/** Who wrote when, the document at any of these times with what changed, and the way back there. */
export function HistoryDialog({ open, onOpenChange, ...props }: HistoryDialogProps): ReactElement {
  const { portal, page } = useSurroundings();
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange} modal={page ? true : 'trap-focus'}>
      <Dialog.Portal container={portal}>
        <Dialog.Backdrop className="mh-veil" />
        <Dialog.Viewport className="mh-scrim">
          <Dialog.Popup className="mh-dialog mh-history">
            <Versions {...props} onClose={() => onOpenChange(false)} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type VersionsProps = Omit<HistoryDialogProps, 'open' | 'onOpenChange'> & { readonly onClose: () => void };

function Versions({ server, document, token, doc, editor, onClose }: VersionsProps): ReactElement {
  const { view: window, clock, toasts } = useSurroundings();
  const source = useMemo(
    () => historySource(window.fetch.bind(window), server, document, token),
    [window, server, document, token],
  );
  const [list, setList] = useState<Load<SessionsPage>>(LOADING);
  const [chosen, setChosen] = useState<WritingSession | null>(null);
  const [shown, setShown] = useState<Load<HistoryView>>(LOADING);
  const [asking, setAsking] = useState(false);
  const [restoring, setRestoring] = useState(false);
  const text = useRef<HTMLDivElement>(null);
  const steps = useSteps(text, shown.kind === 'done' ? shown.value : null);

  const loadList = useCallback(async () => {
    setList(LOADING);
    const fetched = await source.sessions(null);
    setList(fetched);
    if (fetched.kind === 'done') setChosen(fetched.value.sessions[0] ?? null);
  }, [source]);
  useEffect(() => void loadList(), [loadList]);

  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (chosen === null) return undefined;
    let wanted = true;
    setShown(LOADING);
    setAsking(false);
    void source.view(chosen.from, chosen.to).then((fetched) => {
      if (wanted) setShown(fetched);
    });
    return () => {
      wanted = false;
    };
  }, [source, chosen, attempt]);

  const older = async (before: number): Promise<void> => {
    const fetched = await source.sessions(before);
    if (fetched.kind !== 'done') {
      toasts.show({ kind: 'bad', text: fetched.kind === 'offline' ? words.offline : fetched.why });
      return;
    }
    setList((known) =>
      known.kind !== 'done'
        ? known
        : {
            kind: 'done',
            value: { next: fetched.value.next, sessions: [...known.value.sessions, ...fetched.value.sessions] },
          },
    );
  };
  const copy = async (version: HistoryView): Promise<void> => {
    const copied = await copyText(window, plainText(version));
    toasts.show(copied ? { kind: 'ok', text: words.copied } : { kind: 'bad', text: common.toast.copyFailed });
  };
  const restore = async (session: WritingSession): Promise<void> => {
    setRestoring(true);
    const fetched = await source.state(session.to);
    setRestoring(false);
    const why = fetched.kind === 'done' ? bringBack(doc, editor, fetched.value) : whyNot(fetched);
    if (why !== null) {
      toasts.show({ kind: 'bad', text: why });
      return;
    }
    onClose();
    const undo = { label: common.undo, run: () => editor?.run({ kind: 'undo' }) };
    toasts.show({ kind: 'ok', text: words.restored, action: undo });
  };
  const isNewest = list.kind === 'done' && chosen === list.value.sessions[0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'n') steps.go(1);
    else if (event.key === 'p') steps.go(-1);
  };

  return (
    <div className="mh-past-all" onKeyDown={onKeyDown}>
      <div className="head">
        <Dialog.Title>{words.title}</Dialog.Title>
        <span className="steps">
          <span className="mh-num" role="status">
            {shown.kind === 'done' ? steps.said : ''}
          </span>
          <Tip label={words.previous}>
            <button
              type="button"
              className="mh-icon-btn"
              aria-label={words.previous}
              disabled={steps.count === 0}
              onClick={() => steps.go(-1)}
            >
              <Icon of={ChevronUp} />
            </button>
          </Tip>
          <Tip label={words.next}>
            <button
              type="button"
              className="mh-icon-btn"
              aria-label={words.next}
              disabled={steps.count === 0}
              onClick={() => steps.go(1)}
            >
              <Icon of={ChevronDown} />
            </button>
          </Tip>
        </span>
        <Dialog.Close className="mh-icon-btn" aria-label={common.close}>
          <Icon of={X} />
        </Dialog.Close>
      </div>
      {list.kind === 'loading' ? (
        <Waiting text={words.loading} />
      ) : list.kind !== 'done' ? (
        <Failed fetched={list} onRetry={() => void loadList()} />
      ) : list.value.sessions.length === 0 ? (
        <p className="mh-past-empty">{words.empty}</p>
      ) : (
        <div className="panes">
          <div className="page" role="region" aria-label={words.page} tabIndex={0}>
            {shown.kind === 'done' ? (
              <div className="mh-doc mh-past-doc" ref={text}>
                <HistoryPage view={shown.value} />
              </div>
            ) : shown.kind === 'loading' ? (
              <Waiting text={words.loadingPage} />
            ) : (
              <Failed fetched={shown} onRetry={() => setAttempt((count) => count + 1)} />
            )}
          </div>
          <HistoryList
            sessions={list.value.sessions}
            chosen={chosen}
            now={clock.now()}
            onChoose={setChosen}
            onOlder={list.value.next === null ? null : () => void older(list.value.next ?? 1)}
          />
        </div>
      )}
      <footer>
        {asking && chosen !== null ? (
          <>
            <p className="start ask">{words.restoreQuestion}</p>
            <button type="button" className="mh-btn" onClick={() => setAsking(false)}>
              {common.cancel}
            </button>
            <button
              type="button"
              className="mh-btn primary"
              disabled={restoring}
              autoFocus
              onClick={() => void restore(chosen)}
            >
              {restoring ? words.restoring : words.restoreNow}
            </button>
          </>
        ) : (
          <>
            <button
              type="button"
              className="mh-btn"
              disabled={shown.kind !== 'done'}
              onClick={() => shown.kind === 'done' && void copy(shown.value)}
            >
              <Icon of={Copy} />
              {words.copy}
            </button>
            <button
              type="button"
              className="mh-btn primary"
              disabled={editor === null || isNewest || shown.kind !== 'done'}
              onClick={() => setAsking(true)}
            >
              <Icon of={RotateCcw} />
              {words.restore}
            </button>
          </>
        )}
      </footer>
    </div>
  );
}

function Waiting({ text }: { readonly text: string }): ReactElement {
  return (
    <div className="mh-past-wait" aria-busy="true">
      <p className="mh-sr" role="status">
        {text}
      </p>
      <Bones />
    </div>
  );
}

type Failure = Exclude<Fetched<never>, { kind: 'done' }>;

function Failed({ fetched, onRetry }: { readonly fetched: Failure; readonly onRetry: () => void }): ReactElement {
  return (
    <div className="mh-past-empty" role="alert">
      <p>{fetched.kind === 'offline' ? words.offline : `${words.failed} ${fetched.why}`}</p>
      <button type="button" className="mh-btn" onClick={onRetry}>
        {words.tryAgain}
      </button>
    </div>
  );
}

function whyNot(fetched: Failure): string {
  return fetched.kind === 'offline' ? words.offline : fetched.why;
}

/** Null when it is done, else why it is not. */
function bringBack(doc: Y.Doc, editor: DocumentEditor | null, state: Uint8Array): string | null {
  const old = new Y.Doc();
  Y.applyUpdate(old, state);
  try {
    if (editor === null) return words.readOnly;
    if (!isEarlierState(old, doc)) return words.stale;
    return editor.change((transaction) => restoreState(doc, old, null, transaction)) ? null : words.notRestored;
  } finally {
    old.destroy();
  }
}

interface Steps {
  readonly count: number;
  /** which change is in view and whose, or how many there are */
  readonly said: string;
  go(by: 1 | -1): void;
}

/** From change to change, round and round. */
function useSteps(text: RefObject<HTMLElement | null>, view: HistoryView | null): Steps {
  const { view: window } = useSurroundings();
  const [all, setAll] = useState<readonly HTMLElement[]>([]);
  const [at, setAt] = useState(-1);
  useEffect(() => {
    const found = view === null ? [] : [...(text.current?.querySelectorAll<HTMLElement>('[data-change]') ?? [])];
    setAll(found);
    setAt(-1);
    found[0]?.scrollIntoView({ block: 'center' });
  }, [text, view]);
  const go = (by: 1 | -1): void => {
    if (all.length === 0) return;
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    all[at]?.removeAttribute('data-current');
    const element = all[next];
    element?.setAttribute('data-current', '');
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    element?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    setAt(next);
  };
  const current = all[at];
  const said =
    current === undefined
      ? all.length === 0
        ? words.noChanges
        : words.changes(all.length)
      : `${words.changeOf(at + 1, all.length)} · ${current.dataset['change'] ?? ''}`;
  return { count: all.length, said, go };
}
