/** An update of the editor → what of the page it changed: old blocks of the index beside the new ones of the tree. */
import { $getRoot, $getSelection, $isRangeSelection } from 'lexical';
import type { LexicalNode, NodeKey } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $flatten } from './flatten.ts';
import type { FlatBlock } from './flatten.ts';
import { countUnits } from './plan.ts';
import { $offsetIn } from './points.ts';
import { runsText } from './runs.ts';

export interface LocalChange {
  /** the last shown block in front of it */
  readonly before: Fragment | null;
  readonly old: readonly Fragment[];
  readonly now: readonly FlatBlock[];
  /** units behind the caret, 0 when it is elsewhere */
  readonly tail: number;
}

/** To be called in a read of the new state. Changes come in the order of the page. */
export function $findChanges(index: BlockIndex, dirty: ReadonlyMap<NodeKey, boolean>): LocalChange[] {
  const tops = $getRoot().getChildren();
  const known = knownTops(index);
  const touched = (node: LexicalNode): boolean => dirty.has(node.getKey()) || !index.isTop(node.getKey());
  const structure = tops.length !== known.order.length || tops.some((node, at) => node.getKey() !== known.order[at]);
  if (!structure) {
    // neighbours that changed together are one change: text that went from one to the other is still the same text
    const groups: LexicalNode[][] = [];
    tops.forEach((node, at) => {
      if (!touched(node)) return;
      const before = tops[at - 1];
      if (before !== undefined && touched(before)) groups.at(-1)?.push(node);
      else groups.push([node]);
    });
    return groups.map((group) =>
      $changeOf(
        index,
        group.flatMap((node) => known.blocks.get(node.getKey()) ?? []),
        group,
      ),
    );
  }
  let start = 0;
  const shortest = Math.min(tops.length, known.order.length);
  const staysAt = (node: LexicalNode | undefined, key: NodeKey | undefined): boolean =>
    node !== undefined && node.getKey() === key && !touched(node);
  while (start < shortest && staysAt(tops[start], known.order[start])) start += 1;
  let end = 0;
  while (end < shortest - start && staysAt(tops[tops.length - 1 - end], known.order[known.order.length - 1 - end]))
    end += 1;
  const old = known.order.slice(start, known.order.length - end).flatMap((key) => known.blocks.get(key) ?? []);
  const before =
    known.order
      .slice(0, start)
      .flatMap((key) => known.blocks.get(key) ?? [])
      .at(-1) ?? null;
  return [$changeOf(index, old, tops.slice(start, tops.length - end), before)];
}

/** The shown blocks by the root's child that they lie in, in the order of the page. */
function knownTops(index: BlockIndex): { order: NodeKey[]; blocks: Map<NodeKey, Fragment[]> } {
  const order: NodeKey[] = [];
  const blocks = new Map<NodeKey, Fragment[]>();
  for (const fragment of index.sequence.slice(0, index.sequence.length)) {
    if (!isShown(fragment) || fragment.top === null) continue;
    const known = blocks.get(fragment.top);
    if (known !== undefined) known.push(fragment);
    else {
      order.push(fragment.top);
      blocks.set(fragment.top, [fragment]);
    }
  }
  return { order, blocks };
}

function $changeOf(
  index: BlockIndex,
  old: readonly Fragment[],
  tops: readonly LexicalNode[],
  before?: Fragment | null,
): LocalChange {
  const now = tops.flatMap($flatten);
  const first = old[0];
  const previous = before ?? (first === undefined ? null : index.previousShown(first));
  return { before: previous, old, now, tail: $unitsBehindCaret(now) };
}

function $unitsBehindCaret(now: readonly FlatBlock[]): number {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return 0;
  const places = new Map(now.map((block, at) => [block.key, at]));
  const found = $offsetIn(selection.focus, (key) => places.get(key));
  const block = found === null ? undefined : now[found.block];
  if (found === null || block === undefined) return 0;
  const rest = runsText(block.runs).slice(found.offset);
  return Array.from(rest).length + 1 + countUnits(now.slice(found.block + 1));
}
