import type { Keyboard } from 'playwright-core';
import { expect, test } from 'vitest';
import * as act from '#shared/document/testing/acts.ts';
import { eventually, textOf } from './site.ts';
import { useTwo } from './two.ts';

/** What a person does by keys, each once, while somebody else writes into the same block at the same moment. */

const two = useTwo();

const FAMILY = '👩‍👩‍👧';
const ACCENTED = 'e\u0301';

interface Doing {
  /** the caret is behind the block's last word, `cd` */
  readonly keys: (keyboard: Keyboard) => Promise<void>;
  /** the section's lines afterwards, of those that stood there and what the other wrote; they stay unless given */
  readonly lines?: (a: string, b: string, c: string) => string[];
  /** what the block is on the page, or has in it, and how often; once unless given */
  readonly shows?: readonly [selector: string, count?: number];
}

async function press(keyboard: Keyboard, ...keys: string[]): Promise<void> {
  for (const key of keys) await keyboard.press(key);
}
const presses =
  (...keys: string[]) =>
  (keyboard: Keyboard): Promise<void> =>
    press(keyboard, ...keys);
const SELECT_CD = ['Shift+ArrowLeft', 'Shift+ArrowLeft'];
const TO_CD = ['ArrowLeft', 'ArrowLeft'];
const shortcut =
  (typed: string) =>
  async (keyboard: Keyboard): Promise<void> => {
    await keyboard.press('Home');
    await keyboard.type(typed);
  };
const withoutCd = (b: string): string => b.slice(0, -2).trim();

const DOINGS: Readonly<Record<string, Doing>> = {
  'type at the start': { keys: presses('Home', 'x'), lines: (a, b, c) => [a, `x${b}`, c] },
  'type in the middle': { keys: presses(...TO_CD, 'x'), lines: (a, b, c) => [a, b.replace('cd', 'xcd'), c] },
  'type at the end': { keys: presses('x'), lines: (a, b, c) => [a, `${b}x`, c] },
  bold: { keys: presses(...SELECT_CD, 'Control+b'), shows: ['.mh-bold'] },
  italic: { keys: presses(...SELECT_CD, 'Control+i'), shows: ['.mh-italic'] },
  underline: { keys: presses(...SELECT_CD, 'Control+u'), shows: ['.mh-under'] },
  'remove bold': { keys: presses(...SELECT_CD, 'Control+b', 'Control+b'), shows: ['.mh-bold', 0] },
  'split in the middle': {
    keys: presses(...TO_CD, 'Enter'),
    lines: (a, b, c) => [a, withoutCd(b), 'cd', c],
  },
  'enter at the end': { keys: presses('Enter', 'x'), lines: (a, b, c) => [a, b, 'x', c] },
  'enter at the start': { keys: presses('Home', 'Enter') },
  'line break': { keys: presses(...TO_CD, 'Shift+Enter'), lines: (a, b, c) => [a, withoutCd(b), 'cd', c] },
  'join with the next': { keys: presses('Delete'), lines: (a, b, c) => [a, b + c] },
  'join with the previous': { keys: presses('Home', 'Backspace'), lines: (a, b, c) => [a + b, c] },
  'to heading': { keys: shortcut('## '), shows: ['h2'] },
  'to quote': { keys: shortcut('> '), shows: ['blockquote'] },
  'to bullet list': { keys: shortcut('- '), shows: ['.mh-ul'] },
  'to numbered list': { keys: shortcut('1. '), shows: ['.mh-ol'] },
  'to check list': { keys: shortcut('[ ] '), shows: ['[role="checkbox"]'] },
  'delete a range': { keys: presses(...SELECT_CD, 'Delete'), lines: (a, b, c) => [a, withoutCd(b), c] },
  'replace a range': { keys: presses(...SELECT_CD, 'x'), lines: (a, b, c) => [a, b.replace('cd', 'x'), c] },
  'delete across two blocks': {
    keys: presses(...TO_CD, ...Array.from({ length: 8 }, () => 'Shift+ArrowRight'), 'Delete'),
    lines: (a, b, c) => [a, b.replace('cd', '') + c.slice('s000c'.length)],
  },
  'move up': { keys: presses('Alt+Shift+ArrowUp'), lines: (a, b, c) => [b, a, c] },
  'move down': { keys: presses('Alt+Shift+ArrowDown'), lines: (a, b, c) => [a, c, b] },
  'undo typing': { keys: presses('x', 'Control+z') },
  'undo and redo typing': { keys: presses('x', 'Control+z', 'Control+Shift+z'), lines: (a, b, c) => [a, `${b}x`, c] },
  'undo bold': { keys: presses(...SELECT_CD, 'Control+b', 'Control+z'), shows: ['.mh-bold', 0] },
  'undo a split': { keys: presses(...TO_CD, 'Enter', 'Control+z') },
  'undo a join': { keys: presses('Delete', 'Control+z') },
  'undo a deletion': { keys: presses(...SELECT_CD, 'Delete', 'Control+z') },
  'undo a move': { keys: presses('Alt+Shift+ArrowUp', 'Control+z') },
  'an arrow goes past all of an emoji': {
    keys: async (keyboard) => {
      await keyboard.insertText(FAMILY);
      await press(keyboard, 'ArrowLeft', 'x');
    },
    lines: (a, b, c) => [a, `${b}x${FAMILY}`, c],
  },
  'Backspace takes all of an emoji': {
    keys: async (keyboard) => {
      await keyboard.insertText(FAMILY);
      await press(keyboard, 'Backspace');
    },
  },
  'Delete takes all of an emoji': {
    keys: async (keyboard) => {
      await keyboard.insertText(FAMILY);
      await press(keyboard, 'ArrowLeft', 'Delete');
    },
  },
  'what is selected by a key is all of an emoji': {
    keys: async (keyboard) => {
      await keyboard.insertText(FAMILY);
      await press(keyboard, 'Shift+ArrowLeft', 'x');
    },
    lines: (a, b, c) => [a, `${b}x`, c],
  },
  'a letter and its accent are selected together': {
    keys: async (keyboard) => {
      await keyboard.insertText(ACCENTED);
      await press(keyboard, 'Shift+ArrowLeft', 'x');
    },
    lines: (a, b, c) => [a, `${b}x`, c],
  },
};

test.each(Object.entries(DOINGS))('%s', async (_title, { keys, lines, shows }) => {
  const { person, edit, shown, theirs } = two();
  const { name, at } = two().newSection();
  const [a, b, c] = [`${name}a above`, `${name}b ab cd`, `${name}c below`];
  await eventually(() => shown(name), [a, b, c]);
  await two().enterBlock(name);
  // on its way while the keys are pressed
  edit(() => act.$type(at('ab', 'end'), '+'));
  await keys(person.page.keyboard);
  const after = `${name}b ab+ cd`;
  const expected = lines?.(a, after, c) ?? [a, after, c];
  await eventually(() => theirs(name), expected);
  await eventually(() => shown(name), expected);
  if (shows !== undefined) {
    const [selector, count = 1] = shows;
    const block = textOf(person.page).locator('> *', { hasText: `${name}b` });
    const inside = block.locator(selector);
    const found = async (): Promise<number> =>
      (await inside.count()) +
      (await block.evaluateAll((all, is) => all.filter((one) => one.matches(is)).length, selector));
    await eventually(found, count);
  }
  expect(person.faults).toEqual([]);
});
