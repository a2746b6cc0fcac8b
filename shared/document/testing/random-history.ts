/** The log of a document that several editors wrote at random, and a ledger of who wrote and removed which character. */
import { $createParagraphNode, $createTextNode, $getRoot, resetRandomKey } from 'lexical';
import type { Author } from '#shared/author.ts';
import type { LogRow } from '../history-view/log-row.ts';
import { writeBase } from './bases.ts';
import { $choose, $chooseMove } from './fuzz-acts.ts';
import { $selectInTitle, BOX_ACTS } from './fuzz-box-acts.ts';
import { Ledger } from './ledger.ts';
import type { Purpose } from './ledger.ts';
import { OURS } from './ours.ts';
import { Network, Peer } from './peers.ts';
import { seededDice } from './random.ts';

export interface RandomHistory {
  readonly rows: readonly LogRow[];
  /** for each character the ids of those who brought it, and of those who took it away */
  readonly broughtBy: ReadonlyMap<string, ReadonlySet<string>>;
  readonly takenBy: ReadonlyMap<string, ReadonlySet<string>>;
  /** what the peers have at last */
  readonly peers: readonly Peer[];
}

const PARAGRAPHS = 4;
const PARAGRAPH_LENGTH = 6;
const STEP_MS = 60_000;
const NETWORK = 'network';

export function author(at: number): Author {
  return { id: `person-${at}`, name: `Person ${at}`, color: at + 1 };
}

/** @param boxes one act in five has to do with boxes and tables */
export async function randomHistory(seed: number, steps: number, boxes = false): Promise<RandomHistory> {
  resetRandomKey();
  const dice = seededDice(seed);
  const ledger = new Ledger(PARAGRAPHS * PARAGRAPH_LENGTH);
  const base = await writeBase(OURS, {
    $write: () => {
      for (let at = 0; at < PARAGRAPHS; at += 1) {
        const text = ledger.base.slice(at * PARAGRAPH_LENGTH, (at + 1) * PARAGRAPH_LENGTH).join('');
        $getRoot().append($createParagraphNode().append($createTextNode(text)));
      }
    },
  });
  const rows: LogRow[] = [{ seq: 1, update: base, by: null, at: null }];
  let now = 0;
  const peers = [0, 1, 2].map((at) => {
    const peer = new Peer(OURS, { clientId: 100 + 100 * at + dice.below(50), document: base, clock: () => now });
    peer.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== NETWORK) rows.push({ seq: rows.length + 1, update, by: author(at), at: now });
    });
    return peer;
  });
  const network = new Network(peers);
  const broughtBy = new Map<string, Set<string>>();
  const takenBy = new Map<string, Set<string>>();
  const note = (where: Map<string, Set<string>>, character: string, at: number): void => {
    // of line breaks there are many
    if (character === '\n') return;
    const known = where.get(character);
    if (known === undefined) where.set(character, new Set([author(at).id]));
    else known.add(author(at).id);
  };
  for (let step = 0; step < steps; step += 1) {
    now += STEP_MS;
    const at = dice.below(peers.length);
    const peer = peers[at];
    if (peer === undefined) continue;
    const before = textOf(peer);
    const kind = dice.below(100);
    if (kind < 8) await peer.undo();
    else if (kind < 12) await peer.redo();
    else if (boxes && kind < 14) await peer.splitTitle(() => $selectInTitle(dice));
    else if (kind < 22) {
      const move = peer.editor.read(() => $chooseMove(dice));
      if (move !== null) await peer.move(() => move.block, move.to);
    } else {
      const chosen: { purpose: Purpose; $do: () => void } = { purpose: { kind: 'edit' }, $do: () => {} };
      await peer.edit(() =>
        Object.assign(
          chosen,
          $choose(dice, () => ledger.type(at), boxes && dice.oneIn(5) ? BOX_ACTS : undefined),
        ),
      );
      await peer.edit(chosen.$do);
    }
    const after = textOf(peer);
    for (const character of after) if (!before.includes(character)) note(broughtBy, character, at);
    for (const character of before) if (!after.includes(character)) note(takenBy, character, at);
    network.collect();
    while (dice.oneIn(2)) await network.deliverSome(dice);
  }
  await network.deliverAll();
  return { rows, broughtBy, takenBy, peers };
}

function textOf(peer: Peer): string {
  return peer
    .page()
    .map(({ text }) => text)
    .join('');
}
