import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** The grip in the margin: blocks are dragged by it while others write, and by a menu where there is no margin. */

const site = useSite();

const handleOf = (page: Page): Locator => page.getByRole('button', { name: 'Move this block' });
const lineOf = (page: Page): Locator => page.locator('.mh-drop');
const block = (page: Page, text: string): Locator => textOf(page).getByText(text, { exact: true });

/** The blocks as lines; an item with a dot for each level that it is nested. */
const blocksOf = (page: Page): Promise<string[]> =>
  textOf(page).evaluate((text) =>
    [...text.querySelectorAll<HTMLElement>(':scope > :not(ul, ol, img), li:not(.mh-nest)')].map((one) => {
      let depth = 0;
      for (let list = one.closest('ul, ol'); list !== null; list = list.parentElement?.closest('ul, ol') ?? null)
        depth++;
      return '.'.repeat(depth) + (one.tagName === 'HR' ? '---' : one.innerText.trim());
    }),
  );

const boxOf = async (locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> => {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('it is not drawn');
  return box;
};

/** Brings the pointer to a block, and to its handle. */
async function hover(page: Page, text: string): Promise<void> {
  const { x, y, height } = await boxOf(block(page, text));
  const middle = y + height / 2;
  await page.mouse.move(x + 30, middle, { steps: 4 });
  await eventually(async () => {
    if (!(await handleOf(page).isVisible())) return false;
    const at = await handleOf(page).boundingBox();
    return at !== null && Math.abs(at.y + at.height / 2 - middle) < 8;
  }, true);
  const at = await boxOf(handleOf(page));
  await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2, { steps: 4 });
}

/** Takes a block by its handle to the upper or lower edge of another and holds it there. */
async function dragTo(page: Page, text: string, other: string, edge: 'above' | 'below'): Promise<void> {
  await hover(page, text);
  await page.mouse.down();
  const to = await boxOf(block(page, other));
  await page.mouse.move(to.x + 40, edge === 'above' ? to.y - 2 : to.y + to.height + 2, { steps: 6 });
}

test('a paragraph is dragged three further down while somebody writes in it', async () => {
  const path = await site.make('alpha\n\nbravo\n\ncharlie\n\ndelta\n\necho\n');
  const [a, b] = [await site.enterDocument(path), await site.enterDocument(path)];
  await saved(a.page);
  await block(b.page, 'alpha').click();
  await b.page.keyboard.press('End');

  await dragTo(a.page, 'alpha', 'delta', 'below');
  await lineOf(a.page).waitFor();
  const line = await boxOf(lineOf(a.page));
  const [delta, echo] = [await boxOf(block(a.page, 'delta')), await boxOf(block(a.page, 'echo'))];
  expect(line.y > delta.y + delta.height - 2 && line.y < echo.y + 2).toBe(true);

  // what is written, and what comes above the pointer, while the block is held
  await b.page.keyboard.type(' and more');
  await block(b.page, 'bravo').click();
  await b.page.keyboard.press('Home');
  await b.page.keyboard.type('new');
  await b.page.keyboard.press('Enter');
  await eventually(() => blocksOf(a.page), ['alpha and more', 'new', 'bravo', 'charlie', 'delta', 'echo']);
  const below = await boxOf(block(a.page, 'delta'));
  await a.page.mouse.move(below.x + 40, below.y + below.height + 3);
  await a.page.mouse.up();

  const moved = ['new', 'bravo', 'charlie', 'delta', 'alpha and more', 'echo'];
  for (const { page } of [a, b]) await eventually(() => blocksOf(page), moved);
  await eventually(() => lineOf(a.page).isVisible(), false);
  await block(b.page, 'alpha and more').click();
  await b.page.keyboard.press('End');
  await b.page.keyboard.type('!');
  const last = moved.map((one) => (one === 'alpha and more' ? 'alpha and more!' : one));
  for (const { page } of [a, b]) await eventually(() => blocksOf(page), last);
  await Promise.all([saved(a.page), saved(b.page)]);
  const newcomer = await site.enterDocument(path);
  await eventually(() => blocksOf(newcomer.page), last);

  await a.page.keyboard.press('Control+z');
  await eventually(() => blocksOf(a.page), ['alpha and more!', 'new', 'bravo', 'charlie', 'delta', 'echo']);
});

