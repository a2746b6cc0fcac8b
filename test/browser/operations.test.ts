import type { Keyboard } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import * as act from '#shared/document/testing/acts.ts';
import { eventually, textOf } from './site.ts';
import { useTwo } from './two.ts';

/** What a person does by keys, each once, then takes back and does again, while somebody else writes into the same block at the same moment. */

const two = useTwo();

const FAMILY = '👩‍👩‍👧';
const FLAG = '🇫🇷';
const WAVE = '👋🏽';
const SYLLABLE = '\u1112\u1161\u11AB';
const ACCENTED = 'e\u0301';

interface Doing {
  /** the caret is behind the block's last word, `cd` */
  readonly keys: (keyboard: Keyboard) => Promise<void>;
  /** the section's lines afterwards, of those that stood there and what the other wrote; they stay unless given */
  readonly lines?: (a: string, b: string, c: string) => string[];
  /** what the block is on the page, or has in it; only by this where no text changes */
  readonly shows?: string;
  /** it leaves the block as it was: there is nothing to see of its undo */
  readonly isNothing?: true;
}

type Doings = Readonly<Record<string, Doing>>;

async function press(keyboard: Keyboard, ...keys: string[]): Promise<void> {
  for (const key of keys) await keyboard.press(key);
}
const presses =
  (...keys: string[]) =>
  (keyboard: Keyboard): Promise<void> =>
    press(keyboard, ...keys);
const SELECT_CD = ['Shift+ArrowLeft', 'Shift+ArrowLeft'];
const TO_CD = ['ArrowLeft', 'ArrowLeft'];
const SELECT_BLOCK = ['Home', 'Shift+End'];
/** More than any of it takes. */
const MAX_STEPS = 6;
const shortcut =
  (typed: string) =>
  async (keyboard: Keyboard): Promise<void> => {
    await keyboard.press('Home');
    await keyboard.type(typed);
  };
const twice = (...keys: string[]): Doing => ({ keys: presses(...keys, ...keys.slice(-1)), isNothing: true });
const writes =
  (letter: string, ...keys: string[]) =>
  async (keyboard: Keyboard): Promise<void> => {
    await keyboard.insertText(letter);
    await press(keyboard, ...keys);
  };
const withoutCd = (b: string): string => b.slice(0, -2).trim();

const TEXT: Doings = {
  'type at the start': { keys: presses('Home', 'x'), lines: (a, b, c) => [a, `x${b}`, c] },
  'type in the middle': { keys: presses(...TO_CD, 'x'), lines: (a, b, c) => [a, b.replace('cd', 'xcd'), c] },
  'type at the end': { keys: presses('x'), lines: (a, b, c) => [a, `${b}x`, c] },
  'delete a range': { keys: presses(...SELECT_CD, 'Delete'), lines: (a, b, c) => [a, withoutCd(b), c] },
  'delete a word': { keys: presses('Control+Backspace'), lines: (a, b, c) => [a, withoutCd(b), c] },
  'replace a range': { keys: presses(...SELECT_CD, 'x'), lines: (a, b, c) => [a, b.replace('cd', 'x'), c] },
  'delete across two blocks': {
    keys: presses(...TO_CD, ...Array.from({ length: 8 }, () => 'Shift+ArrowRight'), 'Delete'),
    lines: (a, b, c) => [a, b.replace('cd', '') + c.slice('s000c'.length)],
  },
  'replace a selection across blocks': {
    keys: presses(...TO_CD, ...Array.from({ length: 8 }, () => 'Shift+ArrowRight'), 'x'),
    lines: (a, b, c) => [a, `${b.replace('cd', 'x')}${c.slice('s000c'.length)}`],
  },
  'cut and paste in the block': {
    keys: presses(...SELECT_CD, 'Control+x', 'Home', 'Control+v'),
    lines: (a, b, c) => [a, `cd${withoutCd(b)}`, c],
  },
  'cut and paste into another block': {
    keys: presses(...SELECT_CD, 'Control+x', 'ArrowUp', 'End', 'Control+v'),
    lines: (a, b, c) => [`${a}cd`, withoutCd(b), c],
  },
  'copy and paste': {
    keys: presses(...SELECT_CD, 'Control+c', 'ArrowRight', 'Control+v'),
    lines: (a, b, c) => [a, `${b}cd`, c],
  },
};

