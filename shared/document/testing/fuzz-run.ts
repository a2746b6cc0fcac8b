/** Some editors do whatever they like to one document, over a network that holds back, shuffles and merges. */
import { $createParagraphNode, $createTextNode, $getRoot, resetRandomKey } from 'lexical';
import { $choose, $chooseMove, $selectSomewhere } from './fuzz-acts.ts';
import { $selectInTitle, BOX_ACTS } from './fuzz-box-acts.ts';
import { writeBase } from './bases.ts';
import type { BindingKind } from './bindings.ts';
import { disagreements, lags, retyped, spoiled } from './checks.ts';
import type { Damage } from './checks.ts';
import { checkOwnCaret, checkToldCaret, heldBy, NOTHING_HELD } from './held-carets.ts';
import type { Held, ToldCaret } from './held-carets.ts';
import { Ledger } from './ledger.ts';
import type { Purpose } from './ledger.ts';
import { Network, Peer } from './peers.ts';
import { sweep } from '../sweep.ts';
import { seededDice } from './random.ts';
import type { Dice } from './random.ts';

export interface FuzzResult {
  readonly damages: readonly Damage[];
  /** number of characters that were typed */
  readonly typed: number;
  /** how often anything was swept */
  readonly swept: number;
}

const PARAGRAPHS = 4;
const PARAGRAPH_LENGTH = 6;
/** So many steps apart everything is delivered and compared. */
const TRUCE_STEPS = 20;
const PAUSE_MS = 1000;

export interface FuzzOptions {
  readonly steps: number;
  /** number of people, 3 unless given */
  readonly editors?: number;
  /** one act in five has to do with boxes and tables */
  readonly boxes?: boolean;
  /** whatever is deleted and empty is swept whenever everything has arrived, however new it is */
  readonly sweeps?: boolean;
  /** is told of each step, for whoever looks for a fault */
  readonly trace?: (line: string) => void;
}

/** The same for the same seed and options. */
export async function runFuzz(kind: BindingKind, seed: number, options: FuzzOptions): Promise<FuzzResult> {
  // some choices of Lexical's depend on how its keys sort
  resetRandomKey();
  const run = await FuzzRun.start(kind, seededDice(seed), options);
  for (let step = 1; step <= options.steps; step += 1) {
    await run.step();
    if (step % TRUCE_STEPS === 0 || step === options.steps) await run.truce();
  }
  return run.end();
}

class FuzzRun {
  readonly #dice: Dice;
  readonly #peers: readonly Peer[];
  readonly #network: Network;
  readonly #ledger: Ledger;
  readonly #damages: Damage[] = [];
  readonly #told: ToldCaret[] = [];
  readonly #held: Held[];
  readonly #trace: (line: string) => void;
  readonly #boxes: boolean;
  readonly #sweeps: boolean;
  #swept = 0;
  #now = 0;

