import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, textOf, useSite } from './site.ts';

/** Everything by key, and the toolbar beside words that a pointer selects. */

const site = useSite();

const TEXT = '# Head\n\nFirst words of a line.\n\nSecond words of a line.\n\nLast words of a line.\n';

/** What has the focus, by its name. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });
const beside = (page: Page) => page.getByRole('toolbar', { name: 'Formatting of the selected words' });

test('words selected with the pointer get a toolbar, which the keyboard reaches', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await textOf(page)
    .getByText('Second words')
    .dblclick({ position: { x: 20, y: 10 } });
  await beside(page).waitFor();
  const words = await page.evaluate(() => getSelection()?.getRangeAt(0).getBoundingClientRect().toJSON() as DOMRect);
  const bar = await beside(page).boundingBox();
  expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThanOrEqual(words.y);

  await page.keyboard.press('Alt+F10');
  await eventually(() => focused(page), 'Bold');
  await page.keyboard.press('Enter');
  await textOf(page).locator('.mh-bold', { hasText: 'Second' }).waitFor();
  await eventually(() => beside(page).getByRole('button', { name: 'Bold' }).getAttribute('aria-pressed'), 'true');
  // what was pressed is done in the text, and there is more to press
  await eventually(() => focused(page), 'Document text');
  await page.keyboard.press('Alt+F10');
  await eventually(() => focused(page), 'Bold');
  await page.keyboard.press('ArrowRight');
  await eventually(() => focused(page), 'Italic');
  await page.keyboard.press('Escape');
  await eventually(() => beside(page).count(), 0);
  await eventually(() => focused(page), 'Document text');
  expect(await page.evaluate(() => String(getSelection()))).toBe('Second');
});

test('the toolbar goes when something is typed, and never comes for a key', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await textOf(page)
    .getByText('Second words')
    .dblclick({ position: { x: 20, y: 10 } });
  await beside(page).waitFor();
  await page.keyboard.type('x');
  await eventually(() => beside(page).count(), 0);
  await page.keyboard.press('Shift+Home');
  await eventually(() => page.evaluate(() => String(getSelection())), 'x');
  expect(await beside(page).count()).toBe(0);
});

test('it covers nobody’s caret', async () => {
  const name = await site.make(TEXT);
  const [ada, ben] = [await site.enterDocument(name), await site.enterDocument(name)];
  await textOf(ben.page)
    .getByText('First words')
    .click({ position: { x: 30, y: 10 } });
  const caret = ada.page.locator('.mh-caret');
  await caret.waitFor();
  await textOf(ada.page)
    .getByText('Second words')
    .dblclick({ position: { x: 20, y: 10 } });
  await beside(ada.page).waitFor();
  const isApart = async (): Promise<boolean> => {
    const [bar, other] = [await beside(ada.page).boundingBox(), await caret.boundingBox()];
    if (bar === null || other === null) throw new Error('not drawn');
    return (
      bar.x + bar.width <= other.x ||
      other.x + other.width <= bar.x ||
      bar.y + bar.height <= other.y ||
      other.y + other.height <= bar.y
    );
  };
  await eventually(isApart, true);
});

test('it makes room for a flag that shows its name, and comes back when the flag rests', async () => {
  const name = await site.make(TEXT);
  const [{ page }, ben] = [await site.enterDocument(name), await site.enterDocument(name)];
  await textOf(ben.page)
    .getByText('Second words')
    .click({ position: { x: 30, y: 10 } });
  await page.locator('.mh-caret').waitFor();
  await textOf(page)
    .getByText('Second words')
    .dblclick({ position: { x: 20, y: 10 } });
  await beside(page).waitFor();
  /** at one moment */
  const look = (): Promise<{ named: boolean; covered: boolean; over: boolean }> =>
    page.evaluate(() => {
      const boxOf = (part: string): DOMRect => document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect();
      const [bar, flag] = [boxOf('.mh-beside'), boxOf('.mh-flag')];
      const words = getSelection()?.getRangeAt(0).getBoundingClientRect() ?? new DOMRect();
      return {
        named: document.querySelector('.mh-caret.resting') === null,
        covered: flag.left < bar.right && bar.left < flag.right && flag.top < bar.bottom && bar.top < flag.bottom,
        over: bar.bottom <= words.top && Math.abs(bar.left + bar.width / 2 - (words.left + words.width / 2)) < 2,
      };
    });
  await page.mouse.move(5, 5);
  await eventually(look, { named: false, covered: false, over: true });
  // a pointer beside the caret shows whose it is
  const caret = (await page.locator('.mh-caret').boundingBox()) ?? expect.fail('no caret');
  await page.mouse.move(caret.x + 3, caret.y + caret.height - 2);
  await eventually(look, { named: true, covered: false, over: false });
  await eventually(look, { named: false, covered: false, over: true });
});

