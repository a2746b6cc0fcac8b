/** Colours, highlights and chips in the target's text. */
import type { PaletteColor } from '../palette.ts';
import type { Paint } from '../paint.ts';
import * as act from './acts.ts';
import { $end, $start, $target, beside, deletion, edit, matches, present, starts, TEXT, TYPED } from './operation.ts';
import type { Operation, Page } from './operation.ts';
import { chipLabel, runsOf } from './page.ts';

const $paintWords = (from: string, to: string, paint: Paint): void => act.$color($start(from), $end(to), paint);

const styled = (page: Page, style: string, ...words: string[]): boolean =>
  runsOf(page, ...words).every((run) => run.style.includes(style));
const colored = (page: Page, color: PaletteColor, ...words: string[]): boolean =>
  styled(page, `color: var(--mh-color-${color});`, ...words);
const marked = (page: Page, mark: PaletteColor, ...words: string[]): boolean =>
  styled(page, `background-color: var(--mh-mark-${mark});`, ...words);

const $mention = (at: act.Place, name: string): void => act.$insertChip(at, { t: 'person', id: `id ${name}`, name });
/** Names of chips that are there before, and that are made of them. */
const chipOf = (token: string): string => token.replace('«', '«chip');
const changedOf = (token: string): string => token.replace('«', '«new');
const $mentionOwn = (token: string): void => $mention($end('birch'), chipOf(token));

export const INLINE_OPERATIONS = {
  colour: {
    on: [...TEXT, 'title'],
    does: edit(() => $paintWords('birch', 'cedar', { color: 'red' })),
    holds: (page) => colored(page, 'red', 'birch', 'cedar'),
  },
  'another colour': {
    on: TEXT,
    does: edit(() => $paintWords('cedar', 'delta', { color: 'blue' })),
    holds: (page) => colored(page, 'blue', 'cedar', 'delta'),
  },
  'remove a colour': {
    on: TEXT,
    before: () => $paintWords('cedar', 'eagle', { color: 'green' }),
    does: edit(() => $paintWords('cedar', 'eagle', { color: null })),
    holds: (page) => runsOf(page, 'cedar', 'delta', 'eagle').every(({ style }) => !style.includes('--mh-color')),
  },
  highlight: {
    on: [...TEXT, 'title'],
    does: edit(() => $paintWords('cedar', 'delta', { mark: 'yellow' })),
    holds: (page) => marked(page, 'yellow', 'cedar', 'delta'),
  },
  'remove a highlight': {
    on: TEXT,
    before: () => $paintWords('grape', 'hazel', { mark: 'pink' }),
    does: edit(() => $paintWords('grape', 'hazel', { mark: null })),
    holds: (page) => runsOf(page, 'grape', 'hazel').every(({ style }) => !style.includes('--mh-mark')),
  },
  'chip at the start': {
    on: TEXT,
    does: edit((token) => $mention($start('amber'), token)),
    holds: (page, token) => beside(page, null, token, 'amber') || starts(page, token),
  },
  'chip in the middle': {
    on: [...TEXT, 'title'],
    does: edit((token) => $mention($end('delta'), token)),
    holds: (page, token) => beside(page, 'delta', token, ' eagle'),
  },
  'chip at the end': {
    on: TEXT,
    does: edit((token) => $mention($end('hazel'), token)),
    holds: (page, token) => beside(page, 'hazel', token, null),
  },
  'type behind a chip': {
    on: TEXT,
    before: $mentionOwn,
    does: edit((token) => act.$type(act.$behindChip($target(), chipOf(token)) ?? $end('birch'), token)),
    holds: (page, token) => !present(page, chipOf(token)) || matches(page, `${chipOf(token)}${TYPED}${token}`),
  },
  'change a chip': {
    on: TEXT,
    before: $mentionOwn,
    does: deletion((token) =>
      act.$replaceChips($target(), (chip) =>
        chipLabel(chip) === chipOf(token) ? { t: 'formula', tex: changedOf(token) } : null,
      ),
    ),
    holds: (page, token) => !present(page, chipOf(token)) && present(page, changedOf(token)),
  },
  'delete a chip': {
    on: TEXT,
    before: $mentionOwn,
    does: deletion((token) => act.$removeChip($target(), chipOf(token))),
    holds: (page, token) => !present(page, chipOf(token)),
  },
  'undo a chip': {
    on: TEXT,
    before: $mentionOwn,
    does: { kind: 'undo' },
    holds: (page, token) => !present(page, chipOf(token)),
  },
} satisfies Record<string, Operation>;
