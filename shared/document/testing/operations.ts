/** What two people do at once to the same block, and what of it must be there when both have heard of each other. */
import { $getSelection, $isRangeSelection } from 'lexical';
import type { RangeSelection } from 'lexical';
import * as act from './acts.ts';
import { CLIPBOARD_OPERATIONS } from './clipboard-operations.ts';
import { FOLD_OPERATIONS } from './fold-operations.ts';
import { FORMAT_OPERATIONS } from './format-operations.ts';
import { IMAGE_OPERATIONS } from './image-operations.ts';
import { INLINE_OPERATIONS } from './inline-operations.ts';
import { LEAF_OPERATIONS } from './leaf-operations.ts';
import { CONTAINER_OPERATIONS } from './container-operations.ts';
import { MOVE_OPERATIONS } from './move-operations.ts';
import {
  PARAGRAPHS,
  $end,
  $last,
  $linkWords,
  $mark,
  $neighbour,
  $place,
  $start,
  $target,
  $typeOwn,
  ANYWHERE,
  BOXED,
  EVERYWHERE,
  LABELS,
  BOLD,
  CAPTION,
  ITALIC,
  TEXT,
  TYPED,
  URL_BEFORE,
  apart,
  beside,
  blockAtEdge,
  deletion,
  distance,
  dividerBetween,
  edit,
  formatted,
  joined,
  lineOf,
  linked,
  matches,
  present,
  spare,
  starts,
  target,
  toType,
  urlOf,
} from './operation.ts';
import type { Operation } from './operation.ts';
import { runsOf } from './page.ts';

function $selected(): RangeSelection {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) throw new Error('nothing is selected');
  return selection;
}

