import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** The version history: who wrote what is seen in place, stepped through, and an earlier version comes back while others write. */

const site = useSite();
const TEXT = 'alpha\n\nbravo\n\ncharlie\n';

async function openHistory(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Version history' }).click();
  await page.locator('.mh-past-doc').waitFor();
}

async function typeBehind(page: Page, word: string, text: string): Promise<void> {
  await textOf(page).first().getByText(word, { exact: true }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(text);
  await saved(page);
}

const linesOf = (page: Page): Promise<string[]> =>
  textOf(page)
    .first()
    .evaluate((text) =>
      [...text.children].map((one) => (one as HTMLElement).innerText.trim()).filter((one) => one !== ''),
    );

async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    // what follows a scroll position never finishes
    const inTime = document.getAnimations().filter(({ timeline }) => timeline instanceof DocumentTimeline);
    return Promise.all(inTime.map((one) => one.finished.catch(() => null)));
  });
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(`axe.run('.mh-history', { resultTypes: ['violations'] })`);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

test.each([
  ['wide, light', { width: 1280, height: 800 }, ''],
  ['wide, dark', { width: 1280, height: 800 }, '?theme=dark'],
  ['a phone', { width: 390, height: 780 }, ''],
] as const)(
  'what was added and deleted is marked in place, by more than colour; axe finds nothing: %s',
  async (_, viewport, look) => {
    const name = await site.make(TEXT);
    const a = await site.enterDocument(name + look, { viewport, reducedMotion: 'reduce' });
    await typeBehind(a.page, 'alpha', ' and omega');
    await a.page.keyboard.press('Control+ArrowDown');
    await textOf(a.page).getByText('bravo', { exact: true }).click({ clickCount: 3 });
    await a.page.keyboard.press('Delete');
    await saved(a.page);
    await openHistory(a.page);
    const page = a.page.locator('.mh-past-doc');
    await eventually(() => page.locator('ins').allInnerTexts(), [' and omega']);
    expect((await page.locator('del').allInnerTexts()).join('')).toContain('bravo');
    const line = (selector: string): Promise<string> =>
      page
        .locator(selector)
        .first()
        .evaluate((one) => getComputedStyle(one).textDecorationLine);
    expect([await line('ins'), await line('del')]).toEqual(['underline', 'line-through']);
    const status = a.page.locator('.mh-history [role="status"]').first();
    await a.page.keyboard.press('n');
    await eventually(async () => /^1 of \d+ · Added by .+, \d\d:\d\d$/u.test(await status.innerText()), true);
    await a.page.getByRole('button', { name: 'Next change (N)' }).click();
    await eventually(async () => /^2 of \d+ · Deleted by /u.test(await status.innerText()), true);
    expect(await faultsOf(a.page)).toEqual([]);
    expect(a.faults).toEqual([]);
  },
);

test('an earlier version comes back for everybody, and one undo takes that back and leaves what was written since', async () => {
  const name = await site.make(TEXT);
  const [a, b] = [await site.enterDocument(name), await site.enterDocument(name)];
  await typeBehind(a.page, 'alpha', ' and omega');
  await eventually(() => linesOf(b.page), ['alpha and omega', 'bravo', 'charlie']);
  await openHistory(a.page);
  await a.page.locator('.mh-past-list li button').last().click();
  await eventually(async () => (await a.page.locator('.mh-past-doc').innerText()).includes('omega'), false);
  await a.page.getByRole('button', { name: 'Restore this version' }).click();
  await a.page.getByRole('button', { name: 'Restore', exact: true }).click();
  for (const { page } of [a, b]) await eventually(() => linesOf(page), ['alpha', 'bravo', 'charlie']);
  await typeBehind(b.page, 'charlie', ' writes on');
  await a.page.getByRole('button', { name: 'Undo' }).last().click();
  for (const { page } of [a, b]) {
    await eventually(() => linesOf(page), ['alpha and omega', 'bravo', 'charlie writes on']);
  }
  expect([...a.faults, ...b.faults]).toEqual([]);
});

const BOXES = '> [!TIP]\n> alpha\n>\n> bravo\n\n| one | two |\n| --- | --- |\n| charlie | delta |\n\necho\n';

test('boxes and tables are shown as such; who changed what is told at hover and at the keyboard', async () => {
  const name = await site.make(BOXES);
  const a = await site.enterDocument(name, { reducedMotion: 'reduce' });
  await typeBehind(a.page, 'bravo', ' one');
  await typeBehind(a.page, 'charlie', ' two');
  await openHistory(a.page);
  const page = a.page.locator('.mh-past-doc');
  await eventually(() => page.locator('.mh-callout ins').allInnerTexts(), [' one']);
  await eventually(() => page.locator('td ins').allInnerTexts(), [' two']);
  expect(await page.locator('tr').count()).toBe(2);
  const tip = a.page.locator('.mh-past-who');
  await page.locator('td ins').hover();
  await eventually(async () => /^Added by .+, .*\d\d:\d\d$/u.test(await tip.innerText()), true);
  await a.page.mouse.move(5, 5);
  await eventually(() => tip.count(), 0);
  await a.page.keyboard.press('n');
  await eventually(() => tip.count(), 1);
  expect(await page.locator('.mh-callout ins').evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await page.locator('.mh-callout ins').getAttribute('aria-description')).toMatch(/^Added by /u);
  expect(await faultsOf(a.page)).toEqual([]);
  expect(a.faults).toEqual([]);
});

