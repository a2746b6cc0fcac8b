import { Dialog } from '@base-ui/react/dialog';
import { ChevronDown, ChevronUp, Copy, ListChecks, RotateCcw, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, type ReactElement, useEffect, useMemo, useRef, useState } from 'react';
import type * as Y from 'yjs';
import type { WritingSession } from '#shared/api/history.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import type { Block } from '#shared/document/tree/block.ts';
import type { UserInfo } from '#web/client/document-client.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { createStore, type WritableStore } from '#web/editor/store.ts';
import { Icon } from '../icon.tsx';
import { Bones } from '../skeleton.tsx';
import { useStore, useSurroundings } from '../surroundings.ts';
import { Tip } from '../tip.tsx';
import { words as common } from '../words.ts';
import { clipOf, putOnClipboard } from './clip.ts';
import { blocksOf, extract, putBack, restoreWhole, wholeOf, whyNot } from './extract.ts';
import { type Failure, historySource } from './fetch-history.ts';
import { HistoryList } from './history-list.tsx';
import { HistoryPage } from './history-page.tsx';
import { selectedKeys } from './past-choice.tsx';
import { PastContext } from './past-surroundings.ts';
import { useSteps } from './use-steps.ts';
import { type Load, LOADING, useVersions } from './use-versions.ts';
import { WhoTip } from './who-tip.tsx';
import { historyWords as words } from './words.ts';

export interface HistoryDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  /** base URL of the server and the document's name */
  readonly server: string;
  readonly document: string;
  readonly token: (() => Promise<string>) | undefined;
  /** who gives names */
  readonly user: UserInfo;
  readonly doc: Y.Doc;
  /** null while there is none, and where the document may not be changed */
  readonly editor: DocumentEditor | null;
}

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

/** What the footer asks: nothing, whether to restore or to delete the history, or which blocks are meant. */
type Asking =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'purge' }
  | { readonly kind: 'part'; readonly chosen: WritableStore<ReadonlySet<string>> };
const NOTHING: Asking = { kind: 'nothing' };

