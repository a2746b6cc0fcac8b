import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Blocks are dragged by their handle into callouts, folds and columns and out of them, while somebody else has the document open. */

const site = useSite();

/** The page in one line: `callout(a b) c`. */
const shape = (page: Page): Promise<string> =>
  textOf(page).evaluate((root) => {
    const BOXES = ['callout', 'fold', 'fold-body', 'columns', 'column'];
    const show = (element: Element): string[] => {
      if (element.tagName === 'BUTTON') return [];
      const box = BOXES.find((one) => element.classList.contains(`mh-${one}`));
      if (box === undefined) return [(element as HTMLElement).innerText.trim() || '_'];
      return [`${box}(${[...element.children].flatMap(show).join(' ')})`];
    };
    return [...root.children].flatMap(show).join(' ');
  });

interface Target {
  /** of the block by which the pointer lets go */
  readonly text: string;
  readonly edge: 'top' | 'bottom';
}

/** By the words of a block, to right before or behind another. */
async function drag(page: Page, text: string, { text: target, edge }: Target): Promise<void> {
  const boxOf = async (words: string): Promise<{ x: number; y: number; width: number; height: number }> => {
    const box = await textOf(page).getByText(words, { exact: true }).boundingBox();
    if (box === null) throw new Error(`${words} is not to be seen`);
    return box;
  };
  const from = await boxOf(text);
  const handle = page.getByRole('button', { name: 'Move this block' });
  const middle = from.y + from.height / 2;
  // the handle comes when the pointer moves, and nobody writes
  await page.mouse.move(from.x + 10, middle + 40, { steps: 4 });
  await page.mouse.move(from.x + 10, middle, { steps: 8 });
  await eventually(async () => {
    const at = (await handle.isVisible()) ? await handle.boundingBox() : null;
    return at !== null && Math.abs(at.y + at.height / 2 - middle) < 10;
  }, true);
  const at = await handle.boundingBox();
  if (at === null) throw new Error('no handle');
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2, { steps: 4 });
  await page.mouse.down();
  const to = await boxOf(target);
  // at the very edge of a box the page around it is meant
  const height = to.y + to.height * (edge === 'top' ? 0.3 : 0.65);
  await page.mouse.move(to.x + 10, height + 20, { steps: 6 });
  await page.mouse.move(to.x + 10, height, { steps: 6 });
  await page.mouse.up();
}

test('into a callout and a fold, within them, and out again', async () => {
  const path = await site.make(
    'one\n\n> [!TIP]\n> in\n\ntwo\n\n<details open><summary>title</summary>\n\nbody\n\n</details>\n\nthree\n',
  );
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  const steps = async (text: string, to: Target, expected: string): Promise<void> => {
    await drag(a.page, text, to);
    for (const { page } of [a, b]) await eventually(() => shape(page), expected);
  };
  await steps('one', { text: 'in', edge: 'top' }, 'callout(one in) two fold(title fold-body(body)) three');
  await steps('one', { text: 'in', edge: 'bottom' }, 'callout(in one) two fold(title fold-body(body)) three');
  await steps('three', { text: 'body', edge: 'bottom' }, 'callout(in one) two fold(title fold-body(body three))');
  await steps('in', { text: 'body', edge: 'top' }, 'callout(one) two fold(title fold-body(in body three))');
  await steps('body', { text: 'two', edge: 'top' }, 'callout(one) body two fold(title fold-body(in three))');
  // an empty callout stays, to be filled
  await steps('one', { text: 'two', edge: 'bottom' }, 'callout(_) body two one fold(title fold-body(in three))');
  await a.page.keyboard.press('Control+z');
  for (const { page } of [a, b]) {
    await eventually(() => shape(page), 'callout(one) body two fold(title fold-body(in three))');
  }
  await saved(a.page);
  expect([...a.faults, ...b.faults]).toEqual([]);
});

test('into columns, from one to the other, and out', async () => {
  const path = await site.make('left\n\ntail\n\nend\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await textOf(a.page).getByText('left').click();
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.press('ArrowUp');
  await a.page.keyboard.type('/2 columns');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.type('first');
  await a.page.keyboard.press('ArrowDown');
  await a.page.keyboard.type('second');
  const steps = async (text: string, to: Target, expected: string): Promise<void> => {
    await drag(a.page, text, to);
    for (const { page } of [a, b]) await eventually(() => shape(page), expected);
  };
  for (const { page } of [a, b]) {
    await eventually(() => shape(page), 'columns(column(first) column(second)) left tail end');
  }
  await steps('left', { text: 'first', edge: 'bottom' }, 'columns(column(first left) column(second)) tail end');
  await steps('tail', { text: 'second', edge: 'top' }, 'columns(column(first left) column(tail second)) end');
  await steps('first', { text: 'second', edge: 'bottom' }, 'columns(column(left) column(tail second first)) end');
  await steps('second', { text: 'end', edge: 'bottom' }, 'columns(column(left) column(tail first)) end second');
  await saved(a.page);
  expect([...a.faults, ...b.faults]).toEqual([]);
});