  private constructor(
    kind: BindingKind,
    dice: Dice,
    ledger: Ledger,
    document: Uint8Array,
    { editors = 3, boxes = false, sweeps = false, trace = () => {} }: FuzzOptions,
  ) {
    this.#trace = trace;
    this.#boxes = boxes;
    this.#sweeps = sweeps;
    this.#dice = dice;
    this.#ledger = ledger;
    this.#peers = Array.from(
      { length: editors },
      (_, at) => new Peer(kind, { clientId: 100 * (at + 1) + dice.below(50), document, clock: () => this.#now }),
    );
    this.#network = new Network(this.#peers);
    this.#held = this.#peers.map(heldBy);
  }

  static async start(kind: BindingKind, dice: Dice, options: FuzzOptions): Promise<FuzzRun> {
    const ledger = new Ledger(PARAGRAPHS * PARAGRAPH_LENGTH);
    const document = await writeBase(kind, {
      $write: () => {
        for (let at = 0; at < PARAGRAPHS; at += 1) {
          const text = ledger.base.slice(at * PARAGRAPH_LENGTH, (at + 1) * PARAGRAPH_LENGTH).join('');
          $getRoot().append($createParagraphNode().append($createTextNode(text)));
        }
      },
    });
    return new FuzzRun(kind, dice, ledger, document, options);
  }

  async step(): Promise<void> {
    const dice = this.#dice;
    const author = dice.below(this.#peers.length);
    const peer = this.#peers[author];
    if (peer === undefined) return;
    if (dice.oneIn(3)) this.#pause();
    const page = peer.page();
    const before = textOf(peer);
    const identities = peer.kind.identities(peer.doc);
    const shown = stateOf(peer);
    const purpose = await this.#act(peer, author);
    this.#note(...this.#ledger.judge(author, purpose, before, textOf(peer)), ...lags(peer));
    if (purpose.kind !== 'undo') this.#note(...spoiled(peer, page), ...retyped(peer, identities));
    this.#trace(`${author} ${purpose.kind} → ${describe(peer)}`);
    const acted = stateOf(peer) !== shown;
    const placed = dice.oneIn(3);
    if (placed) await this.#placeCaret(peer);
    // An undo puts the caret where it was, with what it held then. Who does nothing leaves it with what it held, also where that is hidden.
    if (placed || (acted && purpose.kind !== 'undo')) this.#held[author] = heldBy(peer);
    else if (acted) this.#held[author] = NOTHING_HELD;
    this.#trace(`  holds ${JSON.stringify(this.#held[author])}`);
    this.#network.collect();
    while (dice.oneIn(2)) {
      const to = await this.#network.deliverSome(dice);
      if (to !== null) this.#checkReceiver(to);
    }
  }

  /** Everything arrives, and everybody sees the same. */
  async truce(): Promise<void> {
    await this.#network.deliverAll();
    if (this.#sweeps) await this.#sweep();
    for (const at of this.#peers.keys()) this.#checkReceiver(at);
    this.#note(...disagreements(this.#peers));
    for (const peer of this.#peers)
      for (const told of this.#told) this.#note(...checkToldCaret(peer, told, this.#isUntouched));
  }

  async #sweep(): Promise<void> {
    const [first] = this.#peers;
    const update = first === undefined ? null : sweep(first.doc, () => true).update;
    if (update === null) return;
    const pages = this.#peers.map((peer) => peer.json());
    this.#swept += 1;
    for (const peer of this.#peers) await peer.receive(update);
    const isSame = this.#peers.every((peer, at) => peer.json() === pages[at]);
    if (!isSame) this.#note({ kind: 'order changed', detail: 'a sweep changed the page' });
  }

  end(): FuzzResult {
    const [first] = this.#peers;
    if (first !== undefined) this.#note(...this.#ledger.count(textOf(first)));
    for (const { bound } of this.#peers) bound.stop();
    return { damages: this.#damages, typed: this.#ledger.typedCount, swept: this.#swept };
  }

  async #act(peer: Peer, author: number): Promise<Purpose> {
    const kind = this.#dice.below(100);
    if (kind < 8) {
      await this.#take(peer, () => peer.undo());
      return { kind: 'undo' };
    }
    if (kind < 12) {
      await this.#take(peer, () => peer.redo());
      return { kind: 'undo' };
    }
    if (kind < 20) {
      const move = peer.editor.read(() => $chooseMove(this.#dice));
      if (move !== null) await peer.move(() => move.block, move.to);
      return { kind: 'edit' };
    }
    if (this.#boxes && kind < 22) {
      await peer.splitTitle(() => $selectInTitle(this.#dice));
      return { kind: 'edit' };
    }
    const refusals = peer.refusals.length;
    const typed = this.#ledger.typedCount;
    const step: { purpose: Purpose; $do: () => void } = { purpose: { kind: 'edit' }, $do: () => {} };
    await peer.edit(() =>
      Object.assign(
        step,
        $choose(this.#dice, () => this.#ledger.type(author), this.#boxes && this.#dice.oneIn(5) ? BOX_ACTS : undefined),
      ),
    );
    await peer.edit(step.$do);
    if (peer.refusals.length === refusals) return step.purpose;
    // nothing was done, so nothing may be missing, and what was to be typed was not
    this.#ledger.withdraw(typed);
    return { kind: 'edit' };
  }

  /** A step that is taken back can be seen, be what it did ever so much changed by others since. */
  async #take(peer: Peer, take: () => Promise<boolean>): Promise<void> {
    const before = peer.json();
    if ((await take()) && peer.json() === before) this.#note({ kind: 'undo without effect', detail: describe(peer) });
  }

  async #placeCaret(peer: Peer): Promise<void> {
    await peer.edit(() => $selectSomewhere(this.#dice));
    const selection = peer.bound.carets?.own() ?? null;
    if (selection !== null) this.#told.push({ selection, held: heldBy(peer) });
  }

  #checkReceiver(at: number): void {
    const peer = this.#peers[at];
    const held = this.#held[at];
    if (peer !== undefined) this.#trace(`  ${at} hears → ${describe(peer)}`);
    if (peer === undefined || held === undefined) return;
    this.#note(...lags(peer), ...checkOwnCaret(peer, held, this.#isUntouched));
  }

  readonly #isUntouched = (character: string): boolean => this.#ledger.isUntouched(character);

  #note(...damages: Damage[]): void {
    for (const { kind, detail } of damages) this.#trace(`  ! ${kind}: ${detail}`);
    this.#damages.push(...damages);
  }

  #pause(): void {
    this.#now += PAUSE_MS;
  }
}

function textOf(peer: Peer): string {
  return peer
    .page()
    .map(({ text }) => text)
    .join('\n');
}

/** Page and selection, also as others are told of it. */
function stateOf({ editor, bound }: Peer): string {
  const state = editor.getEditorState();
  const points = state._selection?.getStartEndPoints() ?? [];
  return JSON.stringify([state, bound.carets?.own(), ...points.map(({ key, offset }) => [key, offset])]);
}

function describe(peer: Peer): string {
  return peer
    .page()
    .map(({ type, level, text }) => `${type}${level === 0 ? '' : level} ${text}`)
    .join(' | ');
}
