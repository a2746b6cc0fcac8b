import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as act from '#shared/document/testing/acts.ts';
import { eventually } from './site.ts';
import { useTwo } from './two.ts';
import type { Section } from './two.ts';

/**
 * A word is being composed, as people write Chinese, Japanese, Korean or on a phone, while somebody else changes the very same word and block.
 * Mostly what others write waits for the word. One that was left unfinished for a while keeps waiting only what would break it.
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
  /** it would take the word out of the browser's hands, or might, and so it waits longer */
  readonly disturbs?: true;
  /** it leaves the word whole all the same */
  readonly isWholeLate?: true;
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
    disturbs: true,
    isWholeLate: true,
  },
  'splits the block behind it': {
    $does: ({ at }) => act.$enter(at('c', 'end')),
    lines: (a, b, c) => [a, b.slice(0, -1), 'd', c],
    disturbs: true,
  },
  'joins the next block to it': {
    $does: ({ block, below }) => act.$join(block(), below()),
    lines: (a, b, c) => [a, b + c],
    disturbs: true,
  },
  'joins it to the block before': {
    $does: ({ above, block }) => act.$join(above(), block()),
    lines: (a, b, c) => [a + b, c],
    disturbs: true,
    isWholeLate: true,
  },
  'makes it bold': {
    $does: ({ block }) => act.$format(act.$startOf(block()), act.$endOf(block()), 'bold', true),
    lines: (a, b, c) => [a, b, c],
    disturbs: true,
  },
  'makes a heading of it': {
    $does: ({ block }) => act.$setType(block(), 'h2'),
    lines: (a, b, c) => [a, b, c],
    disturbs: true,
  },
  'moves it': { $does: 'move', lines: (a, b, c) => [b, a, c], disturbs: true },
  'undoes what it wrote there': {
    $before: ({ at }) => act.$type(at('ab', 'end'), '+'),
    $does: 'undo',
    lines: (a, b, c) => [a, b, c],
  },
};

/** How long the word is left alone before it is gone on with, in ms: the hold of `web/editor/composing.ts` is over. */
const PAUSES = {
  'a word that is typed on': 0,
  'a word that was left for a while': 10_000,
} as const;
/** Longer than anything waits. */
const MINUTE_MS = 60_000;

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

/** Somebody begins a word, somebody else does something to its block, and time passes. */
async function begin({ before }: Writing, { $before, $does, lines, disturbs }: Deed, pauseMs: number): Promise<Begun> {
  const { person, binding, edit, shown, theirs } = two();
  const section = two().newSection();
  const { name } = section;
  const linesWith = (word: string, mark: string): string[] =>
    lines(`${name}a above`, `${name}b ab ${word}cd`, `${name}c below${mark}`).map((line) => line.trim());
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
  const unchanged = theirs(name);
  binding.stopCapturing();
  if ($does === 'undo') expect(binding.undo()).toBe(true);
  else if ($does === 'move') {
    const key = two().read(() => section.block().getKey());
    expect(binding.moveBlocks([key], 'up')).toBe(true);
  } else edit(() => $does(section));
  await two().saved();
  await eventually(
    () =>
      two()
        .writeElsewhere(name, '~')
        .then(
          () => true,
          () => false,
        ),
    true,
  );
  if (pauseMs > 0) {
    await person.page.evaluate((ms) => (globalThis as unknown as Watched).pass(ms), pauseMs);
    const waits = disturbs === true && pauseMs < MINUTE_MS;
    // what is elsewhere comes in any case
    const elsewhere = unchanged.map((line) => line.replace('below', 'below~'));
    await eventually(() => shown(name), waits ? elsewhere : linesWith(unfinished, '~'));
  }
  return { name, linesWith, unfinished };
}

interface Begun {
  readonly name: string;
  /** the section's lines with the word and what a third person wrote at the end */
  readonly linesWith: (word: string, mark: string) => string[];
  readonly unfinished: string;
}

/** The rest of the word, and what is typed behind it. */
async function finish({ behind, text }: Writing, { name, linesWith }: Begun, word: string): Promise<void> {
  const { person, session, shown, theirs } = two();
  for (const step of behind) await compose(step);
  await session.send('Input.insertText', { text });
  // nothing is lost or there twice, and the caret is behind the word
  await eventually(() => theirs(name), linesWith(word, '~'));
  await eventually(() => shown(name), linesWith(word, '~'));
  await person.page.keyboard.type('!');
  await eventually(() => theirs(name), linesWith(`${word}!`, '~'));
  await eventually(() => shown(name), linesWith(`${word}!`, '~'));
  expect(person.faults).toEqual([]);
}

const begun = (): Promise<number> => two().person.page.evaluate(() => (globalThis as unknown as Watched).starts);

describe.each(Object.entries(WRITINGS))('%s', (_title, writing) => {
  describe.each(Object.entries(PAUSES))('%s', (_mode, pause) => {
    test.each(Object.entries(DEEDS))('somebody else %s', async (_name, deed) => {
      await finish(writing, await begin(writing, deed, pause), writing.text);
      expect(await begun()).toBe(1);
    });
  });
});

/** What cannot wait for ever takes the word from the browser, which then writes a new one behind the letters that are there. */
test.each(Object.entries(DEEDS).filter(([, { disturbs }]) => disturbs))(
  'of a word that nobody touches for a minute nothing is lost when somebody else %s',
  async (_name, deed) => {
    const [writing] = Object.values(WRITINGS);
    if (writing === undefined) throw new Error('nobody writes');
    const there = await begin(writing, deed, MINUTE_MS);
    const isWhole = deed.isWholeLate === true;
    await finish(writing, there, isWhole ? writing.text : there.unfinished + writing.text);
    expect(await begun()).toBe(isWhole ? 1 : 2);
  },
);
