/**
 * Pairs of operations that cannot both have their way. Of these one must win, the same on all replicas, or what is said here must hold
 * instead; every other pair keeps both.
 */
import type { OperationName } from './operations.ts';

export interface Contradiction {
  readonly one: readonly OperationName[];
  readonly other: readonly OperationName[];
  readonly why: string;
  /** neither wins, as they cancel each other out */
  readonly cancel?: true;
  /** a limit of Yjs: who takes a format away takes its end, and what the other began there goes on to the block's end */
  readonly spreads?: true;
  /** what one of them puts elsewhere stays apart from the rest, which then stands in either order */
  readonly parts?: true;
}

const TYPES: readonly OperationName[] = [
  'to heading',
  'to quote',
  'to code block',
  'to formula',
  'to diagram',
  'to bullet list',
  'to numbered list',
  'to check list',
  'to paragraph',
  'undo a heading',
];
/** Blocks without characters that are put in front of the target, and behind it. */
const BEFORE: readonly OperationName[] = ['divider before', 'page break before'];
const AFTER: readonly OperationName[] = ['divider after', 'table of contents after', 'embed after'];

const LINKS: readonly OperationName[] = ['wrap in a link', 'remove a link', 'change a link’s address'];

const COLORS: readonly OperationName[] = ['colour', 'another colour', 'remove a colour'];

const MOVES: readonly OperationName[] = [
  'move up',
  'move down',
  'move to the end',
  'move the next one up',
  'reorder nodes',
  'undo a move',
];

const MERGES: readonly OperationName[] = [
  'merge with the cell below',
  'merge with all cells',
  'undo merging',
  'redo merging',
  'split the cell',
  'undo splitting',
];

const CUTS: readonly OperationName[] = ['cut and paste a word', 'cut and paste the text of the block'];
const FORMATS: readonly OperationName[] = [
  'bold',
  'overlapping italic',
  'underline',
  'strike through',
  'as code',
  'lowered',
  'raised',
  'small letters',
  'capitals',
  'capitals of words',
];

export const CONTRADICTIONS: readonly Contradiction[] = [
  { one: TYPES, other: TYPES, why: 'a block has one type' },
  {
    one: ['check'],
    other: [
      'to heading',
      'to quote',
      'to code block',
      'to formula',
      'to diagram',
      'to bullet list',
      'to numbered list',
      'to paragraph',
      'paste two paragraphs',
    ],
    why: 'only an item of a check list is checked',
  },
  { one: ['indent'], other: ['outdent'], why: 'a block has one level' },
  { one: ['bold'], other: ['remove bold'], why: 'a character is bold or not', spreads: true },
  {
    one: ['remove bold', 'remove a colour'],
    other: ['type plain text into bold'],
    why: 'a limit of Yjs: a format begins anew behind what is plain, and who takes it away does not know of that beginning',
    spreads: true,
  },
  {
    one: ['colour'],
    other: ['another colour'],
    why: 'a character has one colour; and a limit of Yjs: where the one colour ends, the other does as well',
    cancel: true,
    spreads: true,
  },
  { one: COLORS, other: COLORS, why: 'a character has one colour', spreads: true },
  { one: LINKS, other: LINKS, why: 'a character has one link', spreads: true },
  {
    one: ['to code block', 'to formula', 'to diagram'],
    other: [...FORMATS, 'colour', 'another colour', 'highlight', 'wrap in a link', 'change a link’s address'],
    why: 'plain text shows no formats and no links; they come back with another type',
  },
  {
    one: ['type at the start'],
    other: ['enter at the start', ...BEFORE, 'wrap in a fold'],
    why: 'both stand right behind the block before, and nothing says which comes first',
  },
  {
    one: ['join with the next', 'delete across two blocks', 'replace across two blocks'],
    other: ['enter at the end', ...AFTER],
    why: 'something is put between the two that are joined',
  },
  { one: ['change an embed’s address'], other: ['change an embed’s address'], why: 'an embed has one address' },
  {
    one: ['join with the next', 'delete across two blocks', 'replace across two blocks'],
    other: ['change an embed’s address'],
    why: 'what stands between the two that are joined is deleted',
  },
  {
    one: ['join with the previous'],
    other: BEFORE,
    why: 'something is put between the two that are joined',
  },
  {
    one: ['join with the previous'],
    other: ['enter at the start'],
    why: 'one break is put where the other one is taken away',
    cancel: true,
  },
  { one: ['undo a split'], other: ['paste two paragraphs'], why: 'the break that is taken back ends what is pasted' },
  { one: MOVES, other: MOVES, why: 'a block has one place, and of two each can stand above the other only once' },
  {
    one: ['enter at the start', ...BEFORE, ...AFTER],
    other: MOVES,
    why: 'what is put between two blocks stays there when one of them is taken away',
  },
  {
    one: ['undo a join'],
    other: ['move the next one up', 'reorder nodes'],
    why: 'who takes a join back gives the first block its place back, wherever the second is now',
  },
  {
    one: ['join with the next', 'delete across two blocks', 'replace across two blocks'],
    other: ['move up', 'move to the end'],
    why: 'the joined block is where its last part is',
  },
  {
    one: ['join with the next'],
    other: [...TYPES, 'indent', 'outdent', 'check', 'uncheck'],
    why: 'a limit of the layout: the joined block has the marker of its last part, and the first one goes with what is said in it',
  },
  {
    one: ['wrap in a fold'],
    other: ['join with the previous', 'divider before', 'page break before', 'undo a split'],
    why: 'what is put around a block begins right in front of it, and nothing says what comes first',
  },
  {
    one: ['join with the next'],
    other: ['wrap in a fold', 'take out of the box'],
    why: 'a limit of the layout: the joined block is where its last part is',
  },
  {
    one: ['put a callout behind'],
    other: ['join with the next', 'delete across two blocks'],
    why: 'something is put between the two that are joined',
  },
  {
    one: ['take out of the box', 'unwrap the box'],
    other: ['divider after', 'table of contents after', 'embed after', 'enter at the start'],
    why: 'what is put into a box stays there when what is beside it is taken out',
  },
  {
    one: ['wrap in a fold', 'take out of the box'],
    other: [...MOVES.filter((name) => name !== 'undo a move'), 'take out of the box', 'wrap in a fold'],
    why: 'a block has one place',
  },
  {
    one: ['unwrap the box'],
    other: ['wrap in a fold', 'undo a fold'],
    why: 'a block is in one box; what somebody puts into a box that another takes away keeps it there',
    parts: true,
  },
  { one: ['undo a fold'], other: ['wrap in a fold'], why: 'a block is in one box' },
  {
    one: ['move the box'],
    other: ['take out of the box', 'put the last one into the box', 'unwrap the box'],
    why: 'what is taken out of a box stands behind it where that was',
  },
  { one: MERGES, other: MERGES, why: 'a cell is in one merged region or in none' },
  {
    one: ['split the cell', 'undo splitting', 'move a row of the merged cell', 'delete a row of the merged cell'],
    other: ['colour the cell'],
    why: 'merged cells look like the first of them',
  },
  {
    one: ['move a row of the merged cell'],
    other: ['enter at the start', ...BEFORE, 'move the next one up'],
    why: 'what is put between the texts of two merged cells is in the first of them, and goes where that goes',
  },
  {
    one: ['undo deleting a row of the merged cell'],
    other: [...AFTER, 'move down', 'merge with all cells'],
    why: 'what is put beside a block stays there when the block goes back to its own cell',
  },
  {
    one: ['delete a row of the merged cell'],
    other: ['undo splitting'],
    why: 'of two merged cells one is left',
  },
  {
    one: ['enter at the start'],
    other: ['delete a row of the merged cell'],
    why: 'an empty paragraph at the end of the deleted cell does not bring it back',
  },
  {
    one: ['change an embed’s address'],
    other: ['delete the box', 'delete the row', 'delete the column', 'delete the table'],
    why: 'what has no text does not come back by what is said about it',
  },
];

