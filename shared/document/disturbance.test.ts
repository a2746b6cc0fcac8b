import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding } from './binding.ts';
import { createDocumentEditor } from './headless.ts';
import * as act from './testing/acts.ts';

/** Which updates of others would take a word from the page that is being composed behind `here`. */

interface Page {
  readonly doc: Y.Doc;
  readonly binding: DocumentBinding;
  readonly edit: ($run: () => void) => void;
  readonly keyOf: (word: string) => string;
}

function open(clientId: number, from?: Y.Doc): Page {
  const doc = Object.assign(new Y.Doc(), { clientID: clientId });
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from), 'net');
  const editor = createDocumentEditor();
  const binding = bindDocument(editor, doc, { clock: () => 0 });
  const keyOf = (word: string): string => editor.read(() => $block(word).getKey());
  return { doc, binding, keyOf, edit: ($run) => editor.update($run, { discrete: true }) };
}

function $block(word: string): ElementNode {
  const found = act.$textBlocks().find((block) => act.$textOf(block).includes(word));
  if (found === undefined) throw new Error(`${word} is not on the page`);
  return found;
}

const $at = (word: string, side: 'start' | 'end'): act.Place => {
  const block = $block(word);
  const from = act.$textOf(block).indexOf(word);
  return { block, at: side === 'start' ? from : from + word.length };
};

/** They stand in the document before, and are known to both. */
const LINES = ['far one', 'above', 'one here two', 'below', 'far two'];

type Deed = (() => void) | ((page: Page) => void);

const DISTURBING: Readonly<Record<string, Deed>> = {
  'splits the block in front of the word': () => act.$enter($at('one here', 'start')),
  'splits the block behind it': () => act.$enter($at('two', 'start')),
  'splits it right at the end of the word': () => act.$enter($at('here', 'end')),
  'joins the next block to it': () => act.$join($block('here'), $block('below')),
  'joins it to the one before': () => act.$join($block('above'), $block('here')),
  'makes it bold': () => act.$format($at('one here', 'start'), $at('here', 'end'), 'bold', true),
  'makes the words beside it bold': () => act.$format($at('two', 'start'), $at('two', 'end'), 'bold', true),
  'links it': () => act.$link($at('one here', 'start'), $at('here', 'end'), 'https://one.example/'),
  'breaks its line': () => act.$breakLine($at('two', 'start')),
  'puts a chip beside it': () => act.$insertChip($at('two', 'start'), { t: 'date', date: '2026-11-24' }),
  'makes a heading of it': () => act.$setType($block('here'), 'h2'),
  'makes a list item of it': () => act.$setType($block('here'), 'bullet'),
  'deletes it': () => act.$removeBlock($block('here')),
  'deletes the word': () => act.$deleteRange($at('one here', 'start'), $at('here', 'end')),
  'moves it': ({ binding, keyOf }: Page) => void binding.moveBlocks([keyOf('here')], 'up'),
  'moves another past it': ({ binding, keyOf }: Page) => void binding.moveBlocks([keyOf('above')], { before: null }),
};

const HARMLESS: Readonly<Record<string, Deed>> = {
  'writes in front of it': () => act.$type($at('one here', 'start'), 'x'),
  'writes right behind it': () => act.$type($at('here', 'end'), 'x'),
  'takes letters away in front of it': () => act.$deleteRange($at('one here', 'start'), $at(' here', 'start')),
  'takes letters away behind it': () => act.$deleteRange($at('two', 'start'), $at('two', 'end')),
  'writes in the next block': () => act.$type($at('below', 'start'), 'x'),
  'splits the next block': () => act.$enter($at('low', 'start')),
  'makes the next block bold': () => act.$format($at('below', 'start'), $at('below', 'end'), 'bold', true),
  'makes a heading of the one before': () => act.$setType($block('above'), 'h2'),
  'writes a new block behind it': () => act.$enter($at('below', 'end'), 'new'),
  'joins two others': () => act.$join($block('below'), $block('far two')),
  'deletes another': () => act.$removeBlock($block('far one')),
};

function judge(deed: Deed, $before: () => void = () => {}): boolean {
  const mine = open(1);
  mine.edit(() => {
    for (const line of LINES) $getRoot().append($createParagraphNode().append($createTextNode(line)));
    $before();
  });
  const other = open(2, mine.doc);
  mine.edit(() => void act.$select($at('here', 'end')));
  const vector = Y.encodeStateVector(mine.doc);
  if (deed.length > 0) deed(other);
  else other.edit(deed as () => void);
  return mine.binding.disturbs(Y.encodeStateAsUpdate(other.doc, vector), mine.keyOf('here'));
}

test.each(Object.entries(DISTURBING))('who %s would', (_name, deed) => {
  expect(judge(deed)).toBe(true);
});

test.each(Object.entries(HARMLESS))('who %s would not', (_name, deed) => {
  expect(judge(deed)).toBe(false);
});

test('who takes back what they wrote in the block would not, nor does what they write elsewhere', () => {
  const mine = open(1);
  mine.edit(() => {
    for (const line of LINES) $getRoot().append($createParagraphNode().append($createTextNode(line)));
  });
  const other = open(2, mine.doc);
  other.edit(() => act.$type($at('one', 'end'), '+'));
  Y.applyUpdate(mine.doc, Y.encodeStateAsUpdate(other.doc), 'net');
  mine.edit(() => void act.$select($at('here', 'end')));
  mine.edit(() => act.$type($at('here', 'end'), 'n'));
  mine.edit(() => act.$type($at('heren', 'end'), 'i'));
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(mine.doc), 'net');
  const updates: Uint8Array[] = [];
  other.doc.on('update', (update: Uint8Array) => updates.push(update));
  expect(other.binding.undo()).toBe(true);
  other.edit(() => act.$type($at('below', 'end'), '~'));
  expect(updates.map((update) => mine.binding.disturbs(update, mine.keyOf('here')))).toEqual([false, false]);
});