test('a list item takes along what is nested in it, and does not come between another and what is nested in that', async () => {
  const name = await site.make('- one\n  - two\n    - three\n- four\n  - five\n- six\n\nend\n');
  const { page } = await site.enterDocument(name);
  await dragTo(page, 'one', 'four', 'below');
  await page.mouse.up();
  // nearer to the place where it was than to the one behind "five"
  expect(await blocksOf(page)).toEqual(['.one', '..two', '...three', '.four', '..five', '.six', 'end']);
  await dragTo(page, 'one', 'five', 'below');
  await page.mouse.up();
  const moved = ['.four', '..five', '.one', '..two', '...three', '.six', 'end'];
  await eventually(() => blocksOf(page), moved);
  // not within itself
  await dragTo(page, 'one', 'two', 'below');
  await eventually(() => lineOf(page).isVisible(), false);
  await page.mouse.up();
  expect(await blocksOf(page)).toEqual(moved);
  await saved(page);
  await eventually(() => site.markdown(name), '- four\n  - five\n- one\n  - two\n    - three\n- six\n\nend\n');
});

test('Escape and the place where it was leave everything as it is', async () => {
  const { page } = await site.enterDocument(await site.make('# head\n\nalpha\n\nbravo\n\ncharlie\n'));
  await saved(page);
  const before = await blocksOf(page);
  await dragTo(page, 'alpha', 'charlie', 'below');
  await lineOf(page).waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => lineOf(page).isVisible(), false);
  await page.mouse.up();
  expect(await blocksOf(page)).toEqual(before);
  await dragTo(page, 'alpha', 'bravo', 'above');
  await page.mouse.up();
  expect(await blocksOf(page)).toEqual(before);
  expect(await page.getByRole('menu').count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
  // and the next drag is one again
  await dragTo(page, 'head', 'charlie', 'below');
  await page.mouse.up();
  await eventually(() => blocksOf(page), ['alpha', 'bravo', 'charlie', 'head']);
});

test('all selected blocks go, dividers and code too', async () => {
  const { page } = await site.enterDocument(await site.make('alpha\n\nbravo\n\n---\n\n```\ncode\n```\n\nend\n'));
  await block(page, 'alpha').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+End');
  await dragTo(page, 'bravo', 'end', 'below');
  await page.mouse.up();
  await eventually(() => blocksOf(page), ['---', 'code', 'end', 'alpha', 'bravo']);
  await dragTo(page, 'code', 'bravo', 'below');
  await page.mouse.up();
  await eventually(() => blocksOf(page), ['---', 'end', 'alpha', 'bravo', 'code']);
});

test('a long page scrolls under a block that is held at its edge', async () => {
  const lines = Array.from({ length: 120 }, (_, i) => `line ${i + 1}`);
  const { page } = await site.enterDocument(await site.make(lines.join('\n\n')));
  await hover(page, 'line 1');
  await page.mouse.down();
  const body = await boxOf(page.locator('.mh-body'));
  await page.mouse.move(body.x + body.width / 2, body.y + body.height - 2, { steps: 4 });
  await eventually(
    () => block(page, 'line 120').evaluate((one) => one.getBoundingClientRect().top < innerHeight),
    true,
  );
  const last = await boxOf(block(page, 'line 120'));
  await page.mouse.move(last.x + 40, last.y + last.height + 10, { steps: 2 });
  await page.mouse.up();
  await eventually(async () => (await blocksOf(page)).slice(-2), ['line 120', 'line 1']);
});

