/** Two people do one thing each to the same block before they hear of each other. */
import { TEXT_TYPE_TO_FORMAT } from 'lexical';
import type { BaseName } from './bases.ts';
import { unreachable } from '#shared/assert.ts';
import { BASE_WORDS, BASES, OTHER_WORDS, writeBase } from './bases.ts';
import type { BindingKind } from './bindings.ts';
import { countWords, disagreements } from './checks.ts';
import type { Damage } from './checks.ts';
import { mayBeLost, mayPart, maySpread } from './contradictions.ts';
import { TOKEN, tokenOf } from './operation.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import type { OperationName } from './operations.ts';
import { blockWith, isPlain, runsOf } from './page.ts';
import type { PageBlock } from './page.ts';
import { Network, Peer } from './peers.ts';

interface PairSetting {
  readonly kind: BindingKind;
  /** the base as an update */
  readonly document: Uint8Array;
}

export async function makeSetting(kind: BindingKind, base: BaseName): Promise<PairSetting> {
  return { kind, document: await writeBase(kind, BASES[base]) };
}

/** Milliseconds, more than separates two steps of undo. */
const PAUSE_MS = 10_000;

class Side {
  readonly name: OperationName;
  readonly operation: Operation;
  readonly token: string;
  readonly peer: Peer;
  /** false where the other's preparation left it nothing to do */
  asks = true;
  /** its own page right after its operation */
  own: readonly PageBlock[] = [];

  constructor(name: OperationName, token: string, peer: Peer) {
    this.name = name;
    this.operation = OPERATIONS[name];
    this.token = token;
    this.peer = peer;
  }

  async prepare(): Promise<void> {
    const { before } = this.operation;
    if (before === undefined) return;
    await this.peer.edit(() => before(this.token));
    this.peer.bound.stopCapturing();
  }

  acts(): ReadonlyArray<() => Promise<void>> {
    const { does } = this.operation;
    switch (does.kind) {
      case 'edit':
        return [() => this.peer.edit(() => does.$run(this.token))];
      case 'move':
        return [() => this.peer.move(does.$block, does.to)];
      case 'undo':
        return [() => this.peer.undo()];
      case 'undo and redo':
        return [() => this.peer.undo(), () => this.peer.redo()];
      default:
        return unreachable(does);
    }
  }

  async act(): Promise<void> {
    for (const act of this.acts()) await act();
    this.own = this.peer.page();
  }

  holds(page: readonly PageBlock[]): boolean {
    return this.operation.holds(page, this.token);
  }
}

interface PairResult {
  readonly damages: readonly Damage[];
  /** whose postcondition does not hold, be that allowed or not */
  readonly lost: readonly OperationName[];
}

/** The client ids are those of the sides, so that all ordered pairs are all pairs in both orders of the ids. */
export async function runPair(
  { kind, document }: PairSetting,
  left: OperationName,
  right: OperationName,
): Promise<PairResult> {
  let now = 0;
  const open = (clientId: number): Peer => new Peer(kind, { clientId, document, clock: () => now });
  const sides = [new Side(left, tokenOf('A1'), open(100)), new Side(right, tokenOf('B2'), open(200))] as const;
  const peers = sides.map(({ peer }) => peer);
  const network = new Network(peers);
  for (const side of sides) {
    await side.prepare();
    await network.deliverAll();
    now += PAUSE_MS;
  }
  const shared = peers[0]?.page() ?? [];
  for (const side of sides) {
    await side.act();
    const { kind } = side.operation.does;
    const had = (kind === 'edit' || kind === 'move') && side.holds(shared);
    side.asks = !had && side.holds(side.own);
  }
  await network.deliverAll();
  const page = peers[0]?.page() ?? [];
  const refusals = peers.flatMap((peer) => peer.refusals.map((detail): Damage => ({ kind: 'error', detail })));
  const lost = sides.filter((side) => side.asks && !side.holds(page));
  const damages = [
    ...refusals,
    ...disagreements(peers),
    ...textDamages(shared, sides, page),
    ...lookDamages(shared, sides, page),
    ...(lost.length > mayBeLost(left, right) ? lost.map(intentDamage) : []),
  ];
  for (const { bound } of peers) bound.stop();
  return { damages, lost: lost.map(({ name }) => name) };
}

/** One operation by itself: whether its postcondition holds before its last act, and after it. */
export async function runAlone(
  { kind, document }: PairSetting,
  name: OperationName,
): Promise<{ before: boolean; after: boolean }> {
  let now = 0;
  const side = new Side(name, tokenOf('A1'), new Peer(kind, { clientId: 100, document, clock: () => now }));
  await side.prepare();
  now += PAUSE_MS;
  const acts = side.acts();
  for (const act of acts.slice(0, -1)) await act();
  const before = side.holds(side.peer.page());
  await acts.at(-1)?.();
  const after = side.holds(side.peer.page());
  side.peer.bound.stop();
  return { before, after };
}

const textOf = (page: readonly PageBlock[]): string => page.map(({ text }) => text).join('\n');

