import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElementNode } from 'lexical';
import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { bindDocument } from '#shared/document/binding.ts';
import type { DocumentBinding } from '#shared/document/binding.ts';
import { createDocumentEditor } from '#shared/document/headless.ts';
import * as act from '#shared/document/testing/acts.ts';
import { openDocument } from '#web/client/open-document.ts';
import { launchChromium, openPerson } from '../support/chromium.ts';
import type { BrowserPerson } from '../support/chromium.ts';
import { startServerProcess } from '../support/server-process.ts';
import { textOf } from './site.ts';

/** One person in Chromium and one at an editor in Node, both in one document for a whole file of tests; each test has blocks of its own. */

const DOCUMENT = 'two';

export interface Section {
  /** stands in its three blocks: `…a above`, `…b ab cd`, `…c below` */
  readonly name: string;
  readonly above: () => ElementNode;
  readonly block: () => ElementNode;
  readonly below: () => ElementNode;
  /** where a word of its second block begins or ends, as it stands there now */
  readonly at: (word: string, side: 'start' | 'end') => act.Place;
}

export interface Two {
  readonly person: BrowserPerson;
  readonly session: CDPSession;
  /** of the one in Node */
  readonly binding: DocumentBinding;
  readonly edit: ($run: () => void) => void;
  readonly read: <T>($read: () => T) => T;
  /** somebody third writes at the end of a section's last block; resolves when that is on the server */
  readonly writeElsewhere: (name: string, text: string) => Promise<void>;
  /** everything that the one in Node wrote is on the server */
  readonly saved: () => Promise<void>;
  /** three new blocks at the end of the document */
  readonly newSection: () => Section;
  /** what the one in Node has selected is told to the others, as their editor does it */
  readonly tell: () => void;
  /** the lines of a section, as the page shows them */
  readonly shown: (name: string) => Promise<string[]>;
  /** the same, as the one in Node has them */
  readonly theirs: (name: string) => string[];
  /** the person's caret comes behind the second block */
  readonly enterBlock: (name: string) => Promise<void>;
}

/** To be called once in a file: sets the hooks. */
export function useTwo(): () => Two {
  let two: Two | null = null;
  let stop: () => Promise<void> = () => Promise.resolve();
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-two-'));
    const [browser, server] = await Promise.all([launchChromium(), startServerProcess({ DATA_DIR: folder })]);
    const [other, third] = await Promise.all([openEditor(server.url), openEditor(server.url)]);
    const { editor, binding } = other;
    const person = await openPerson(browser, `${server.url}/d/${DOCUMENT}`);
    const text = textOf(person.page);
    await text.waitFor();
    const session = await person.context.newCDPSession(person.page);
    const { edit } = other;
    let sections = 0;
    two = {
      person,
      session,
      binding,
      edit,
      read: ($read) => editor.read($read),
      async writeElsewhere(name, words) {
        third.edit(() => {
          const block = act.$textBlocks().findLast((one) => act.$textOf(one).includes(`${name}c`));
          if (block === undefined) throw new Error(`${name} has not come yet`);
          act.$type(act.$endOf(block), words);
        });
        await third.client.saved();
      },
      saved: () => other.client.saved(),
      tell() {
        other.client.setUser({ id: 'grace', name: 'Grace', color: 3 });
        other.client.awareness.setLocalStateField('selection', binding.selectionForPresence());
      },
      newSection() {
        sections += 1;
        return newSection(`s${String(sections).padStart(3, '0')}`, edit);
      },
      shown: async (name) => linesOf(await text.innerText(), name),
      theirs(name) {
        const lines = editor.read(() => act.$textBlocks().map((block) => act.$textOf(block)));
        return linesOf(lines.join('\n'), name);
      },
      async enterBlock(name) {
        await text.getByText(`${name}b`).click();
        await person.page.keyboard.press('End');
      },
    };
    stop = async () => {
      await Promise.all([other, third].map((one) => one.stop()));
      await browser.close();
      await server.end('SIGKILL');
      rmSync(folder, { recursive: true });
    };
  });
  afterAll(() => stop());
  return () => {
    if (two === null) throw new Error('nobody is there yet');
    return two;
  };
}

/** The document in an editor in Node. */
async function openEditor(server: string) {
  const client = openDocument({ server, document: DOCUMENT, offline: false });
  await client.loaded;
  const editor = createDocumentEditor();
  const binding = bindDocument(editor, client.doc, { clock: () => 0 });
  const edit = ($run: () => void): void => editor.update($run, { discrete: true });
  const stop = (): Promise<void> => {
    binding.stop();
    return client.destroy();
  };
  return { client, editor, binding, edit, stop };
}

function newSection(name: string, edit: ($run: () => void) => void): Section {
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
    name,
    above: $with(`${name}a`),
    block,
    below: $with(`${name}c`),
    at(word, side) {
      const from = act.$textOf(block()).indexOf(word, name.length + 1);
      return { block: block(), at: side === 'start' ? from : from + word.length };
    },
  };
}

/** The lines from a section's first block to its last, without the marks that the editor puts beside an unfinished word. */
function linesOf(text: string, name: string): string[] {
  const lines = text.split('\n').map((line) => line.replaceAll('\u200B', '').replaceAll('\u00A0', ' ').trim());
  const own = lines.filter((line) => line !== '');
  const from = own.findIndex((line) => line.includes(name));
  const to = own.findLastIndex((line) => line.includes(name));
  return own.slice(from, to + 1);
}
