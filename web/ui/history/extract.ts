/** Parts of a version: copied, or brought back into the document. */
import * as Y from 'yjs';
import type { WritingSession } from '#shared/api/history.ts';
import { namesOf } from '#shared/document/container-names.ts';
import { bringBack, type Wanted } from '#shared/document/history-view/bring-back.ts';
import { readParts } from '#shared/document/history-view/read-parts.ts';
import { isEarlierState, restoreState } from '#shared/document/history-view/restore.ts';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import type { Block } from '#shared/document/tree/block.ts';
import { readTree } from '#shared/document/tree/read-tree.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import type { Failure, HistorySource } from './fetch-history.ts';
import { historyWords as words } from './words.ts';

/** What was chosen of a version: of its page, and of what it shows as deleted, which the state before it has. */
interface Extract {
  readonly parts: readonly Wanted[];
}

/** Gets the states that hold these blocks of a view. */
export async function extract(
  source: HistorySource,
  { from, to }: Pick<WritingSession, 'from' | 'to'>,
  view: HistoryView,
  keys: ReadonlySet<string>,
): Promise<Extract | Failure> {
  const gone = new Set(view.blocks.filter((one) => one.kind === 'deleted' && keys.has(one.key)).map(({ key }) => key));
  const parts: Wanted[] = [];
  for (const [at, wanted] of [
    [from, gone],
    [to, new Set([...keys].filter((key) => !gone.has(key)))],
  ] as const) {
    if (wanted.size === 0) continue;
    const state = await source.state(at);
    if (state.kind !== 'done') return state;
    parts.push({ old: documentOf(state.value), keys: wanted });
  }
  return { parts };
}

/** In the order of the view. */
export function blocksOf({ parts }: Extract, view: HistoryView): Block[] {
  const found = new Map(parts.flatMap(({ old, keys }) => [...(readParts(old, { kind: 'blocks', keys }) ?? [])]));
  return view.blocks.flatMap(({ key }) => found.get(key) ?? []);
}

/** The whole of a version. */
export async function wholeOf(source: HistorySource, { to }: Pick<WritingSession, 'to'>): Promise<Block[] | Failure> {
  const state = await source.state(to);
  if (state.kind !== 'done') return state;
  return [...readTree(documentOf(state.value)).blocks];
}

/** Null when it is done, else why it is not. */
export function putBack({ parts }: Extract, doc: Y.Doc, editor: DocumentEditor | null): string | null {
  if (editor === null) return words.readOnly;
  const newName = namesOf(doc);
  return editor.change((transaction) => bringBack(doc, parts, transaction, newName)) ? null : words.notRestored;
}

/** The whole document becomes what it was. Null when it is done, else why it is not. */
export function restoreWhole(state: Uint8Array, doc: Y.Doc, editor: DocumentEditor | null): string | null {
  if (editor === null) return words.readOnly;
  const old = documentOf(state);
  if (!isEarlierState(old, doc)) return words.stale;
  return editor.change((transaction) => restoreState(doc, old, null, transaction)) ? null : words.notRestored;
}

export function whyNot(failure: Failure): string {
  return failure.kind === 'offline' ? words.offline : failure.why;
}

function documentOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return doc;
}