/** Every word that nobody deleted is there once, what somebody deleted is gone, and nothing changed places. */
function textDamages(shared: readonly PageBlock[], sides: readonly [Side, Side], page: readonly PageBlock[]): Damage[] {
  const damages: Damage[] = [];
  const [left, right] = sides;
  const tokens = new Set([shared, ...sides.map(({ own }) => own)].flatMap((one) => textOf(one).match(TOKEN) ?? []));
  const words = [...BASE_WORDS, ...tokens];
  const count = (of: readonly PageBlock[]): Map<string, number> =>
    new Map([...countWords(textOf(of), [...tokens]), ...countWords(textOf(of).replaceAll(TOKEN, ''), BASE_WORDS)]);
  const before = count(shared);
  const after = count(page);
  const owns = sides.map(({ own }) => count(own));
  for (const [at, { operation, name }] of sides.entries()) {
    if (operation.does.kind !== 'edit' || operation.does.deletes === true) continue;
    for (const word of words) {
      if ((before.get(word) ?? 0) > (owns[at]?.get(word) ?? 0)) {
        damages.push({ kind: 'base text lost', detail: `${word} by ${name} alone` });
      }
    }
  }
  for (const word of words) {
    const typed = tokens.has(word);
    // who takes typing back and does it again has typed it anew, whatever others deleted meanwhile
    const anew = sides.some(({ operation, token }) => operation.does.kind === 'undo and redo' && token === word);
    const was = !anew && (before.get(word) ?? 0) > 0;
    const expected = was ? owns.every((own) => own.get(word) !== 0) : owns.some((own) => own.get(word) !== 0);
    const found = after.get(word) ?? 0;
    if (expected && found === 0) damages.push({ kind: typed ? 'typed text lost' : 'base text lost', detail: word });
    if (found > 1) damages.push({ kind: typed ? 'typed text doubled' : 'base text doubled', detail: word });
    if (!expected && found > 0) damages.push({ kind: 'deleted text is back', detail: word });
  }
  const pages = [shared, ...sides.map(({ own }) => own)];
  // of moved blocks the text alone stays in order: what is joined with them goes with them
  const moves = sides.some(({ operation: { does } }) => 'moves' in does && does.moves);
  if (mayPart(left.name, right.name)) return damages;
  const groups = moves ? shared.map(({ text }) => BASE_WORDS.filter((word) => text.includes(word))) : [BASE_WORDS];
  const changed = groups.flatMap((words) => changedOrder(words, pages.map(placesOf), placesOf(page)) ?? [])[0] ?? null;
  if (changed !== null) damages.push({ kind: 'order changed', detail: changed });
  return damages;
}

function placesOf(page: readonly PageBlock[]): Map<string, number> {
  const text = textOf(page).replaceAll(TOKEN, '');
  return new Map(BASE_WORDS.map((word) => [word, text.indexOf(word)] as const).filter(([, at]) => at >= 0));
}

/** Two words that stand in another order than on all pages before; null where there are none. */
function changedOrder(
  words: readonly string[],
  before: ReadonlyArray<ReadonlyMap<string, number>>,
  now: ReadonlyMap<string, number>,
): string | null {
  const order = (places: ReadonlyMap<string, number>, one: string, other: string): boolean | null => {
    const [a, b] = [places.get(one), places.get(other)];
    return a === undefined || b === undefined ? null : a < b;
  };
  for (const one of words) {
    for (const other of words) {
      const found = order(now, one, other);
      if (found === null) continue;
      const known = before.map((places) => order(places, one, other)).filter((is) => is !== null);
      if (one !== other && known.length > 0 && known.every((is) => is !== found)) return `${one} and ${other}`;
    }
  }
  return null;
}

/** What one of them changed about a word's look is changed, what nobody changed is as it was. */
function lookDamages(shared: readonly PageBlock[], sides: readonly [Side, Side], page: readonly PageBlock[]): Damage[] {
  const damages: Damage[] = [];
  const [left, right] = sides;
  for (const word of maySpread(left.name, right.name) ? OTHER_WORDS : BASE_WORDS) {
    const [was, first, second, now] = [shared, left.own, right.own, page].map((one) => lookOf(one, word));
    if (was === undefined || first === undefined || second === undefined || now === undefined) continue;
    for (const [key, before] of was) {
      const changed = [first.get(key), second.get(key)].filter((value) => value !== before);
      const found = now.get(key);
      if (changed.length === 0 ? found === before : changed.includes(found)) continue;
      damages.push({ kind: 'format lost', detail: `${key} of ${word} is ${found}` });
    }
  }
  return damages;
}

/** What a style says of one variable of the page, '' where it says nothing. */
function styled(style: string, name: string): string {
  return (
    style
      .split(';')
      .find((part) => part.includes(name))
      ?.trim() ?? ''
  );
}

/** Undefined where the word is not on the page, or is code, which has no look. */
function lookOf(page: readonly PageBlock[], word: string): Map<string, string> | undefined {
  const block = blockWith(page, word);
  if (block === undefined || isPlain(block)) return undefined;
  const runs = runsOf(page, word);
  const list = (values: readonly unknown[]): string => [...new Set(values)].join(' and ');
  return new Map([
    ...Object.entries(TEXT_TYPE_TO_FORMAT).map(
      ([name, bit]) => [name, list(runs.map(({ format }) => (format & bit) !== 0))] as const,
    ),
    ['link', list(runs.map(({ url }) => url))],
    ...['--mh-color', '--mh-mark'].map((name) => [name, list(runs.map(({ style }) => styled(style, name)))] as const),
  ]);
}

function intentDamage({ operation, name }: Side): Damage {
  return { kind: operation.does.kind === 'undo' ? 'undo without effect' : 'intent lost', detail: name };
}
