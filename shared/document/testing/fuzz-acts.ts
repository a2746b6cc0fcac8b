/** One thing that somebody does somewhere on the page. */
import { $getRoot, $getSelection, $isDecoratorNode, $isRangeSelection } from 'lexical';
import type { ElementNode, RangeSelection } from 'lexical';
import type { Chip } from '../chips.ts';
import { $isFoldTitleNode } from '../nodes/fold.ts';
import * as act from './acts.ts';
import type { Purpose } from './ledger.ts';
import type { MoveGoal } from './peers.ts';
import type { Dice } from './random.ts';

/** Gives a character that nobody has typed yet. */
export type NewCharacter = () => string;
export type Blocks = readonly [ElementNode, ...ElementNode[]];
/** The caret or a selection is put first, in an update of its own as in a page, and then something is done there. */
export interface Step {
  readonly purpose: Purpose;
  readonly $do: () => void;
}
export type Act = (dice: Dice, blocks: Blocks, next: NewCharacter) => Step;

const edit = ($do: () => void): Step => ({ purpose: { kind: 'edit' }, $do });
const deletion = (chosen: string, $do: () => void): Step => ({ purpose: { kind: 'delete', chosen }, $do });
const NOTHING: Step = edit(() => {});

function $selected(): RangeSelection {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) throw new Error('nothing is selected');
  return selection;
}

const MOVE_GOALS = ['up', 'down', 'end'] as const;
const FORMATS = ['bold', 'italic', 'underline'] as const;
const COLORS = ['red', 'green', 'blue'] as const;
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
  act.$select($somewhere(dice, blocks));
  const character = next();
  return edit(() => $selected().insertText(character));
};
const enter: Act = (dice, blocks) => {
  act.$select($somewhere(dice, blocks));
  return edit(() => void $selected().insertParagraph());
};
const join: Act = (dice, blocks) => {
  const second = dice.below(blocks.length);
  const [before, block] = [blocks[second - 1], blocks[second]];
  if (before === undefined || block === undefined) return NOTHING;
  act.$select(act.$endOf(before), act.$startOf(block));
  return edit(() => $selected().removeText());
};
const format: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  const [name, on] = [dice.pick(FORMATS), !dice.oneIn(3)];
  return from.at === to.at ? NOTHING : edit(() => act.$format(from, to, name, on));
};
const paint: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  const [key, name] = [dice.pick(['color', 'mark'] as const), dice.oneIn(3) ? null : dice.pick(COLORS)];
  return from.at === to.at ? NOTHING : edit(() => act.$color(from, to, { [key]: name }));
};
const chip: Act = (dice, blocks, next) => {
  const at = $somewhere(dice, blocks);
  act.$select(at);
  const name = next();
  const made: Chip = dice.oneIn(2) ? { t: 'person', id: 'somebody', name } : { t: 'formula', tex: name };
  return edit(() => act.$insertChip(at, made));
};
const setType: Act = (dice, blocks) => {
  const [block, choice] = [dice.pick(blocks), dice.pick(act.BLOCK_CHOICES)];
  // a title has no type, and no editor offers one
  if ($isFoldTitleNode(block)) return NOTHING;
  return edit(() => act.$setType(block, choice));
};
const setChecked: Act = (dice, blocks) => {
  const [block, checked] = [dice.pick(blocks), dice.oneIn(2)];
  return edit(() => act.$setChecked(block, checked));
};
const setIndent: Act = (dice, blocks) => {
  const block = dice.pick(blocks);
  const level = Math.min(4, Math.max(0, block.getIndent() + (dice.oneIn(3) ? -1 : 1)));
  return edit(() => act.$setIndent(block, level));
};
const link: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  const url = dice.oneIn(4) ? null : dice.pick(URLS);
  return from.at === to.at ? NOTHING : edit(() => act.$link(from, to, url));
};
const setUrl: Act = (dice, blocks) => {
  const [place, url] = [$somewhere(dice, blocks), dice.pick(URLS)];
  return edit(() => act.$setUrl(place, url));
};
const breakLine: Act = (dice, blocks) => {
  act.$select($somewhere(dice, blocks));
  return edit(() => $selected().insertLineBreak());
};
const divider: Act = (dice, blocks) => {
  const [place, side] = [$somewhere(dice, blocks), dice.pick(['before', 'after', 'inside'] as const)];
  const type = dice.pick(act.VOID_TYPES);
  // a title is never parted
  if ($isFoldTitleNode(place.block)) return NOTHING;
  return edit(() => {
    if (side === 'inside') act.$divideAt(place);
    else act.$insertVoid(place.block, side, type);
  });
};
const removeDivider: Act = (dice) => {
  const dividers = $getRoot().getChildren().filter($isDecoratorNode);
  const chosen = dividers[dice.below(Math.max(1, dividers.length))];
  return edit(() => chosen?.remove());
};
const deleteRange: Act = (dice, blocks) => {
  const [from, to] = $range(dice, blocks);
  const chosen = $textBetween(from, to, blocks).slice(0, 3);
  act.$select(from, { block: from.block, at: from.at + chosen.length });
  return chosen === '' ? NOTHING : deletion(chosen, () => $selected().removeText());
};
const deleteAcross: Act = (dice, blocks) => {
  const first = dice.below(blocks.length);
  const [block, after] = [blocks[first], blocks[first + 1 + dice.below(2)]];
  if (block === undefined || after === undefined) return NOTHING;
  const length = act.$textOf(block).length;
  const from = { block, at: Math.max(0, length - dice.below(4)) };
  const to = { block: after, at: Math.min(dice.below(4), act.$textOf(after).length) };
  act.$select(from, to);
  return deletion($textBetween(from, to, blocks), () => $selected().removeText());
};
const deleteBlock: Act = (dice, blocks) => {
  if (blocks.length < 3) return NOTHING;
  const block = dice.pick(blocks);
  return deletion(act.$textOf(block), () => act.$removeBlock(block));
};
const replace: Act = (dice, blocks, next) => {
  const [from, to] = $range(dice, blocks);
  const chosen = $textBetween(from, to, blocks).slice(0, 3);
  act.$select(from, { block: from.block, at: from.at + chosen.length });
  const character = next();
  return deletion(chosen, () => $selected().insertText(character));
};
const paste: Act = (dice, blocks, next) => {
  const [place, texts] = [$somewhere(dice, blocks), [next(), next()]];
  act.$select(place);
  return edit(() => act.$paste(place, texts));
};
const moveNode: Act = (dice, blocks) => {
  const [block, to] = [dice.pick(blocks), dice.pick(MOVE_GOALS)];
  if ($isFoldTitleNode(block)) return NOTHING;
  return edit(() => act.$move(block, to));
};

