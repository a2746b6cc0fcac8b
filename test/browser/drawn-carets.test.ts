import { $createTableCellNode, $createTableNode, $createTableRowNode, TableCellHeaderStates } from '@lexical/table';
import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import { describe, expect, test } from 'vitest';
import { $createCalloutNode } from '#shared/document/nodes/callout.ts';
import { $createChipNode } from '#shared/document/nodes.ts';
import * as act from '#shared/document/testing/acts.ts';
import { eventually, textOf } from './site.ts';
import { useTwo } from './two.ts';

/** Where another's caret and selection are drawn: beside the very letter, as the browser itself has it, whatever becomes of its block. */

const two = useTwo();
const LONG = 'a long line that wraps more than once as there is no end of words in it '.repeat(5);
/** px: a caret is two wide */
const TOLERANCE_PX = 2.5;

const $line = (text: string): ElementNode => $createParagraphNode().append($createTextNode(text));
const $cell = (content: ElementNode) => $createTableCellNode(TableCellHeaderStates.NO_STATUS).append(content);

/** The block with this word, as the one in Node has it. */
function $block(word: string): ElementNode {
  const found = act.$textBlocks().find((one) => act.$textOf(one).includes(word));
  if (found === undefined) throw new Error(`${word} is not on the page`);
  return found;
}

/** Right behind a word. */
function $behind(word: string): act.Place {
  const block = $block(word);
  return { block, at: act.$textOf(block).indexOf(word) + word.length };
}

/** The other chooses something, and says so. */
function choose($from: () => act.Place, $to: () => act.Place = $from): void {
  two().edit(() => void act.$select($from(), $to()));
  two().tell();
}

/** How far the drawn caret is from the edge of the last letter of a word: left, top and height in px; null where either is not there. */
const distance = (word: string): Promise<{ left: number; top: number; height: number } | null> =>
  textOf(two().person.page).evaluate(
    (text, { word: wanted }) => {
      const caret = document.querySelector('.mh-caret');
      if (caret === null) return null;
      const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const at = (node as Text).data.indexOf(wanted);
        if (at < 0) continue;
        const range = document.createRange();
        const letters = [...new Intl.Segmenter().segment(wanted)];
        range.setStart(node, at + (letters.at(-1)?.index ?? 0));
        range.setEnd(node, at + wanted.length);
        const letter = range.getBoundingClientRect();
        const box = caret.getBoundingClientRect();
        const isRightToLeft = /[\u0590-\u08FF]/u.test(wanted.slice(-1));
        return {
          left: Math.abs((box.left + box.right) / 2 - (isRightToLeft ? letter.left : letter.right)),
          top: Math.abs(box.top - letter.top),
          height: Math.abs(box.height - letter.height),
        };
      }
      return null;
    },
    { word },
  );

async function isDrawnBehind(word: string): Promise<void> {
  await eventually(async () => {
    const off = await distance(word);
    return off === null ? 'not drawn' : Object.values(off).every((px) => px <= TOLERANCE_PX) || off;
  }, true);
}

/** What is drawn as selected by others. */
const selected = (): Promise<string[]> =>
  two().person.page.evaluate(() => {
    const highlight = CSS.highlights.get('mh-p3');
    return highlight === undefined ? [] : [...highlight.values()].map((range) => (range as Range).toString());
  });

let words = 0;
/** A word that is nowhere else. */
const newWord = (): string => `w${String((words += 1)).padStart(2, '0')}`;

async function put(...$blocks: ReadonlyArray<() => ElementNode>): Promise<void> {
  two().edit(() => void $getRoot().append(...$blocks.map(($block) => $block())));
  await two().saved();
}

interface Placed {
  readonly $make: (word: string) => ElementNode;
  /** what stands right behind the word, and in front of the caret */
  readonly behind?: string;
}

const $row = (...contents: ElementNode[]): ElementNode =>
  $createTableNode().append($createTableRowNode().append(...contents.map($cell)));