test('on touch there is none: the system has its own there', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page } = await site.enterDocument(await site.make(TEXT), phone);
  await textOf(page).getByText('Second words').tap();
  await textOf(page)
    .getByText('Second words')
    .evaluate((line) => getSelection()?.selectAllChildren(line));
  await eventually(() => page.locator('.mh-tools .kind').innerText(), 'Text');
  expect(await beside(page).count()).toBe(0);
  const { y = 0, height = 0 } = (await page.locator('.mh-tools').boundingBox()) ?? {};
  expect(y + height).toBe(844);
});

test('F6 steps through the parts, Escape and Tab leave the text', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT), { viewport: { width: 1440, height: 900 } });
  await eventually(() => focused(page), 'Document text');
  const seen: string[] = [];
  for (let step = 0; step < 4; step++) {
    await page.keyboard.press('F6');
    seen.push(await focused(page));
  }
  expect(seen).toEqual(['Documents', 'Undo', 'Head', 'Document text']);
  await page.keyboard.press('Shift+F6');
  expect(await focused(page)).toBe('Head');
  await page.keyboard.press('F6');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await focused(page)).not.toBe('Document text');
});

test('F6 from nowhere begins at the start, Shift+F6 at the end', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT), { viewport: { width: 1440, height: 900 } });
  await eventually(() => focused(page), 'Document text');
  // the link that skips the bar stands in no part
  const skip = page.getByRole('link', { name: 'Skip to the document' });
  await skip.focus();
  await page.keyboard.press('Shift+F6');
  expect(await focused(page)).toBe('Document text');
  await skip.focus();
  await page.keyboard.press('F6');
  expect(await focused(page)).toBe('Documents');
});

test('the first Tab on a page leads to the text', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.locator('.mh-skip').focus();
  await page.keyboard.press('Enter');
  await eventually(() => focused(page), 'Document text');
});

test('dialogs keep the focus and give it back', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await textOf(page).getByText('First words').click();
  await page.keyboard.press('Control+/');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  await eventually(() => help.evaluate((dialog) => dialog.contains(document.activeElement)), true);
  for (let stop = 0; stop < 4; stop++) await page.keyboard.press('Tab');
  await eventually(() => help.evaluate((dialog) => dialog.contains(document.activeElement)), true);
  await page.keyboard.press('Escape');
  await eventually(() => help.count(), 0);
  await eventually(() => focused(page), 'Document text');

  const share = page.getByRole('button', { name: 'Share' }).first();
  await share.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await eventually(() => page.getByRole('dialog').count(), 0);
  await eventually(() => share.evaluate((button) => button === document.activeElement), true);
});

test('a question mark opens the list of keys where nothing is being typed', async () => {
  const { page } = await site.enterDocument(await site.make(TEXT));
  await textOf(page).getByText('First words').click();
  await page.keyboard.press('End');
  await page.keyboard.type('?');
  await textOf(page).getByText('of a line.?').waitFor();
  await page.getByRole('button', { name: 'Share' }).first().focus();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
});

test('a person keeps their colour while others come and go', async () => {
  const name = await site.make(TEXT);
  const ada = await site.enterDocument(name);
  const colors = (): Promise<string[]> =>
    ada.page
      .locator('button.mh-avs .mh-av:not(.more)')
      .evaluateAll((faces) => faces.map((face) => [...face.classList].find((one) => /^mh-p\d$/u.test(one)) ?? ''))
      .then((names) => names.sort());
  await eventually(async () => (await colors()).length, 1);
  const [own] = await colors();
  const ben = await site.enterDocument(name);
  await eventually(async () => (await colors()).length, 2);
  await site.enterDocument(name);
  await eventually(async () => (await colors()).length, 3);
  // all three are settled when they are three colours
  await eventually(async () => new Set(await colors()).size, 3);
  const before = await colors();
  expect(before).toContain(own);
  await ben.context.close();
  await eventually(async () => (await colors()).length, 2);
  const after = await colors();
  expect(after).toContain(own);
  expect(before).toEqual(expect.arrayContaining(after));
});

test('Delete takes a letter with its marks, Backspace the mark alone', async () => {
  const { page } = await site.enterDocument('letters');
  const text = (): Promise<string> => textOf(page).innerText();
  await page.keyboard.insertText('xe\u0301👍🏽y');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Delete');
  await eventually(text, 'x👍🏽y');
  await page.keyboard.press('Delete');
  await eventually(text, 'xy');
  await page.keyboard.insertText('e\u0301');
  await page.keyboard.press('Backspace');
  await eventually(text, 'xey');
  await page.keyboard.press('Backspace');
  await eventually(text, 'xy');
});
