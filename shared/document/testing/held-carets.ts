/** Carets hold on to a character: what that is, and whether they still stand beside it. */
import { $getNodeByKey, $getSelection, $isElementNode, $isRangeSelection } from 'lexical';
import type { LexicalNode } from 'lexical';
import type { PresenceSelection } from '../binding.ts';
import type { LexicalPoint } from '../points.ts';
import { $blockOf, $offsetOf, $offsetWithin, $textOf } from './acts.ts';
import type { Damage } from './checks.ts';
import type { Peer } from './peers.ts';

/** The character on the left; at a block's start the one on the right. */
interface Hold {
  readonly side: 'left' | 'right';
  readonly character: string;
}

export interface Held {
  readonly anchor: Hold | null;
  readonly focus: Hold | null;
}

export const NOTHING_HELD: Held = { anchor: null, focus: null };

/** A caret as others were told of it. */
export interface ToldCaret {
  readonly selection: PresenceSelection;
  readonly held: Held;
}

const ENDS = ['anchor', 'focus'] as const;

function $around({ key, offset, type }: LexicalPoint): { before: string; after: string } | null {
  const node: LexicalNode | null = $getNodeByKey(key);
  const block = node === null ? null : $blockOf(node);
  if (node === null || block === null) return null;
  const at =
    type === 'text' || !$isElementNode(node) ? $offsetOf(block, node) + offset : $offsetWithin(block, node, offset);
  const text = $textOf(block);
  return { before: text.charAt(at - 1), after: text.charAt(at) };
}

function $hold(point: LexicalPoint): Hold | null {
  const around = $around(point);
  if (around === null) return null;
  const { before, after } = around;
  if (before !== '') return before === '\n' ? null : { side: 'left', character: before };
  return after === '' || after === '\n' ? null : { side: 'right', character: after };
}

/** What the own selection holds on to now. */
export function heldBy({ editor }: Peer): Held {
  return editor.getEditorState().read(() => {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return NOTHING_HELD;
    return { anchor: $hold(selection.anchor), focus: $hold(selection.focus) };
  });
}

/** The ends that are no longer beside their character although it was never taken away. */
function astray(
  peer: Peer,
  held: Held,
  isUntouched: (character: string) => boolean,
  find: () => Record<'anchor' | 'focus', LexicalPoint> | null,
): string[] {
  return peer.editor.getEditorState().read(() => {
    const points = find();
    return ENDS.flatMap((end) => {
      const hold = held[end];
      if (hold === null || !isUntouched(hold.character)) return [];
      const around = points === null ? null : $around(points[end]);
      const found = hold.side === 'left' ? around?.before : around?.after;
      return found === hold.character
        ? []
        : [`${end} held ${hold.character} on its ${hold.side}, now ${found ?? 'nothing'}`];
    });
  });
}

export function checkOwnCaret(peer: Peer, held: Held, isUntouched: (character: string) => boolean): Damage[] {
  const lost = astray(peer, held, isUntouched, () => {
    const selection = $getSelection();
    return $isRangeSelection(selection) ? selection : null;
  });
  return lost.map((detail) => ({ kind: 'own caret moved', detail }));
}

/** To be asked of a peer that has heard of everything. */
export function checkToldCaret(
  peer: Peer,
  { selection, held }: ToldCaret,
  isUntouched: (character: string) => boolean,
): Damage[] {
  const { carets } = peer.bound;
  if (carets === null) return [];
  const lost = astray(peer, held, isUntouched, () => carets.resolve(selection));
  return lost.map((detail) => ({ kind: 'caret of another moved', detail }));
}