function Versions({ server, document, token, user, doc, editor, onClose }: VersionsProps): ReactElement {
  const { view: window, clock, toasts } = useSurroundings();
  const source = useMemo(
    () => historySource(window.fetch.bind(window), server, document, token),
    [window, server, document, token],
  );
  const versions = useVersions(source);
  const { list, chosen } = versions;
  const [shown, setShown] = useState<Load<HistoryView>>(LOADING);
  const [asking, setAsking] = useState<Asking>(NOTHING);
  const [busy, setBusy] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const view = shown.kind === 'done' ? shown.value : null;
  const steps = useSteps(text, view);

  const [attempt, setAttempt] = useState(0);
  const [from, to] = [chosen?.from, chosen?.to];
  useEffect(() => {
    if (from === undefined || to === undefined) return undefined;
    let wanted = true;
    setShown(LOADING);
    setAsking(NOTHING);
    void source.view(from, to).then((fetched) => {
      if (wanted) setShown(fetched);
    });
    return () => {
      wanted = false;
    };
  }, [source, from, to, attempt]);
  const past = useMemo(
    () => ({ server, locale: window.navigator.language, chosen: asking.kind === 'part' ? asking.chosen : null }),
    [server, window, asking],
  );

  const complain = (why: string): void => toasts.show({ kind: 'bad', text: why });
  const copy = async (blocks: Block[] | Failure, said: string): Promise<void> => {
    if ('kind' in blocks) return complain(whyNot(blocks));
    const copied = await putOnClipboard(window.document, clipOf(blocks));
    toasts.show(copied ? { kind: 'ok', text: said } : { kind: 'bad', text: common.toast.copyFailed });
  };
  const finish = (why: string | null, said: string): void => {
    if (why !== null) return complain(why);
    onClose();
    toasts.show({ kind: 'ok', text: said, action: { label: common.undo, run: () => editor?.run({ kind: 'undo' }) } });
  };
  const work = async (run: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await run();
    setBusy(false);
  };
  const restore = async ({ to: at }: WritingSession): Promise<void> => {
    const fetched = await source.state(at);
    finish(fetched.kind === 'done' ? restoreWhole(fetched.value, doc, editor) : whyNot(fetched), words.restored);
  };
  const take = async (session: WritingSession, keys: ReadonlySet<string>, what: 'copy' | 'back'): Promise<void> => {
    if (view === null) return;
    const taken = await extract(source, session, view, keys);
    if ('kind' in taken) complain(whyNot(taken));
    else if (what === 'copy') await copy(blocksOf(taken, view), words.copiedPart);
    else finish(putBack(taken, doc, editor), words.broughtBack);
  };
  const older = async (): Promise<void> => {
    const failed = await versions.loadOlder();
    if (failed !== null && failed.kind !== 'done') complain(whyNot(failed));
  };
  const giveName = async (session: WritingSession, name: string | null): Promise<boolean> => {
    const fetched = await versions.name(session, name, user);
    if (fetched.kind !== 'done') {
      complain(whyNot(fetched));
      return false;
    }
    toasts.show({ kind: 'ok', text: name === null ? words.unnamed : words.namedAs(name) });
    return true;
  };
  const purge = async (): Promise<void> => {
    const fetched = await source.purge();
    if (fetched.kind !== 'done') return complain(whyNot(fetched));
    setAsking(NOTHING);
    versions.reload();
    toasts.show({ kind: 'ok', text: words.purged });
  };
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
            {view === null ? '' : steps.said}
          </span>
          <Step label={words.previous} icon={ChevronUp} disabled={steps.count === 0} onStep={() => steps.go(-1)} />
          <Step label={words.next} icon={ChevronDown} disabled={steps.count === 0} onStep={() => steps.go(1)} />
        </span>
        <Dialog.Close className="mh-icon-btn" aria-label={common.close}>
          <Icon of={X} />
        </Dialog.Close>
      </div>
      {list.kind === 'loading' ? (
        <Waiting text={words.loading} />
      ) : list.kind !== 'done' ? (
        <Failed failure={list} onRetry={versions.reload} />
      ) : list.value.sessions.length === 0 && !versions.namedOnly ? (
        <p className="mh-past-empty">{words.empty}</p>
      ) : (
        <div className="panes">
          <div className="page" role="region" aria-label={words.page} tabIndex={0} ref={page}>
            {chosen === null ? null : view !== null ? (
              <div className="mh-doc mh-past-doc" ref={text}>
                <PastContext value={past}>
                  <HistoryPage view={view} />
                </PastContext>
              </div>
            ) : shown.kind === 'loading' || shown.kind === 'done' ? (
              <Waiting text={words.loadingPage} />
            ) : (
              <Failed failure={shown} onRetry={() => setAttempt((count) => count + 1)} />
            )}
            <WhoTip page={page} />
          </div>
          <HistoryList
            sessions={list.value.sessions}
            head={versions.head}
            chosen={chosen}
            now={clock.now()}
            namedOnly={versions.namedOnly}
            onNamedOnly={versions.showNamedOnly}
            onChoose={versions.choose}
            onOlder={list.value.next === null ? null : () => void older()}
            onPurge={editor === null ? null : () => setAsking({ kind: 'purge' })}
            onName={editor === null ? null : giveName}
          />
        </div>
      )}
      <footer>
        {asking.kind === 'purge' ? (
          <>
            <p className="start ask" role="alert">
              {words.purgeQuestion}
            </p>
            <Cancel onCancel={() => setAsking(NOTHING)} />
            <button type="button" className="mh-btn danger" disabled={busy} onClick={() => void work(purge)}>
              <Icon of={Trash2} />
              {busy ? words.purging : words.purgeNow}
            </button>
          </>
        ) : chosen === null || view === null ? null : asking.kind === 'restore' ? (
          <>
            <p className="start ask">{words.restoreQuestion}</p>
            <Cancel onCancel={() => setAsking(NOTHING)} />
            <button
              type="button"
              className="mh-btn primary"
              disabled={busy}
              autoFocus
              onClick={() => void work(() => restore(chosen))}
            >
              {busy ? words.restoring : words.restoreNow}
            </button>
          </>
        ) : asking.kind === 'part' ? (
          <PartChoice
            chosen={asking.chosen}
            busy={busy}
            onCancel={() => setAsking(NOTHING)}
            onCopy={(keys) => void work(() => take(chosen, keys, 'copy'))}
            onBringBack={editor === null ? null : (keys) => void work(() => take(chosen, keys, 'back'))}
          />
        ) : (
          <>
            <button
              type="button"
              className="mh-btn"
              disabled={busy}
              onClick={() => void work(async () => copy(await wholeOf(source, chosen), words.copied))}
            >
              <Icon of={Copy} />
              {words.copy}
            </button>
            <button
              type="button"
              className="mh-btn"
              onClick={() => {
                const keys = text.current === null ? new Set<string>() : selectedKeys(text.current);
                setAsking({ kind: 'part', chosen: createStore<ReadonlySet<string>>(keys) });
              }}
            >
              <Icon of={ListChecks} />
              {words.choose}
            </button>
            <button
              type="button"
              className="mh-btn primary"
              disabled={editor === null || chosen.to === versions.head}
              onClick={() => setAsking({ kind: 'restore' })}
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

interface PartChoiceProps {
  readonly chosen: WritableStore<ReadonlySet<string>>;
  readonly busy: boolean;
  readonly onCancel: () => void;
  readonly onCopy: (keys: ReadonlySet<string>) => void;
  /** null where the document may not be changed */
  readonly onBringBack: ((keys: ReadonlySet<string>) => void) | null;
}

function PartChoice({ chosen, busy, onCancel, onCopy, onBringBack }: PartChoiceProps): ReactElement {
  const keys = useStore(chosen);
  const disabled = busy || keys.size === 0;
  return (
    <>
      <p className="start ask" role="status">
        {words.chosen(keys.size)}
      </p>
      <Cancel onCancel={onCancel} />
      <button type="button" className="mh-btn" disabled={disabled} onClick={() => onCopy(keys)}>
        <Icon of={Copy} />
        {words.copy}
      </button>
      <button
        type="button"
        className="mh-btn primary"
        disabled={disabled || onBringBack === null}
        onClick={() => onBringBack?.(keys)}
      >
        <Icon of={RotateCcw} />
        {words.bringBack}
      </button>
    </>
  );
}

function Cancel({ onCancel }: { readonly onCancel: () => void }): ReactElement {
  return (
    <button type="button" className="mh-btn" onClick={onCancel}>
      {common.cancel}
    </button>
  );
}

interface StepProps {
  readonly label: string;
  readonly icon: typeof ChevronUp;
  readonly disabled: boolean;
  readonly onStep: () => void;
}

function Step({ label, icon, disabled, onStep }: StepProps): ReactElement {
  return (
    <Tip label={label}>
      <button type="button" className="mh-icon-btn" aria-label={label} disabled={disabled} onClick={onStep}>
        <Icon of={icon} />
      </button>
    </Tip>
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

function Failed({ failure, onRetry }: { readonly failure: Failure; readonly onRetry: () => void }): ReactElement {
  return (
    <div className="mh-past-empty" role="alert">
      <p>{failure.kind === 'offline' ? words.offline : `${words.failed} ${failure.why}`}</p>
      <button type="button" className="mh-btn" onClick={onRetry}>
        {words.tryAgain}
      </button>
    </div>
  );
}
