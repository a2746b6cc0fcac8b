/** What must hold of every replica. A check gives what is damaged, so that a comparison can count it; tests expect nothing. */
import * as Y from 'yjs';
import type { Peer as Replica } from './peers.ts';
import { Peer } from './peers.ts';
import { isPlain, readPage } from './page.ts';
import type { PageBlock } from './page.ts';

export type DamageKind =
  | 'error'
  /** state vectors or pages differ, or the page is not what the document says */
  | 'diverged'
  /** a newly loaded editor shows something else */
  | 'reload differs'
  | 'typed text lost'
  | 'typed text doubled'
  | 'base text lost'
  | 'base text doubled'
  | 'deleted text is back'
  | 'order changed'
  /** deleted and typed anew: what others do to it meanwhile is lost */
  | 'text retyped'
  /** a word looks as nobody made it look */
  | 'format lost'
  /** the postcondition of an operation does not hold */
  | 'intent lost'
  | 'undo without effect'
  | 'own caret moved'
  | 'caret of another moved';

export interface Damage {
  readonly kind: DamageKind;
  readonly detail: string;
}

const NEWCOMER_ID = 999;

/** Equal documents, equal pages, the page is what the document says, and somebody who opens the document sees the same. */
export function disagreements(peers: readonly Replica[]): Damage[] {
  const damages: Damage[] = [];
  const [first] = peers;
  if (first === undefined) return damages;
  const state = Y.encodeStateVector(first.doc).toString();
  const json = first.json();
  for (const peer of peers) {
    for (const error of peer.errors) damages.push({ kind: 'error', detail: error });
    if (Y.encodeStateVector(peer.doc).toString() !== state) damages.push({ kind: 'diverged', detail: 'state vectors' });
    const page = peer.json();
    if (page !== json) damages.push({ kind: 'diverged', detail: `${json}\n${page}` });
  }
  damages.push(...lags(first));
  const newcomer = new Peer(first.kind, { clientId: NEWCOMER_ID, document: Y.encodeStateAsUpdate(first.doc) });
  const loaded = newcomer.json();
  newcomer.bound.stop();
  for (const error of newcomer.errors) damages.push({ kind: 'error', detail: error });
  if (loaded !== json) damages.push({ kind: 'reload differs', detail: `${json}\n${loaded}` });
  return damages;
}

/** Are the page's blocks those of the document, in their order? */
export function lags(peer: Replica): Damage[] {
  const document = peer.kind.readDocument(peer.doc);
  if (document === null) return [];
  const all = readPage(peer.json());
  // an empty box shows a paragraph that the document does not have
  const isOwn = all.some(({ within }) => within.length > 0)
    ? (text: string): boolean => text !== ''
    : (): boolean => true;
  const blocks = (document.length === 0 ? [''] : document).filter(isOwn);
  const page = all.map(({ text }) => text).filter(isOwn);
  if (page.length === blocks.length && page.every((text, at) => text === blocks[at])) return [];
  return [
    { kind: 'diverged', detail: `the document says ${JSON.stringify(blocks)}, the page ${JSON.stringify(page)}` },
  ];
}

/**
 * Has every character the look that its author's last edit gave it? Plain text has none.
 * @param before the page before that edit: what was plain then shows again what it looked like before
 */
export function spoiled(peer: Replica, before: readonly PageBlock[]): Damage[] {
  const code = new Set(before.flatMap((block) => (isPlain(block) ? Array.from(block.text) : [])));
  const made = looksOf(readPage(peer.edited));
  const kept = looksOf(readPage(peer.json()));
  const lost = [...kept].filter(
    ([character, look]) => made.has(character) && !code.has(character) && made.get(character) !== look,
  );
  if (lost.length === 0) return [];
  return [{ kind: 'format lost', detail: lost.map(([character, look]) => `${character} is ${look}`).join(', ') }];
}

/** Is every character that was there before an own edit, and is there after it, still the same one? */
export function retyped(peer: Replica, before: ReadonlyMap<string, string> | null): Damage[] {
  const after = peer.kind.identities(peer.doc);
  if (before === null || after === null) return [];
  const lost = [...before].filter(([one, id]) => after.has(one) && after.get(one) !== id).map(([one]) => one);
  return lost.length === 0 ? [] : [{ kind: 'text retyped', detail: lost.join('') }];
}

function looksOf(page: readonly PageBlock[]): Map<string, string> {
  const runs = page.filter((block) => !isPlain(block)).flatMap((block) => block.runs);
  return new Map(
    runs.flatMap(({ text, format, url, style }) =>
      Array.from(text, (one) => [one, `${format} ${url ?? ''} ${style}`] as const).filter(([one]) => one !== '\n'),
    ),
  );
}

/** How often each word stands in a text. */
export function countWords(text: string, words: readonly string[]): Map<string, number> {
  return new Map(words.map((word) => [word, text.split(word).length - 1]));
}
