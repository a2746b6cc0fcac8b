/** Editors of one document and the network between them, which holds back, shuffles and merges what they send. */
import type { ElementNode, LexicalEditor } from 'lexical';
import * as Y from 'yjs';
import { keepDeleted } from '#shared/update/keep-deleted.ts';
import { createDocumentEditor } from '../headless.ts';
import { $move } from './acts.ts';
import type { BindingKind, Bound } from './bindings.ts';
import { pageJson, readPage } from './page.ts';
import type { PageBlock } from './page.ts';
import type { Dice } from './random.ts';

/** The origin of what comes from the network. */
const NETWORK = 'network';
/** Bindings put some things off to the end of the turn, and what they do there once more. */
const TURNS = 6;

export interface PeerOptions {
  readonly clientId: number;
  /** the document that the peer opens; a new one unless given */
  readonly document?: Uint8Array;
  /** what a peer before it deleted, and has to be kept as the document loads */
  readonly deleted?: Uint8Array;
  /** milliseconds */
  readonly clock?: () => number;
}

export class Peer {
  readonly kind: BindingKind;
  readonly doc = new Y.Doc();
  readonly editor: LexicalEditor;
  readonly bound: Bound;
  /** what was thrown so far; a peer goes on after an error, as an editor does */
  readonly errors: string[] = [];
  /** edits that Lexical itself would not do: nothing came of them */
  readonly refusals: string[] = [];
  /** the page right after the last own edit, before the binding put anything right */
  edited = '';
  #refused: unknown = null;
  #sent: Uint8Array[] = [];

  constructor(kind: BindingKind, { clientId, document, deleted, clock = () => 0 }: PeerOptions) {
    this.kind = kind;
    this.doc.clientID = clientId;
    if (deleted !== undefined) keepDeleted(this.doc, deleted);
    if (document !== undefined) Y.applyUpdate(this.doc, document, NETWORK);
    this.editor = createDocumentEditor((error) => this.#note(error));
    this.bound = kind.bind(this.editor, this.doc, clock);
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== NETWORK) this.#sent.push(update);
    });
  }

  edit($change: () => void): Promise<void> {
    return this.#do(() => {
      this.editor.update(() => this.#tried($change), { discrete: true });
      this.edited = this.json();
    });
  }

  receive(update: Uint8Array): Promise<void> {
    return this.#do(() => Y.applyUpdate(this.doc, update, NETWORK));
  }

  /** Takes a block elsewhere by the binding's own means, or by its nodes where it has none. */
  async move($block: () => ElementNode, to: MoveGoal): Promise<void> {
    const { moveBlocks } = this.bound;
    if (moveBlocks === null) return this.edit(() => $move($block(), to));
    return this.#do(() => {
      const key = this.editor.read(() => this.#tried(() => $block().getKey()));
      moveBlocks([key], to === 'end' ? { before: null } : to);
      this.edited = this.json();
    });
  }

  /** Parts the title of a fold, by the binding's own means. */
  async splitTitle($select: () => void): Promise<void> {
    await this.edit($select);
    await this.#do(() => this.bound.splitTitle?.());
  }

  /** An edit of the document itself. */
  change(edit: (transaction: Y.Transaction) => void): Promise<void> {
    return this.#do(() => this.bound.change?.(edit));
  }

  /** False when there was nothing to undo. */
  undo(): Promise<boolean> {
    return this.#take(() => this.bound.undo());
  }

  redo(): Promise<boolean> {
    return this.#take(() => this.bound.redo());
  }

  async #take(take: () => boolean): Promise<boolean> {
    let taken = false;
    await this.#do(() => {
      taken = take();
    });
    return taken;
  }

  json(): string {
    return pageJson(this.editor);
  }

  page(): PageBlock[] {
    return readPage(this.json());
  }

  /** What was written since the last call. */
  takeSent(): Uint8Array[] {
    return this.#sent.splice(0);
  }

  /** What it throws is a refusal and no fault. */
  #tried<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      this.#refused = error;
      throw error;
    }
  }

  async #do(action: () => void): Promise<void> {
    try {
      action();
    } catch (error) {
      this.#note(error);
    }
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
  }

  #note(error: unknown): void {
    const list = error === this.#refused ? this.refusals : this.errors;
    list.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** By one block, or to the end of the page. */
export type MoveGoal = 'up' | 'down' | 'end';

/** One queue from each peer to each other. */
export class Network {
  readonly #peers: readonly Peer[];
  readonly #queues: Uint8Array[][][];

  constructor(peers: readonly Peer[]) {
    this.#peers = peers;
    this.#queues = peers.map(() => peers.map(() => []));
  }

  /** Puts what the peers wrote on its way. */
  collect(): void {
    for (const [from, peer] of this.#peers.entries()) {
      const sent = peer.takeSent();
      for (const [to, queue] of (this.#queues[from] ?? []).entries()) if (to !== from) queue.push(...sent);
    }
  }

  /**
   * Delivers a few updates of one peer to another: one by one or merged, mostly in order.
   * @returns the number of the peer that something came to; null when nothing was on its way there
   */
  async deliverSome(dice: Dice): Promise<number | null> {
    const from = dice.below(this.#peers.length);
    const to = dice.below(this.#peers.length);
    const queue = this.#queues[from]?.[to];
    if (queue === undefined || queue.length === 0) return null;
    const count = 1 + dice.below(3);
    const updates = dice.oneIn(4) ? queue.splice(dice.below(queue.length), 1) : queue.splice(0, count);
    const merged = dice.oneIn(3) ? [Y.mergeUpdates(updates)] : updates;
    for (const update of merged) await this.#peers[to]?.receive(update);
    return to;
  }

  /** Delivers everything, and what is written in answer, until nobody has anything to say; gives up on peers that never fall silent. */
  async deliverAll(): Promise<void> {
    for (let round = 0; round < 20; round += 1) {
      this.collect();
      const busy = this.#queues.flat().some((queue) => queue.length > 0);
      if (!busy) return;
      for (const row of this.#queues) {
        for (const [to, queue] of row.entries()) {
          for (const update of queue.splice(0)) await this.#peers[to]?.receive(update);
        }
      }
    }
    throw new Error('the peers answer each other without end');
  }
}