export const COPIES: Contradiction = {
  one: CUTS,
  other: [],
  why: 'the clipboard holds a copy: what others do to words that are cut at that moment is done where those were',
};

const contradictionOf = (left: OperationName, right: OperationName): Contradiction | undefined =>
  CONTRADICTIONS.find(
    ({ one, other }) => (one.includes(left) && other.includes(right)) || (one.includes(right) && other.includes(left)),
  );

/** How many of the two postconditions may be missing. */
export function mayBeLost(left: OperationName, right: OperationName): 0 | 1 | 2 {
  const found = contradictionOf(left, right) ?? ([left, right].some((one) => CUTS.includes(one)) ? COPIES : undefined);
  if (found === undefined) return 0;
  return found.cancel === true ? 2 : 1;
}

/** May other words of the same block come to look as one of the two wanted its own? */
export function maySpread(left: OperationName, right: OperationName): boolean {
  return contradictionOf(left, right)?.spreads === true;
}

const JOINS: readonly OperationName[] = [
  'join with the next',
  'join with the previous',
  'delete across two blocks',
  'replace across two blocks',
];
const TAKEN_ELSEWHERE: readonly OperationName[] = [
  ...MOVES,
  'move a row of the merged cell',
  'wrap in a fold',
  'take out of the box',
  'unwrap the box',
];

/** May a block that one of them takes apart be in two places afterwards? Its parts then stand in either order. */
export function mayPart(left: OperationName, right: OperationName): boolean {
  if (contradictionOf(left, right)?.parts === true) return true;
  const one = [left, right];
  // what is put around the first block of a cell begins where the cell before it ends
  if (one.includes('wrap in a fold') && one.includes('delete a row of the merged cell')) return true;
  return one.includes('undo a join') && one.some((name) => MOVES.includes(name));
}

/**
 * The same where the left one is taken back. Who takes a join back gives the first part its old place; and what comes back when a deletion
 * is taken back is where it was, wherever what stood beside it is now.
 */
export function mayPartUndone(left: OperationName, right: OperationName): boolean {
  if (mayPart(left, right)) return true;
  return [...JOINS, 'delete the neighbours', 'wrap in a fold'].includes(left) && TAKEN_ELSEWHERE.includes(right);
}
