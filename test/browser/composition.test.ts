import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as act from '#shared/document/testing/acts.ts';
import { eventually } from './site.ts';
import { useTwo } from './two.ts';
import type { Section } from './two.ts';

/**
 * A word is being composed, as people write Chinese, Japanese, Korean or on a phone, while somebody else changes the very same word and block.
 * Mostly what others write waits for the word; a word that was left unfinished for long does not keep it waiting, so both are tried.
 */

interface Writing {
  /** what stands there while it is composed; the first steps come before what the other does */
  readonly before: readonly string[];
  readonly behind: readonly string[];
  /** what it becomes */
  readonly text: string;
}

const WRITINGS: Readonly<Record<string, Writing>> = {
  'Chinese, by sound and then by choice': {
    before: ['n', 'ni', 'nih'],
    behind: ['niha', 'nihao', '你hao'],
    text: '你好',
  },
  'Japanese, with a clause that changes': {
    before: ['か', 'かn', 'かん'],
    behind: ['かんじ', '漢字', '幹事'],
    text: '漢字',
  },
  'Korean, a syllable that changes as it is typed': { before: ['ㄱ', '그'], behind: ['글', '긁', '글'], text: '글' },
  'on a phone, a word that is corrected': { before: ['t', 'te', 'teh'], behind: ['te', 'tehh', 'teh'], text: 'the' },
};

interface Deed {
  /** done by the other before anything is composed, as an undo step of its own */
  readonly $before?: (section: Section) => void;
  readonly $does: ((section: Section) => void) | 'undo' | 'move';
  /** the section's lines afterwards */
  readonly lines: (a: string, b: string, c: string) => string[];
  /** it may take the word out of the browser's hands, which then writes a new one behind what was there */
  readonly breaks?: true;
}

const DEEDS: Readonly<Record<string, Deed>> = {
  'writes in the same word': {
    $does: ({ at }) => act.$type(at('cd', 'end'), '+'),
    lines: (a, b, c) => [a, `${b}+`, c],
  },
  'writes in front of it in the block': {
    $does: ({ block }) => act.$type(act.$startOf(block()), '<'),
    lines: (a, b, c) => [a, `<${b}`, c],
  },
  'takes words away in front of it': {
    $does: ({ at }) => act.$deleteRange(at('ab ', 'start'), at('ab ', 'end')),
    lines: (a, b, c) => [a, b.replace('ab ', ''), c],
  },
  'splits the block in front of it': {
    $does: ({ at }) => act.$enter(at('ab', 'end')),
    lines: (a, b, c) => [a, b.slice(0, b.indexOf('ab') + 2), b.slice(b.indexOf('ab') + 2), c],
  },
  'splits the block behind it': {
    $does: ({ at }) => act.$enter(at('c', 'end')),
    lines: (a, b, c) => [a, b.slice(0, -1), 'd', c],
    breaks: true,
  },
  'joins the next block to it': {
    $does: ({ block, below }) => act.$join(block(), below()),
    lines: (a, b, c) => [a, b + c],
    breaks: true,
  },
  'joins it to the block before': {
    $does: ({ above, block }) => act.$join(above(), block()),
    lines: (a, b, c) => [a + b, c],
  },
  'makes it bold': {
    $does: ({ block }) => act.$format(act.$startOf(block()), act.$endOf(block()), 'bold', true),
    lines: (a, b, c) => [a, b, c],
    breaks: true,
  },
  'makes a heading of it': {
    $does: ({ block }) => act.$setType(block(), 'h2'),
    lines: (a, b, c) => [a, b, c],
    breaks: true,
  },
  'moves it': { $does: 'move', lines: (a, b, c) => [b, a, c], breaks: true },
  'undoes what it wrote there': {
    $before: ({ at }) => act.$type(at('ab', 'end'), '+'),
    $does: 'undo',
    lines: (a, b, c) => [a, b, c],
  },
};

const PATIENCE = { timeout: 20_000, interval: 50 };

/** What the page is given to be asked. */
interface Watched {
  /** words that were begun to be composed */
  starts: number;
  /** lets time pass for the page, without waiting */
  pass: (ms: number) => void;
}

const two = useTwo();

// what a test left unfinished is not in the way of the next
afterEach(async () => {
  await compose('');
});
beforeAll(async () => {
  await two().person.page.evaluate(() => {
    const page = globalThis as unknown as Watched;
    page.starts = 0;
    addEventListener('compositionstart', () => (page.starts += 1), true);
    let passed = 0;
    const now = performance.now.bind(performance);
    performance.now = () => now() + passed;
    const time = Date.now.bind(Date);
    Date.now = () => time() + passed;
    page.pass = (ms) => (passed += ms);
  });
});

async function compose(text: string): Promise<void> {
  const { session } = two();
  // what a browser says of a key that an input method has taken
  const key = { key: 'Process', windowsVirtualKeyCode: 229 };
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}

describe.each(Object.entries(WRITINGS))('%s', (_title, { before, behind, text }) => {
  describe.each(['waits', 'comes in'] as const)('what others write %s', (mode) => {
    test.each(Object.entries(DEEDS))('somebody else %s', async (_name, { $before, $does, lines, breaks }) => {
      const { person, session, binding, edit, shown, theirs } = two();
      const section = two().newSection();
      const { name } = section;
      await eventually(() => shown(name), [`${name}a above`, `${name}b ab cd`, `${name}c below`]);
      if ($before !== undefined) {
        binding.stopCapturing();
        edit(() => $before(section));
        await eventually(() => shown(name), theirs(name));
      }
      await two().enterBlock(name);
      for (let step = 0; step < 2; step += 1) await person.page.keyboard.press('ArrowLeft');
      await person.page.evaluate(() => ((globalThis as unknown as Watched).starts = 0));
      for (const step of before) await compose(step);
      const unfinished = before.at(-1) ?? '';
      await eventually(() => theirs(name).join('\n').includes(`${unfinished}cd`), true);
      binding.stopCapturing();
      if ($does === 'undo') expect(binding.undo()).toBe(true);
      else if ($does === 'move') {
        const key = two().read(() => section.block().getKey());
        expect(binding.moveBlocks([key], 'up')).toBe(true);
      } else edit(() => $does(section));
      await two().saved();
      if (mode === 'comes in') {
        const now = theirs(name);
        await person.page.evaluate(() => (globalThis as unknown as Watched).pass(10_000));
        await eventually(
          () => shown(name),
          now.map((line) => line.trim()),
        );
      }
      for (const step of behind) await compose(step);
      await session.send('Input.insertText', { text });
      const sectionWith = (word: string): string[] =>
        lines(`${name}a above`, `${name}b ab ${word}cd`, `${name}c below`).map((line) => line.trim());
      const mayBreak = mode === 'comes in' && breaks === true;
      const wholly = sectionWith(text);
      const anew = sectionWith(unfinished + text);
      // nothing is lost or there twice; where the word was broken, what was unfinished stays in front of the new one
      await expect
        .poll(() => theirs(name), PATIENCE)
        .toSatisfy((now) => isDeepStrictEqual(now, wholly) || (mayBreak && isDeepStrictEqual(now, anew)));
      const expected = theirs(name);
      await eventually(() => shown(name), expected);
      // the caret is behind the word
      await person.page.keyboard.type('!');
      const typed = expected.map((line) => line.replace(`${text}c`, `${text}!c`));
      await eventually(() => theirs(name), typed);
      await eventually(() => shown(name), typed);
      if (!mayBreak) expect(await person.page.evaluate(() => (globalThis as unknown as Watched).starts)).toBe(1);
      expect(person.faults).toEqual([]);
    });
  });
});