test('parts of an earlier version are copied, and brought back into the text that others write in', async () => {
  const name = await site.make(BOXES);
  const a = await site.enterDocument(name, { permissions: ['clipboard-read', 'clipboard-write'] });
  const b = await site.enterDocument(name);
  await textOf(a.page).first().getByText('bravo', { exact: true }).click();
  await a.page.keyboard.press('Home');
  await a.page.keyboard.press('Shift+End');
  await a.page.keyboard.press('Delete');
  await a.page.keyboard.press('Backspace');
  await saved(a.page);
  await typeBehind(b.page, 'alpha', ' writes');
  await openHistory(a.page);
  const page = a.page.locator('.mh-past-doc');
  await page.locator('del').getByText('bravo').waitFor();
  await a.page.getByRole('button', { name: 'Choose parts' }).click();
  const choice = page.locator('.mh-past-choice').filter({ hasText: 'bravo' }).last().getByRole('checkbox');
  await choice.check();
  expect(await faultsOf(a.page)).toEqual([]);
  await a.page.getByRole('button', { name: 'Copy' }).click();
  await a.page.getByText('The chosen blocks are on the clipboard').waitFor();
  const read = (type: string): Promise<string> =>
    a.page.evaluate(async (wanted) => {
      const [item] = await navigator.clipboard.read();
      return (await item?.getType(wanted))?.text() ?? '';
    }, type);
  expect((await read('text/plain')).trim()).toBe('bravo');
  expect(await read('text/html')).toContain('bravo');
  await a.page.getByRole('button', { name: 'Bring back' }).click();
  for (const one of [a, b]) {
    await eventually(
      () => textOf(one.page).first().locator('.mh-callout > p').allInnerTexts(),
      ['alpha writes', 'bravo'],
    );
  }
  // what was copied is there for an editor of ours, too
  await textOf(a.page).first().getByText('echo', { exact: true }).click();
  await a.page.keyboard.press('End');
  await a.page.keyboard.press('Enter');
  await a.page.keyboard.press('Control+v');
  await eventually(async () => (await linesOf(b.page)).slice(-2), ['echo', 'bravo']);
  expect([...a.faults, ...b.faults]).toEqual([]);
});

test('a version gets a name, another one and none; the list can be of named ones alone', async () => {
  const name = await site.make(TEXT);
  const a = await site.enterDocument(name);
  await typeBehind(a.page, 'alpha', ' and omega');
  await openHistory(a.page);
  const list = a.page.locator('.mh-past-list');
  await list.getByRole('button', { name: 'Name this version' }).click();
  await a.page.keyboard.type('Draft 2');
  await a.page.keyboard.press('Enter');
  await list.locator('li strong').getByText('Draft 2').waitFor();
  expect(await list.locator('li').count()).toBe(2);
  await list.getByLabel('Named only').check();
  await eventually(() => list.locator('li').count(), 1);
  // with what changed since the one before, here since the start
  await eventually(
    () =>
      a.page
        .locator('.mh-past-doc ins')
        .count()
        .then((count) => count >= 3),
    true,
  );
  await list.getByRole('button', { name: 'Rename' }).click();
  await a.page.keyboard.type('Final');
  await a.page.keyboard.press('Enter');
  await list.locator('li strong').getByText('Final').waitFor();
  expect(await faultsOf(a.page)).toEqual([]);
  await list.getByRole('button', { name: 'Remove name' }).click();
  await list.getByText('No version has a name yet.').waitFor();
  await list.getByLabel('Named only').uncheck();
  await eventually(() => list.locator('li').count(), 2);
  expect(a.faults).toEqual([]);
});

test('without a connection it says so, and goes on by a button when there is one', async () => {
  const name = await site.make(TEXT);
  const { page } = await site.enterDocument(name);
  await page.route('**/api/v1/documents/*/history', (route) => route.abort());
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Version history' }).click();
  await page.getByRole('alert').getByText('You are offline').waitFor();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.mh-past-doc').getByText('charlie').waitFor();
});

test('the history is deleted for good, once that is confirmed, and the document stays', async () => {
  const name = await site.make(TEXT);
  const a = await site.enterDocument(name);
  await typeBehind(a.page, 'alpha', ' secretword');
  for (let i = 0; i < 10; i++) await a.page.keyboard.press('Backspace');
  await saved(a.page);
  await openHistory(a.page);
  const dialog = a.page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Delete history for good' }).click();
  await dialog.getByRole('alert').getByText('This cannot be undone').waitFor();
  expect(await faultsOf(a.page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await a.page.locator('.mh-past-doc').waitFor();
  await dialog.getByRole('button', { name: 'Delete history for good' }).click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await dialog.getByText('There is no history yet').waitFor();
  await a.page.keyboard.press('Escape');
  await typeBehind(a.page, 'bravo', ' goes on');
  expect(await linesOf(a.page)).toEqual(['alpha', 'bravo goes on', 'charlie']);
  await openHistory(a.page);
  await eventually(() => a.page.locator('.mh-past-doc ins').allInnerTexts(), [' goes on']);
  await dialog.getByText('Current version').waitFor();
});

test('formulas are drawn in the history; the source of one is shown where a part of it was changed', async () => {
  const name = await site.make('area\n\n$$\nb^2\n$$\n\nend\n');
  const a = await site.enterDocument(name);
  await typeBehind(a.page, 'area', ' $a^2$ ');
  await a.page.locator('.mh-formula .katex').click();
  await a.page.keyboard.type('+c');
  await saved(a.page);
  await openHistory(a.page);
  const page = a.page.locator('.mh-past-doc');
  await eventually(() => page.locator('.mh-chip annotation').allTextContents(), ['a^2']);
  await eventually(() => page.locator('.mh-past-formula annotation').allTextContents(), ['b^2+c']);
  await eventually(() => page.locator('pre ins').allInnerTexts(), ['+c']);
  expect(await faultsOf(a.page)).toEqual([]);
});