const LINES: Doings = {
  'split in the middle': { keys: presses(...TO_CD, 'Enter'), lines: (a, b, c) => [a, withoutCd(b), 'cd', c] },
  'enter at the end': { keys: presses('Enter', 'x'), lines: (a, b, c) => [a, b, 'x', c] },
  'enter at the start': { keys: presses('Home', 'Enter'), isNothing: true },
  'line break': { keys: presses(...TO_CD, 'Shift+Enter'), lines: (a, b, c) => [a, withoutCd(b), 'cd', c] },
  'join with the next': { keys: presses('Delete'), lines: (a, b, c) => [a, b + c] },
  'join with the previous': { keys: presses('Home', 'Backspace'), lines: (a, b, c) => [a + b, c] },
  'move up': { keys: presses('Alt+Shift+ArrowUp'), lines: (a, b, c) => [b, a, c] },
  'move down': { keys: presses('Alt+Shift+ArrowDown'), lines: (a, b, c) => [a, c, b] },
};

const FORMATS: Doings = {
  bold: { keys: presses(...SELECT_CD, 'Control+b'), shows: '.mh-bold' },
  italic: { keys: presses(...SELECT_CD, 'Control+i'), shows: '.mh-italic' },
  underline: { keys: presses(...SELECT_CD, 'Control+u'), shows: '.mh-under' },
  strike: { keys: presses(...SELECT_CD, 'Control+Shift+x'), shows: '.mh-strike' },
  code: { keys: presses(...SELECT_CD, 'Control+e'), shows: '.mh-code-inline' },
  highlight: { keys: presses(...SELECT_CD, 'Control+Shift+h'), shows: '[style*="mark"]' },
  'all of the block bold': { keys: presses(...SELECT_BLOCK, 'Control+b'), shows: '.mh-bold' },
  'remove bold': twice(...SELECT_CD, 'Control+b'),
  'remove italic': twice(...SELECT_CD, 'Control+i'),
  'remove underline': twice(...SELECT_CD, 'Control+u'),
  'remove strike': twice(...SELECT_CD, 'Control+Shift+x'),
  'remove code': twice(...SELECT_CD, 'Control+e'),
  'remove highlight': twice(...SELECT_CD, 'Control+Shift+h'),
  link: { keys: writeLink, shows: 'a' },
  'link and off again': {
    keys: async (keyboard) => {
      await writeLink(keyboard);
      await press(keyboard, 'ArrowLeft', 'Control+k');
      await two().person.page.getByRole('button', { name: 'Remove link' }).click();
    },
    isNothing: true,
  },
};

const BLOCKS: Doings = {
  'to heading by typing': { keys: shortcut('## '), shows: 'h2' },
  'to quote by typing': { keys: shortcut('> '), shows: 'blockquote' },
  'to bullet list by typing': { keys: shortcut('- '), shows: '.mh-ul' },
  'to numbered list by typing': { keys: shortcut('1. '), shows: '.mh-ol' },
  'to check list by typing': { keys: shortcut('[ ] '), shows: '[role="checkbox"]' },
  'to callout by typing': { keys: shortcut('> [!tip] '), shows: '.mh-callout' },
  'to fold by typing': { keys: shortcut('>>> '), shows: '.mh-fold' },
  'to heading 1': { keys: presses('Control+Alt+1'), shows: 'h1' },
  'to heading 2': { keys: presses('Control+Alt+2'), shows: 'h2' },
  'to heading 3': { keys: presses('Control+Alt+3'), shows: 'h3' },
  'to quote': { keys: presses('Control+Shift+.'), shows: 'blockquote' },
  'to bullet list': { keys: presses('Control+Shift+8'), shows: '.mh-ul' },
  'to numbered list': { keys: presses('Control+Shift+7'), shows: '.mh-ol' },
  'to check list': { keys: presses('Control+Shift+9'), shows: '[role="checkbox"]' },
  'to code by typing': { keys: shortcut('``` '), shows: 'code' },
  'heading and back': { keys: presses('Control+Alt+1', 'Control+Alt+0'), isNothing: true },
  indent: { keys: presses('Control+Shift+8', 'Tab'), shows: '.mh-nest' },
  outdent: { keys: presses('Control+Shift+8', 'Tab', 'Shift+Tab'), shows: '.mh-ul' },
  check: {
    keys: async (keyboard) => {
      await press(keyboard, 'Control+Shift+9');
      await clickBox();
    },
    shows: '.mh-done',
  },
  uncheck: {
    keys: async (keyboard) => {
      await press(keyboard, 'Control+Shift+9');
      await clickBox();
      await clickBox();
    },
    shows: '.mh-todo',
  },
};