test('a click opens a menu', async () => {
  const { page } = await site.enterDocument(await site.make('alpha\n\nbravo\n\n- charlie\n  - delta\n'));
  const choose = async (text: string, item: RegExp): Promise<void> => {
    await hover(page, text);
    await page.mouse.down();
    await page.mouse.up();
    await page.getByRole('menuitem', { name: item }).click();
    await eventually(() => page.getByRole('menu').count(), 0);
  };
  const said = page.getByRole('main').getByRole('status');
  await choose('bravo', /^Move up/u);
  await eventually(async () => (await said.textContent())?.trim(), 'Moved up');
  await eventually(() => blocksOf(page), ['bravo', 'alpha', '.charlie', '..delta']);
  await choose('bravo', /^Move down/u);
  await eventually(() => blocksOf(page), ['alpha', 'bravo', '.charlie', '..delta']);
  await choose('charlie', /^Delete block/u);
  await eventually(() => blocksOf(page), ['alpha', 'bravo']);
  await page.keyboard.press('Control+z');
  await eventually(() => blocksOf(page), ['alpha', 'bravo', '.charlie', '..delta']);

  // a second click closes it
  await hover(page, 'alpha');
  for (const open of [1, 0]) {
    await page.mouse.down();
    await page.mouse.up();
    await eventually(() => page.getByRole('menu').count(), open);
  }

  // Escape goes back into the text, where the block is
  await hover(page, 'alpha');
  await page.mouse.down();
  await page.mouse.up();
  await page.getByRole('menu').waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('menu').count(), 0);
  await page.keyboard.type('so ');
  await eventually(() => blocksOf(page).then(([first]) => first), 'so alpha');
});

test('the handle takes no room, and is away while a person writes', async () => {
  const { page } = await site.enterDocument(await site.make('alpha\n\nbravo\n'));
  const before = await boxOf(block(page, 'alpha'));
  await hover(page, 'alpha');
  expect(await boxOf(block(page, 'alpha'))).toEqual(before);
  await block(page, 'alpha').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' one two');
  await eventually(() => handleOf(page).isVisible(), false);
  await hover(page, 'bravo');
  await page.mouse.move(2, 2);
  await eventually(() => handleOf(page).isVisible(), false);
});

test('a narrow page has no handle; the menu of kinds moves blocks there', async () => {
  const name = await site.make('alpha\n\nbravo\n\ncharlie\n');
  const { page } = await site.enterDocument(name, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await block(page, 'bravo').tap();
  expect(await handleOf(page).isVisible()).toBe(false);
  await page.getByRole('button', { name: /^Kind of block/u }).tap();
  await page.getByRole('menuitem', { name: /^Move up/u }).tap();
  await eventually(() => blocksOf(page), ['bravo', 'alpha', 'charlie']);
  const small = await site.enterDocument(name, { viewport: { width: 800, height: 700 } });
  const { x, y } = await boxOf(block(small.page, 'alpha'));
  await small.page.mouse.move(x + 10, y + 10, { steps: 3 });
  await saved(small.page);
  expect(await handleOf(small.page).isVisible()).toBe(false);
});

test('in somebody else’s page, and not for who may only read', async () => {
  const name = await site.make('alpha\n\nbravo\n\ncharlie\n');
  const { page } = await site.enter('/healthz');
  const url = `${site.url()}/somebodys-page`;
  const element = (mode: string): string =>
    `<many-hands style="display:block;height:400px;width:900px" document="${name}" user-name="Mei" mode="${mode}"></many-hands>`;
  const html = `<!doctype html><script type="module" src="/embed/element.js"></script>${element('view')}${element('edit')}`;
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body: html }));
  await page.goto(url);
  const [view, edit] = [page.locator('many-hands').nth(0), page.locator('many-hands').nth(1)];
  const writing = edit.locator('.mh-doc');
  await writing.getByText('charlie').waitFor();
  await view.getByText('charlie').waitFor();
  await writing.getByText('alpha').hover();
  const handle = edit.getByRole('button', { name: 'Move this block' });
  await handle.hover();
  await page.mouse.down();
  const to = await boxOf(writing.getByText('charlie'));
  await page.mouse.move(to.x + 20, to.y + to.height + 4, { steps: 5 });
  await page.mouse.up();
  for (const one of [view, edit]) {
    await eventually(() => one.locator('.mh-doc').locator('p').allInnerTexts(), ['bravo', 'charlie', 'alpha']);
  }
  await view.getByText('alpha').hover();
  expect(await view.locator('.mh-handle').count()).toBe(0);
});
