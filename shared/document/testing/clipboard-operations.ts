/** What is cut and pasted elsewhere: the clipboard holds a copy, so what is pasted is new. */
import { $generateNodesFromSerializedNodes, $getLexicalContent, $insertGeneratedNodes } from '@lexical/clipboard';
import type { BaseSerializedNode } from '@lexical/clipboard';
import { $getEditor } from 'lexical';
import * as act from './acts.ts';
import { BASE_WORDS } from './bases.ts';
import { $end, $last, $start, $target, ANYWHERE, deletion, present } from './operation.ts';
import type { EditDone, Operation, Page } from './operation.ts';

interface Copied {
  readonly nodes: BaseSerializedNode[];
}

/** By the token of who cut it. */
const clipboards = new Map<string, string>();

function $cut(token: string, $from: () => act.Place, $to: () => act.Place): void {
  clipboards.delete(token);
  const [from, to] = [$from(), $to()];
  const selection = act.$select(from, to);
  const content = $getLexicalContent($getEditor(), selection);
  if (content === null) throw new Error('nothing was cut');
  clipboards.set(token, content);
  selection.removeText();
}

function $pasteAtTheEnd(token: string): void {
  const content = clipboards.get(token);
  if (content === undefined) throw new Error('nothing was cut');
  const { nodes } = JSON.parse(content) as Copied;
  const selection = act.$select(act.$endOf($last()));
  $insertGeneratedNodes($getEditor(), $generateNodesFromSerializedNodes(nodes), selection);
}

/** @param copies is a word among those that it takes away and puts in anew? */
const cutting = ($from: () => act.Place, $to: () => act.Place, copies: (word: string) => boolean): EditDone => ({
  ...deletion((token) => $cut(token, $from, $to)),
  $then: $pasteAtTheEnd,
  moves: true,
  copies,
});

const atTheEnd = (page: Page, word: string): boolean => {
  const text = page.map((block) => block.text).join('\n');
  return !present(page, 'raven') || text.lastIndexOf(word) > text.indexOf('raven');
};

const TARGET_WORDS = BASE_WORDS.slice(BASE_WORDS.indexOf('amber'), BASE_WORDS.indexOf('hazel') + 1);

export const CLIPBOARD_OPERATIONS = {
  'cut and paste a word': {
    on: ANYWHERE,
    does: cutting(
      () => $end('cedar'),
      () => $end('delta'),
      (word) => word === 'delta',
    ),
    holds: (page) => atTheEnd(page, 'delta'),
  },
  'cut and paste the text of the block': {
    on: ANYWHERE,
    does: cutting(
      () => $start('amber'),
      () => act.$endOf($target()),
      // with what was typed there before
      (word) => TARGET_WORDS.includes(word) || !BASE_WORDS.includes(word),
    ),
    holds: (page) => atTheEnd(page, 'hazel'),
  },
} satisfies Record<string, Operation>;