/** How often in a hundred. */
const ACTS: ReadonlyArray<readonly [share: number, act: Act]> = [
  [22, type],
  [8, enter],
  [7, join],
  [7, format],
  [5, paint],
  [4, chip],
  [8, setType],
  [2, setChecked],
  [5, setIndent],
  [3, link],
  [2, setUrl],
  [4, breakLine],
  [3, divider],
  [2, removeDivider],
  [4, deleteRange],
  [3, deleteAcross],
  [2, deleteBlock],
  [3, replace],
  [3, paste],
  [3, moveNode],
];

/** To be called in an update; what it gives is done in the next. */
export function $choose(dice: Dice, next: NewCharacter, acts: typeof ACTS = ACTS): Step {
  const [first, ...rest] = act.$textBlocks();
  if (first === undefined) return NOTHING;
  let left = dice.below(100);
  for (const [share, $act] of acts) {
    if (left < share) return $act(dice, [first, ...rest], next);
    left -= share;
  }
  return NOTHING;
}

/** A block, and where it is to be taken. */
export function $chooseMove(dice: Dice): { readonly block: ElementNode; readonly to: MoveGoal } | null {
  const [first, ...rest] = act.$textBlocks();
  return first === undefined ? null : { block: dice.pick([first, ...rest]), to: dice.pick(MOVE_GOALS) };
}

/** Puts the caret somewhere, or a selection. */
export function $selectSomewhere(dice: Dice): void {
  const [first, ...rest] = act.$textBlocks();
  if (first === undefined) return;
  const blocks: Blocks = [first, ...rest];
  const anchor = $somewhere(dice, blocks);
  act.$select(anchor, dice.oneIn(3) ? $somewhere(dice, blocks) : anchor);
}