const TEXT_OPERATIONS = {
  'type at the start': {
    on: [...EVERYWHERE, ...LABELS],
    does: edit((token) => act.$type($start('amber'), token)),
    holds: (page, token) => beside(page, null, token, 'amber'),
  },
  'type in the middle': {
    on: [...EVERYWHERE, ...LABELS],
    does: edit((token) => act.$type($end('delta'), token)),
    holds: (page, token) => beside(page, 'delta', token, ' eagle'),
  },
  'type at the end': {
    on: [...EVERYWHERE, ...LABELS],
    does: edit((token) => act.$type($end('hazel'), token)),
    holds: (page, token) => beside(page, 'hazel', token, null),
  },
  bold: {
    on: [...TEXT, 'box alone', ...LABELS],
    does: edit(() => $mark('birch', 'cedar', 'bold')),
    holds: (page) => formatted(page, BOLD, 'birch', 'cedar'),
  },
  'overlapping italic': {
    on: [...TEXT, ...LABELS],
    does: edit(() => $mark('cedar', 'delta', 'italic')),
    holds: (page) => formatted(page, ITALIC, 'cedar', 'delta'),
  },
  'remove bold': {
    on: TEXT,
    before: () => $mark('cedar', 'eagle', 'bold'),
    does: edit(() => $mark('cedar', 'eagle', 'bold', false)),
    holds: (page) => runsOf(page, 'cedar', 'delta', 'eagle').every(({ format }) => (format & BOLD) === 0),
  },
  'type plain text into bold': {
    on: TEXT,
    before: () => $mark('cedar', 'eagle', 'bold'),
    does: edit((token) => act.$typePlain($end('delta'), token)),
    holds: (page, token) =>
      beside(page, 'delta', token, ' eagle') && runsOf(page, token).every(({ format }) => (format & BOLD) === 0),
  },
  'split in the middle': {
    on: [...TEXT, 'box alone'],
    does: edit(() => act.$enter($end('delta'))),
    holds: (page) => apart(page, 'delta', 'eagle'),
  },
  'enter at the end': {
    on: TEXT,
    does: edit((token) => act.$enter($end('hazel'), lineOf(token))),
    holds: (page, token) => starts(page, lineOf(token)),
  },
  'enter at the start': {
    on: TEXT,
    does: edit(() => act.$enter($start('amber'))),
    holds: (page) => !present(page, 'amber') || (starts(page, 'amber') && distance(page, 'jolly', 'amber') > 1),
  },
  'join with the next': {
    on: ANYWHERE,
    does: edit(() => act.$join($target(), $neighbour(1))),
    holds: (page) => joined(page, 'hazel', 'kiosk'),
  },
  'join with the previous': {
    on: ANYWHERE,
    does: edit(() => act.$join($neighbour(-1), $start('amber').block)),
    holds: (page) => joined(page, 'jolly', 'amber'),
  },
  'to heading': toType('h2', EVERYWHERE),
  'to quote': toType('quote', ANYWHERE),
  'to code block': toType('code', [...TEXT, 'formula']),
  'to bullet list': toType('bullet'),
  'to numbered list': toType('number'),
  'to check list': toType('check', PARAGRAPHS),
  'to paragraph': { ...toType('p', ['item', 'code', 'formula']) },
  check: {
    on: ['item'],
    does: edit(() => act.$setChecked($target(), true)),
    holds: (page) => target(page, ({ type, checked }) => type === 'check' && checked),
  },
  uncheck: {
    on: ['item'],
    before: () => act.$setChecked($target(), true),
    does: edit(() => act.$setChecked($target(), false)),
    holds: (page) => target(page, ({ checked }) => !checked),
  },
  indent: {
    on: TEXT,
    does: edit(() => act.$setIndent($target(), $target().getIndent() + 1)),
    holds: (page) => target(page, ({ level }) => level > 0),
  },
  outdent: {
    on: TEXT,
    before: () => act.$setIndent($target(), 1),
    does: edit(() => act.$setIndent($target(), 0)),
    holds: (page) => target(page, ({ level }) => level === 0),
  },
  'wrap in a link': {
    on: [...TEXT, ...LABELS],
    does: edit((token) => $linkWords('finch', 'grape', urlOf(token))),
    holds: (page, token) => linked(page, urlOf(token), 'finch', 'grape'),
  },
  'remove a link': {
    on: TEXT,
    before: () => $linkWords('eagle', 'finch', URL_BEFORE),
    does: edit(() => $linkWords('eagle', 'finch', null)),
    holds: (page) => linked(page, null, 'eagle', 'finch'),
  },
  'change a link’s address': {
    on: TEXT,
    before: () => $linkWords('eagle', 'finch', URL_BEFORE),
    does: edit((token) => act.$setUrl($start('eagle'), urlOf(token))),
    holds: (page, token) => linked(page, urlOf(token), 'eagle', 'finch'),
  },
  'line break': {
    on: ANYWHERE,
    does: edit(() => act.$breakLine($end('grape'))),
    holds: (page) => !present(page, 'grape') || matches(page, `grape${TYPED}\n`),
  },
  'line break in bold': {
    on: TEXT,
    before: () => $mark('cedar', 'eagle', 'bold'),
    does: edit(() => act.$breakLine($end('delta'))),
    holds: (page) => !present(page, 'delta') || matches(page, `delta${TYPED}\n`) || matches(page, `\n${TYPED} eagle`),
  },
  'divider before': {
    on: ANYWHERE,
    does: edit(() => act.$insertDivider($start('amber').block, 'before')),
    holds: (page) => dividerBetween(page, 'jolly', 'amber') || blockAtEdge(page, 'hr', 'start'),
  },
  'divider after': {
    on: ANYWHERE,
    does: edit(() => act.$insertDivider($target(), 'after')),
    holds: (page) => dividerBetween(page, 'hazel', 'kiosk') || blockAtEdge(page, 'hr', 'end'),
  },
  'divider in the middle': {
    on: TEXT,
    does: edit(() => act.$divideAt($end('delta'))),
    holds: (page) => dividerBetween(page, 'delta', 'eagle'),
  },
  'delete a range': {
    on: [...CAPTION, 'title'],
    does: deletion(() => act.$deleteRange($end('cedar'), $end('delta'))),
    holds: (page) => !present(page, 'delta'),
  },
  'delete across two blocks': {
    on: ANYWHERE,
    does: deletion(() => act.$deleteRange($end('grape'), $end('kiosk'))),
    holds: (page) => !present(page, 'hazel') && !present(page, 'kiosk') && joined(page, 'grape', 'lemon'),
  },
  'delete the block': {
    on: [...EVERYWHERE, 'image'],
    does: deletion(() => act.$removeBlock($target())),
    holds: (page) => !present(page, 'hazel'),
  },
  'delete the neighbours': {
    on: ANYWHERE,
    does: deletion(() => {
      const blocks = [$neighbour(-1), $neighbour(1)];
      for (const block of blocks) act.$removeBlock(block);
    }),
    holds: (page) => !present(page, 'jolly') && !present(page, 'kiosk'),
  },
  'replace a range': {
    on: [...ANYWHERE, 'title'],
    does: deletion((token) => act.$select($start('cedar'), $end('delta')).insertText(token)),
    holds: (page, token) => !present(page, 'cedar') && beside(page, 'birch ', token, ' eagle'),
  },
  'replace across two blocks': {
    on: ANYWHERE,
    does: {
      ...deletion((token) => $selected().insertText(token)),
      $choose: () => void act.$select($start('hazel'), $end('kiosk')),
    },
    holds: (page, token) =>
      !present(page, 'hazel') && !present(page, 'kiosk') && beside(page, 'grape ', token, ' lemon'),
  },
  'paste two paragraphs': {
    on: TEXT,
    does: edit((token) => act.$paste($end('birch'), [lineOf(token, '1'), lineOf(token, '2')])),
    holds: (page, token) =>
      page.some(
        ({ text }, at) =>
          text.includes(lineOf(token, '1')) &&
          page.slice(at + 1).some((later) => later.text.includes(lineOf(token, '2'))),
      ),
  },
  'undo typing': {
    on: [...EVERYWHERE, ...LABELS],
    before: $typeOwn,
    does: { kind: 'undo' },
    holds: (page, token) => !present(page, token),
  },
  'undo and redo typing': {
    on: [...CAPTION, 'title'],
    before: $typeOwn,
    does: { kind: 'undo and redo' },
    holds: (page, token) => beside(page, 'birch', token, ' cedar'),
  },
  'undo a heading': {
    on: TEXT,
    before: () => act.$setType($target(), 'h2'),
    does: { kind: 'undo' },
    holds: (page) => target(page, ({ type }) => type !== 'h2'),
  },
  'undo bold': {
    on: TEXT,
    before: () => $mark('grape', 'grape', 'bold'),
    does: { kind: 'undo' },
    holds: (page) => runsOf(page, 'grape').every(({ format }) => (format & BOLD) === 0),
  },
  'undo a split': {
    on: TEXT,
    before: () => act.$enter($end('birch')),
    does: { kind: 'undo' },
    holds: (page) => joined(page, 'birch', 'cedar'),
  },
  'undo a join': {
    // Lexical joins nothing across the border of a box
    on: ANYWHERE.filter((base) => !BOXED.includes(base)),
    before: () => act.$join($neighbour(1), $last()),
    does: { kind: 'undo' },
    holds: (page) => apart(page, 'mango', 'raven'),
  },
  'undo a deletion': {
    on: [...CAPTION, 'title'],
    before: (token) => act.$deleteRange($place(` ${spare(token)}`, 'start'), $end(spare(token))),
    does: { kind: 'undo' },
    holds: (page, token) => present(page, spare(token)) || !present(page, 'grape'),
  },
} satisfies Record<string, Operation>;

export const OPERATIONS = {
  ...TEXT_OPERATIONS,
  ...FORMAT_OPERATIONS,
  ...CLIPBOARD_OPERATIONS,
  ...LEAF_OPERATIONS,
  ...INLINE_OPERATIONS,
  ...IMAGE_OPERATIONS,
  ...MOVE_OPERATIONS,
  ...CONTAINER_OPERATIONS,
  ...FOLD_OPERATIONS,
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];