const LETTERS: Doings = {
  'an arrow goes past all of an emoji': {
    keys: writes(FAMILY, 'ArrowLeft', 'x'),
    lines: (a, b, c) => [a, `${b}x${FAMILY}`, c],
  },
  'Backspace takes all of an emoji': { keys: writes(FAMILY, 'Backspace'), isNothing: true },
  'Backspace takes all of a flag': { keys: writes(FLAG, 'Backspace'), isNothing: true },
  'Backspace takes all of an emoji with a skin tone': { keys: writes(WAVE, 'Backspace'), isNothing: true },
  'Delete takes all of an emoji': { keys: writes(FAMILY, 'ArrowLeft', 'Delete'), isNothing: true },
  'Delete takes all of a syllable': { keys: writes(SYLLABLE, 'ArrowLeft', 'Delete'), isNothing: true },
  'what is selected by a key is all of an emoji': {
    keys: writes(FAMILY, 'Shift+ArrowLeft', 'x'),
    lines: (a, b, c) => [a, `${b}x`, c],
  },
  'a letter and its accent are selected together': {
    keys: writes(ACCENTED, 'Shift+ArrowLeft', 'x'),
    lines: (a, b, c) => [a, `${b}x`, c],
  },
};

describe.each(Object.entries({ TEXT, LINES, FORMATS, BLOCKS, LETTERS }))('%s', (_group, doings) => {
  test.each(Object.entries(doings))('%s', async (_title, { keys, lines, shows, isNothing }) => {
    const { person, edit, shown, theirs } = two();
    const { keyboard } = person.page;
    const { name, at } = two().newSection();
    const [a, b, c] = [`${name}a above`, `${name}b ab cd`, `${name}c below`];
    await eventually(() => shown(name), [a, b, c]);
    await two().enterBlock(name);
    // on its way while the keys are pressed
    edit(() => act.$type(at('ab', 'end'), '+'));
    await keys(keyboard);
    const after = [a, `${name}b ab+ cd`, c] as const;
    const isOnBoth = async (expected: readonly string[], looks: boolean): Promise<void> => {
      await eventually(() => theirs(name), expected);
      await eventually(() => shown(name), expected);
      if (shows !== undefined) await eventually(() => has(`${name}b`, shows), looks);
    };
    const done = lines?.(...after) ?? after;
    await isOnBoth(done, true);
    if (isNothing !== true) {
      for (let step = 0; step < MAX_STEPS; step += 1) await keyboard.press('Control+z');
      await isOnBoth(after, false);
      for (let step = 0; step < MAX_STEPS; step += 1) await keyboard.press('Control+Shift+z');
      await isOnBoth(done, true);
    }
    expect(person.faults).toEqual([]);
  });
});

async function writeLink(keyboard: Keyboard): Promise<void> {
  await press(keyboard, ...SELECT_CD, 'Control+k');
  const address = two().person.page.getByPlaceholder('example.org');
  await address.fill('https://one.example/');
  await address.press('Enter');
  await address.waitFor({ state: 'detached' });
}

/** Is the block with a word like this, or has it something like this in it? */
async function has(word: string, selector: string): Promise<boolean> {
  const block = textOf(two().person.page).locator('> *', { hasText: word });
  return (
    (await block.locator(selector).count()) > 0 ||
    (await block.evaluateAll((all, is) => all.some((one) => one.matches(is)), selector))
  );
}

/** The box in front of the item that the caret is in. */
async function clickBox(): Promise<void> {
  const { page } = two().person;
  const item = page.locator('[role="checkbox"]').last();
  await item.click({ position: { x: 6, y: 12 } });
}