const PLACES: Readonly<Record<string, Placed>> = {
  'in a line': { $make: (word) => $line(`one ${word} two`) },
  'at the end of a line': { $make: (word) => $line(`one ${word}`) },
  'in a line that wraps': { $make: (word) => $line(`${LONG}${word} ${LONG}`) },
  'at the end of a line that wraps': { $make: (word) => $line(`${LONG}${word}`) },
  'in Hebrew': { $make: (word) => $line(`שלום ${word}עולם טוב`), behind: 'עולם' },
  'at the end of Hebrew': { $make: (word) => $line(`שלום ${word}עולם`), behind: 'עולם' },
  'in Arabic that stands in an English line': { $make: (word) => $line(`one ${word}مرحبا two`), behind: 'مرحبا' },
  'in English that stands in a Hebrew line': { $make: (word) => $line(`שלום ${word} עולם`) },
  'behind an emoji': { $make: (word) => $line(`one ${word}👩‍👩‍👧 two`), behind: '👩‍👩‍👧' },
  'in a callout': { $make: (word) => $createCalloutNode('tip').append($line(`one ${word} two`)) },
  'in a cell': { $make: (word) => $row($line('x'), $line(`one ${word} two`)) },
  'beside a chip': {
    $make: (word) =>
      $line(`one ${word}`).append($createChipNode({ t: 'person', id: 'ada', name: 'Ada' }), $createTextNode(' two')),
  },
};

describe('a caret is drawn behind its letter', () => {
  test.each(Object.entries(PLACES))('%s', async (_where, { $make, behind = '' }) => {
    const word = newWord();
    await put(() => $make(word));
    choose(() => $behind(word + behind));
    await textOf(two().person.page).getByText(word).first().scrollIntoViewIfNeeded();
    await isDrawnBehind(word + behind);
    expect(two().person.faults).toEqual([]);
  });

  test('in an empty cell it is within the cell', async () => {
    const word = newWord();
    await put(() => $row($line(word), $createParagraphNode()));
    choose(() => {
      const blocks = act.$textBlocks();
      const at = blocks.findIndex((block) => act.$textOf(block) === word);
      return act.$startOf(blocks[at + 1] ?? $block(word));
    });
    await two().person.page.getByText(word).scrollIntoViewIfNeeded();
    const isWithin = (): Promise<boolean> =>
      textOf(two().person.page).evaluate((text, wanted) => {
        const row = [...text.querySelectorAll('tr')].find((one) => one.textContent.includes(wanted));
        const cell = row?.children[1]?.getBoundingClientRect();
        const caret = document.querySelector('.mh-caret')?.getBoundingClientRect();
        if (cell === undefined || caret === undefined) return false;
        return (
          caret.left > cell.left && caret.right < cell.right && caret.top >= cell.top && caret.bottom <= cell.bottom
        );
      }, word);
    await eventually(isWithin, true);
  });
});

interface Words {
  readonly a: string;
  readonly b: string;
  readonly c: string;
}

const DEEDS: Readonly<Record<string, (section: Words) => void>> = {
  'is moved': ({ b }) => void two().binding.moveBlocks([two().read(() => $block(b).getKey())], 'up'),
  'is parted in front of them': ({ b }) => two().edit(() => act.$enter({ block: $block(b), at: b.length })),
  'is parted behind them': () => two().edit(() => act.$enter($behind('cd'))),
  'is joined to the one before': ({ a, b }) => two().edit(() => act.$join($block(a), $block(b))),
  'gets the next one': ({ b, c }) => two().edit(() => act.$join($block(b), $block(c))),
  'becomes a heading': ({ b }) => two().edit(() => act.$setType($block(b), 'h2')),
  'becomes a list item': ({ b }) => two().edit(() => act.$setType($block(b), 'bullet')),
  'becomes bold': ({ b }) => two().edit(() => act.$format(act.$startOf($block(b)), $behind('cd'), 'bold', true)),
  'gets letters in front of them': ({ b }) => two().edit(() => act.$type(act.$startOf($block(b)), 'new ')),
};

describe('caret and selection stay with their letters', () => {
  test.each(Object.entries(DEEDS))('when the block %s', async (_what, does) => {
    const { name } = two().newSection();
    const section = { a: `${name}a`, b: `${name}b`, c: `${name}c below` };
    const end = `${name}cd`;
    // a word that is nowhere else: `ab` is selected, and what is behind it is the caret
    two().edit(() => act.$type({ block: $block(section.b), at: `${section.b} ab `.length }, name));
    await two().saved();
    choose(
      () => $behind(`${section.b} `),
      () => ({ block: $block(section.b), at: `${section.b} ab ${end}`.length }),
    );
    await two().person.page.getByText(section.b).scrollIntoViewIfNeeded();
    await eventually(selected, [`ab ${end}`]);
    await isDrawnBehind(end);
    does(section);
    await eventually(() => two().shown(name), two().theirs(name));
    await eventually(selected, [`ab ${end}`]);
    await isDrawnBehind(end);
    expect(two().person.faults).toEqual([]);
  });
});
