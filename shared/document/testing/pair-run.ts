/** Two people do one thing each to the same block before they hear of each other. */
import type { BaseName } from './bases.ts';
import { BASES, writeBase } from './bases.ts';
import type { BindingKind } from './bindings.ts';
import { disagreements } from './checks.ts';
import type { Damage } from './checks.ts';
import { mayBeLost } from './contradictions.ts';
import type { OperationName } from './operations.ts';
import { lateUndoDamages, lookDamages, textDamages } from './pair-damages.ts';
import { Side } from './pair-side.ts';
import type { Manner } from './pair-side.ts';
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
/** Client ids: which of two is greater decides who wins where one must. */
const IDS = { lower: [100, 200], higher: [200, 100] } as const;

class Pair {
  readonly sides: readonly [Side, Side];
  readonly peers: readonly Peer[];
  readonly network: Network;
  #now = 0;

  constructor(
    { kind, document }: PairSetting,
    left: readonly [OperationName, Manner],
    right: OperationName,
    [leftId, rightId]: readonly [number, number],
  ) {
    const open = (clientId: number): Peer => new Peer(kind, { clientId, document, clock: () => this.#now });
    this.sides = [new Side(left[0], 'A1', open(leftId), left[1]), new Side(right, 'B2', open(rightId))];
    this.peers = this.sides.map(({ peer }) => peer);
    this.network = new Network(this.peers);
  }

  readonly pause = (): void => {
    this.#now += PAUSE_MS;
  };

  async prepare(): Promise<void> {
    for (const side of this.sides) {
      await side.prepare(this.pause);
      await this.network.deliverAll();
      this.pause();
    }
  }

  /** What Lexical would not do. */
  refusals(): Damage[] {
    return this.peers.flatMap((peer) => peer.refusals.map((detail): Damage => ({ kind: 'error', detail })));
  }

  stop(): void {
    for (const { bound } of this.peers) bound.stop();
  }
}

interface PairResult {
  readonly damages: readonly Damage[];
  /** whose postcondition does not hold, be that allowed or not */
  readonly lost: readonly OperationName[];
}

/** The left one has the lower client id, so all ordered pairs are all pairs in both orders of the ids. */
export async function runPair(setting: PairSetting, left: OperationName, right: OperationName): Promise<PairResult> {
  const pair = new Pair(setting, [left, 'does'], right, IDS.lower);
  const { sides, peers } = pair;
  await pair.prepare();
  const shared = peers[0]?.page() ?? [];
  for (const side of sides) {
    await side.act();
    const { kind } = side.operation.does;
    const had = (kind === 'edit' || kind === 'move') && side.holds(shared);
    side.asks = !had && side.holds(side.own);
  }
  await pair.network.deliverAll();
  const page = peers[0]?.page() ?? [];
  const lost = sides.filter((side) => side.asks && !side.holds(page));
  const damages = [
    ...pair.refusals(),
    ...disagreements(peers),
    ...textDamages(shared, sides, page),
    ...lookDamages(shared, sides, page),
    ...(lost.length > mayBeLost(left, right) ? lost.map(intentDamage) : []),
  ];
  pair.stop();
  return { damages, lost: lost.map(({ name }) => name) };
}

/**
 * The left one takes back what it did, or does it again, while the right one does something. What must hold is what concerns the text and
 * the replicas; the postconditions of what is no longer wanted are nobody's. Where what the left one did took the right one's words away,
 * the right one does nothing.
 */
export async function runUndone(
  setting: PairSetting,
  manner: 'undoes' | 'redoes',
  left: OperationName,
  right: OperationName,
  ids: keyof typeof IDS,
): Promise<readonly Damage[]> {
  const pair = new Pair(setting, [left, manner], right, IDS[ids]);
  await pair.prepare();
  const shared = pair.peers[0]?.page() ?? [];
  for (const side of pair.sides) await side.act();
  await pair.network.deliverAll();
  const page = pair.peers[0]?.page() ?? [];
  const damages = [...disagreements(pair.peers), ...textDamages(shared, pair.sides, page)];
  pair.stop();
  return damages;
}

/** Both do something at once, and when each has heard of the other, the left one takes its own back: what is left is the right one's. */
export async function runUndoneLate(
  setting: PairSetting,
  left: OperationName,
  right: OperationName,
  ids: keyof typeof IDS,
): Promise<readonly Damage[]> {
  const pair = new Pair(setting, [left, 'does'], right, IDS[ids]);
  await pair.prepare();
  const shared = pair.peers[0]?.page() ?? [];
  for (const side of pair.sides) await side.act();
  await pair.network.deliverAll();
  pair.pause();
  for (const undo of pair.sides[0].undoes()) await undo();
  await pair.network.deliverAll();
  const page = pair.peers[0]?.page() ?? [];
  const damages = [...disagreements(pair.peers), ...lateUndoDamages(shared, pair.sides, page)];
  pair.stop();
  return damages;
}

/** One operation by itself: whether its postcondition holds before its last act, and after it. */
export async function runAlone(
  { kind, document }: PairSetting,
  name: OperationName,
): Promise<{ before: boolean; after: boolean }> {
  let now = 0;
  const pause = (): void => {
    now += PAUSE_MS;
  };
  const side = new Side(name, 'A1', new Peer(kind, { clientId: 100, document, clock: () => now }));
  await side.prepare(pause);
  pause();
  const acts = side.acts();
  for (const act of acts.slice(0, -1)) await act();
  const before = side.holds(side.peer.page());
  await acts.at(-1)?.();
  const after = side.holds(side.peer.page());
  side.peer.bound.stop();
  return { before, after };
}

/** One operation, taken back and done again: the page at each point, as JSON. */
export async function runBackAndForth(
  { kind, document }: PairSetting,
  name: OperationName,
): Promise<{ before: string; done: string; undone: string; redone: string }> {
  let now = 0;
  const pause = (): void => {
    now += PAUSE_MS;
  };
  const peer = new Peer(kind, { clientId: 100, document, clock: () => now });
  const side = new Side(name, 'A1', peer);
  await side.prepare(pause);
  pause();
  const before = peer.json();
  await side.act();
  const done = peer.json();
  for (const undo of side.undoes()) await undo();
  const undone = peer.json();
  for (const redo of side.redoes()) await redo();
  const redone = peer.json();
  peer.bound.stop();
  return { before, done, undone, redone };
}

function intentDamage({ operation, name }: Side): Damage {
  return { kind: operation.does.kind === 'undo' ? 'undo without effect' : 'intent lost', detail: name };
}
