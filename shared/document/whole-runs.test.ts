import { expect, test } from 'vitest';
import { intern, NONE } from './attributes.ts';
import type { FlatBlock } from './flatten.ts';
import type { Fragment } from './fragment.ts';
import type { Run } from './runs.ts';
import { findWholeRuns } from './whole-runs.ts';

const BOLD = intern({ bold: true });
const text = (words: string, attributes = NONE): Run => ({ kind: 'text', text: words, attributes });
const old = (...runs: Run[]): Fragment => ({ runs, heads: [] as readonly Fragment[] }) as unknown as Fragment;
const now = (...runs: Run[]): FlatBlock => ({ runs }) as unknown as FlatBlock;

test('the same text is cut where either side has other formats', () => {
  const before = old(text('one two '), text('three', BOLD));
  const after = now(text('one '), text('two three', BOLD));
  const whole = findWholeRuns([before], [after]);
  expect(whole?.get(before)).toEqual([text('one '), text('two '), text('three', BOLD)]);
  expect(whole?.get(after)).toEqual([text('one '), text('two ', BOLD), text('three', BOLD)]);
});

test('where letters came or went, letters are compared', () => {
  expect(findWholeRuns([old(text('one'))], [now(text('one '))])).toBeNull();
  expect(findWholeRuns([old(text('one'))], [now(text('two'))])).toBeNull();
  expect(findWholeRuns([old(text('one'))], [now(text('one')), now()])).toBeNull();
});

test('an embed is the same only when it says the same', () => {
  const embed = (id: string): Run => ({ kind: 'embed', embed: { t: 'person', id }, attributes: NONE });
  expect(findWholeRuns([old(embed('a'))], [now(embed('a'))])).not.toBeNull();
  expect(findWholeRuns([old(embed('a'))], [now(embed('b'))])).toBeNull();
  expect(findWholeRuns([old(embed('a'))], [now(text('a'))])).toBeNull();
});

test('of what is deleted altogether nothing is cut', () => {
  const before = [old(text('one'), text('two', BOLD)), old(text('three'))];
  const whole = findWholeRuns(before, [now()]);
  expect(before.map((block) => whole?.get(block))).toEqual(before.map(({ runs }) => runs));
});

test('text that is shown in another block is looked at letter by letter', () => {
  const joined = { ...old(text('one')), heads: [old(text('o'))] } as Fragment;
  expect(findWholeRuns([joined], [now(text('one'))])).toBeNull();
});
