import { $createParagraphNode, $createTextNode, $getRoot, resetRandomKey } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { writeBase } from '../testing/bases.ts';
import { $choose, $chooseMove } from '../testing/fuzz-acts.ts';
import { BOX_ACTS } from '../testing/fuzz-box-acts.ts';
import { Ledger } from '../testing/ledger.ts';
import { OURS, oursAfter } from '../testing/ours.ts';
import { Peer } from '../testing/peers.ts';
import { seededDice } from '../testing/random.ts';
import type { Dice } from '../testing/random.ts';

/** `UNDO_SEEDS=17` runs one seed, `UNDO_SEEDS=1-5000` many. */
const [FIRST = 1, LAST = FIRST] = (process.env['UNDO_SEEDS'] ?? '1-60').split('-').map(Number);
const STEPS = 30;
const PAUSE_MS = 60_000;

/** One editor, its document on a device, and what can be undone, through as many pages as it takes. */
class Writer {
  readonly #dice: Dice;
  readonly #ledger: Ledger;
  readonly #boxes: boolean;
  readonly #rows: Uint8Array[];
  #now = 0;
  #clients = 100;
  #peer: Peer;

  constructor(dice: Dice, ledger: Ledger, base: Uint8Array, boxes: boolean) {
    this.#dice = dice;
    this.#ledger = ledger;
    this.#boxes = boxes;
    this.#rows = [base];
    this.#peer = this.#open(null);
  }

  /** Each block on a line, with its formats. */
  get page(): readonly string[] {
    const { children } = JSON.parse(this.#peer.json()) as { children: unknown[] };
    return children.map((child) => JSON.stringify(child));
  }

  get errors(): readonly string[] {
    return this.#peer.errors;
  }

  #open(before: Peer | null): Peer {
    const kept = before?.bound.keepSteps?.() ?? null;
    before?.bound.stop();
    const peer = new Peer(oursAfter(kept?.steps ?? null), {
      clientId: this.#clients++,
      document: Y.mergeUpdates(this.#rows),
      ...(kept === null ? {} : { deleted: kept.deleted }),
      clock: () => this.#now,
    });
    peer.doc.on('update', (update: Uint8Array) => this.#rows.push(update));
    return peer;
  }

  reload(): void {
    this.#peer = this.#open(this.#peer);
  }

  undo(): Promise<boolean> {
    return this.#peer.undo();
  }

  redo(): Promise<boolean> {
    return this.#peer.redo();
  }

  async act(): Promise<void> {
    this.#now += PAUSE_MS;
    const [dice, peer] = [this.#dice, this.#peer];
    const kind = dice.below(100);
    if (kind < 5) await peer.undo();
    else if (kind < 8) await peer.redo();
    else if (kind < 25) {
      const move = peer.editor.read(() => $chooseMove(dice));
      if (move !== null) await peer.move(() => move.block, move.to);
    } else {
      const chosen: { $do: () => void } = { $do: () => {} };
      const acts = this.#boxes && dice.oneIn(4) ? BOX_ACTS : undefined;
      await peer.edit(() =>
        Object.assign(
          chosen,
          $choose(dice, () => this.#ledger.type(0), acts),
        ),
      );
      await peer.edit(chosen.$do);
    }
  }
}

async function start(seed: number, boxes: boolean): Promise<Writer> {
  resetRandomKey();
  const ledger = new Ledger(24);
  const base = await writeBase(OURS, {
    $write: () => {
      for (let at = 0; at < 4; at += 1) {
        const text = ledger.base.slice(at * 6, at * 6 + 6).join('');
        $getRoot().append($createParagraphNode().append($createTextNode(text)));
      }
    },
  });
  return new Writer(seededDice(seed), ledger, base, boxes);
}

/** Takes steps as long as there are any, and gives the page after each. */
async function all(writer: Writer, take: () => Promise<boolean>, between: () => void): Promise<(readonly string[])[]> {
  const pages = [writer.page];
  for (let step = 0; step <= STEPS && (await take()); step += 1) {
    pages.push(writer.page);
    between();
  }
  return pages;
}

test.each([
  ['text and moves', false],
  ['boxes and tables, too', true],
])(
  `one editor, ${FIRST} to ${LAST}, %s: undo leads back to the first page and redo to the last, through the same pages`,
  async (_, boxes) => {
    for (let seed = FIRST; seed <= LAST; seed += 1) {
      const dice = seededDice(seed);
      const writer = await start(seed, boxes);
      const first = writer.page;
      for (let step = 0; step < STEPS; step += 1) await writer.act();
      await all(
        writer,
        () => writer.redo(),
        () => {},
      );
      const maybeReload = (): void => {
        if (dice.oneIn(6)) writer.reload();
      };
      const back = await all(writer, () => writer.undo(), maybeReload);
      expect({ seed, page: back.at(-1), errors: writer.errors }).toEqual({ seed, page: first, errors: [] });
      const again = await all(writer, () => writer.redo(), maybeReload);
      expect({ seed, pages: again, errors: writer.errors }).toEqual({ seed, pages: back.toReversed(), errors: [] });
    }
  },
);
