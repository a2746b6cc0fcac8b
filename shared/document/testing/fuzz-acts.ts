/** One thing that somebody does somewhere on the page. */
import { $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import * as act from './acts.ts';
import type { Purpose } from './ledger.ts';
import type { Dice } from './random.ts';

/** Gives a character that nobody has typed yet. */
type NewCharacter = () => string;
type Act = (dice: Dice, blocks: Blocks, next: NewCharacter) => Purpose;
type Blocks = readonly [ElementNode, ...ElementNode[]];

const EDIT: Purpose = { kind: 'edit' };
const FORMATS = ['bold', 'italic', 'underline'] as const;
const URLS = ['https://one.example/', 'https://two.example/'] as const;

function $somewhere(dice: Dice, blocks: Blocks): act.Place {
  const block = dice.pick(blocks);
  return { block, at: dice.below(act.$textOf(block).length + 1) };
}

/** Two places of one block, in order. */
function $range(dice: Dice, blocks: Blocks): [act.Place, act.Place] {
  const from = $somewhere(dice, blocks);
  const rest = act.$textOf(from.block).length - from.at;
  return [from, { block: from.block, at: from.at + dice.below(rest + 1) }];
}

function $textBetween(from: act.Place, to: act.Place, blocks: Blocks): string {
  if (from.block.is(to.block)) return act.$textOf(from.block).slice(from.at, to.at);
  const first = blocks.findIndex((block) => block.is(from.block));
  const last = blocks.findIndex((block) => block.is(to.block));
  const between = blocks.slice(first + 1, last).map((block) => act.$textOf(block));
  return [act.$textOf(from.block).slice(from.at), ...between, act.$textOf(to.block).slice(0, to.at)].join('');
}

const type: Act = (dice, blocks, next) => {
  act.$type($somewhere(dice, blocks), next());
  return EDIT;
};
const enter: Act = (dice, blocks) => {
  act.$enter($somewhere(dice, blocks));
  return EDIT;
};
const join: Act = (dice, blocks) => {
  const second = dice.below(blocks.length);
  const [before, block] = [blocks[second - 1], blocks[second]];
  if (before !== undefined && block !== undefined) act.$join(before, block);
  return EDIT;
};
const format: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  if (from.at < to.at) act.$format(from, to, dice.pick(FORMATS), !dice.oneIn(3));
  return EDIT;
};
const setType: Act = (dice, blocks) => {
  act.$setType(dice.pick(blocks), dice.pick(act.BLOCK_CHOICES));
  return EDIT;
};
const setChecked: Act = (dice, blocks) => {
  act.$setChecked(dice.pick(blocks), dice.oneIn(2));
  return EDIT;
};
const setIndent: Act = (dice, blocks) => {
  const block = dice.pick(blocks);
  act.$setIndent(block, Math.min(4, Math.max(0, block.getIndent() + (dice.oneIn(3) ? -1 : 1))));
  return EDIT;
};
const link: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  if (from.at < to.at) act.$link(from, to, dice.oneIn(4) ? null : dice.pick(URLS));
  return EDIT;
};
const setUrl: Act = (dice, blocks) => {
  act.$setUrl($somewhere(dice, blocks), dice.pick(URLS));
  return EDIT;
};
const breakLine: Act = (dice, blocks) => {
  act.$breakLine($somewhere(dice, blocks));
  return EDIT;
};
const divider: Act = (dice, blocks) => {
  if (dice.oneIn(3)) act.$divideAt($somewhere(dice, blocks));
  else act.$insertDivider(dice.pick(blocks), dice.oneIn(2) ? 'before' : 'after');
  return EDIT;
};
const removeDivider: Act = (dice) => {
  const dividers = $getRoot()
    .getChildren()
    .filter((node) => node.getType() === 'divider');
  dividers[dice.below(Math.max(1, dividers.length))]?.remove();
  return EDIT;
};
const deleteRange: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  const chosen = $textBetween(from, to, blocks).slice(0, 3);
  if (chosen !== '') act.$deleteRange(from, { block: from.block, at: from.at + chosen.length });
  return { kind: 'delete', chosen };
};
const deleteAcross: Act = (dice, blocks) => {
  const first = dice.below(blocks.length);
  const [block, after] = [blocks[first], blocks[first + 1 + dice.below(2)]];
  if (block === undefined || after === undefined) return EDIT;
  const length = act.$textOf(block).length;
  const from = { block, at: Math.max(0, length - dice.below(4)) };
  const to = { block: after, at: Math.min(dice.below(4), act.$textOf(after).length) };
  const chosen = $textBetween(from, to, blocks);
  act.$deleteRange(from, to);
  return { kind: 'delete', chosen };
};
const deleteBlock: Act = (dice, blocks) => {
  if (blocks.length < 3) return EDIT;
  const block = dice.pick(blocks);
  const chosen = act.$textOf(block);
  act.$removeBlock(block);
  return { kind: 'delete', chosen };
};
const replace: Act = (dice, blocks, next) => {
  const [from, to] = $range(dice, blocks);
  const chosen = $textBetween(from, to, blocks).slice(0, 3);
  act.$select(from, { block: from.block, at: from.at + chosen.length }).insertText(next());
  return { kind: 'delete', chosen };
};
const paste: Act = (dice, blocks, next) => {
  act.$paste($somewhere(dice, blocks), [next(), next()]);
  return EDIT;
};

/** How often in a hundred. */
const ACTS: ReadonlyArray<readonly [share: number, act: Act]> = [
  [30, type],
  [8, enter],
  [7, join],
  [9, format],
  [8, setType],
  [2, setChecked],
  [5, setIndent],
  [5, link],
  [2, setUrl],
  [4, breakLine],
  [3, divider],
  [2, removeDivider],
  [4, deleteRange],
  [3, deleteAcross],
  [2, deleteBlock],
  [3, replace],
  [3, paste],
];

/** To be called in an update. */
export function $actSomehow(dice: Dice, next: NewCharacter): Purpose {
  const [first, ...rest] = act.$textBlocks();
  if (first === undefined) return EDIT;
  let left = dice.below(100);
  for (const [share, $act] of ACTS) {
    if (left < share) return $act(dice, [first, ...rest], next);
    left -= share;
  }
  return EDIT;
}

/** Puts the caret somewhere, or a selection. */
export function $selectSomewhere(dice: Dice): void {
  const [first, ...rest] = act.$textBlocks();
  if (first === undefined) return;
  const blocks: Blocks = [first, ...rest];
  const anchor = $somewhere(dice, blocks);
  act.$select(anchor, dice.oneIn(3) ? $somewhere(dice, blocks) : anchor);
}
