import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ElementNode, LexicalEditor } from 'lexical';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { bindDocument } from '#shared/document/binding.ts';
import type { DocumentBinding } from '#shared/document/binding.ts';
import { createDocumentEditor } from '#shared/document/headless.ts';
import * as act from '#shared/document/testing/acts.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import { launchChromium, openPerson } from '../support/chromium.ts';
import type { BrowserPerson } from '../support/chromium.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { eventually, textOf } from './site.ts';

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

interface Section {
  /** the block that is written in and its neighbours */
  readonly above: () => ElementNode;
  readonly block: () => ElementNode;
  readonly below: () => ElementNode;
  /** where a word of the section begins or ends, as it stands there now */
  readonly at: (word: string, side: 'start' | 'end') => act.Place;
}

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

const DOCUMENT = 'composition';
const PATIENCE = { timeout: 20_000, interval: 50 };

/** What the page is given to be asked. */
interface Watched {
  /** words that were begun to be composed */
  starts: number;
  /** lets time pass for the page, without waiting */
  pass: (ms: number) => void;
}

let browser: Browser;
let folder: string;
let server: ServerProcess;
let person: BrowserPerson;
let session: CDPSession;
let other: DocumentClient;
let editor: LexicalEditor;
let binding: DocumentBinding;

// what a test left unfinished is not in the way of the next
afterEach(async () => {
  await session.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
});
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-composition-'));
  [browser, server] = await Promise.all([launchChromium(), startServerProcess({ DATA_DIR: folder })]);
  other = openDocument({ server: server.url, document: DOCUMENT, offline: false });
  await other.loaded;
  editor = createDocumentEditor();
  binding = bindDocument(editor, other.doc, { clock: () => 0 });
  person = await openPerson(browser, `${server.url}/d/${DOCUMENT}`);
  await textOf(person.page).waitFor();
  session = await person.context.newCDPSession(person.page);
  await person.page.evaluate(() => {
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
afterAll(async () => {
  binding.stop();
  await other.destroy();
  await browser.close();
  await server.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const edit = ($run: () => void): void => editor.update($run, { discrete: true });

/** Three blocks of their own at the end of the document. */
function newSection(name: string): Section {
  const lines = [`${name}a above`, `${name}b ab cd`, `${name}c below`];
  edit(() => {
    const last = act.$textBlocks().at(-1);
    if (last === undefined) throw new Error('an empty page');
    act.$paste(act.$endOf(last), ['', ...lines]);
  });
  const $with = (word: string) => (): ElementNode => {
    const found = act.$textBlocks().find((block) => act.$textOf(block).includes(word));
    if (found === undefined) throw new Error(`${word} is not on the page`);
    return found;
  };
  const block = $with(`${name}b`);
  return {
    above: $with(`${name}a`),
    block,
    below: $with(`${name}c`),
    at(word, side) {
      const from = act.$textOf(block()).indexOf(word, name.length + 1);
      return { block: block(), at: side === 'start' ? from : from + word.length };
    },
  };
}

/** The lines from the section's first block to its last, without the marks that the editor puts beside an unfinished word. */
function linesOf(text: string, name: string): string[] {
  const lines = text.split('\n').map((line) => line.replaceAll('\u200B', '').replaceAll('\u00A0', ' '));
  const own = lines.filter((line) => line.trim() !== '');
  const from = own.findIndex((line) => line.includes(`${name}a`) || line.includes(`${name}b`));
  const to = own.findLastIndex((line) => line.includes(`${name}c`));
  return own.slice(from, to + 1).map((line) => line.trim());
}

const shown = async (name: string): Promise<string[]> => linesOf(await textOf(person.page).innerText(), name);
const theirs = (name: string): string[] =>
  linesOf(
    editor.read(() =>
      act
        .$textBlocks()
        .map((block) => act.$textOf(block))
        .join('\n'),
    ),
    name,
  );

async function compose(text: string): Promise<void> {
  // what a browser says of a key that an input method has taken
  const key = { key: 'Process', windowsVirtualKeyCode: 229 };
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key });
  await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
}

async function placeCaret(name: string): Promise<void> {
  const { page } = person;
  await textOf(page).getByText(`${name}b`).click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
}

let sections = 0;

describe.each(Object.entries(WRITINGS))('%s', (_title, { before, behind, text }) => {
  describe.each(['waits', 'comes in'] as const)('what others write %s', (mode) => {
    test.each(Object.entries(DEEDS))('somebody else %s', async (_name, { $before, $does, lines, breaks }) => {
      sections += 1;
      const name = `s${String(sections).padStart(3, '0')}`;
      const section = newSection(name);
      await eventually(() => shown(name), [`${name}a above`, `${name}b ab cd`, `${name}c below`]);
      if ($before !== undefined) {
        binding.stopCapturing();
        edit(() => $before(section));
        await eventually(() => shown(name), theirs(name));
      }
      await placeCaret(name);
      await person.page.evaluate(() => ((globalThis as unknown as Watched).starts = 0));
      for (const step of before) await compose(step);
      const unfinished = before.at(-1) ?? '';
      await eventually(() => theirs(name).join('\n').includes(`${unfinished}cd`), true);
      binding.stopCapturing();
      if ($does === 'undo') expect(binding.undo()).toBe(true);
      else if ($does === 'move') {
        const key = editor.read(() => section.block().getKey());
        expect(binding.moveBlocks([key], 'up')).toBe(true);
      } else edit(() => $does(section));
      await other.saved();
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
