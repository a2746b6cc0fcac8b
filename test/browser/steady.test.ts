import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Nothing jumps: not while a page loads, not when a notice comes, not when somebody joins. */

const site = useSite();

const PARAGRAPH =
  'The reading room on Harbour Street closed in November for the roof, and *the shelves* are back with `door_sensor` rows.';
const DOCUMENT = `# Opening the reading room again, and what has to be done before\n\n${`${PARAGRAPH} **Really**.\n\n`.repeat(6)}- [ ] Lamps\n- [x] Roof\n\n\`\`\`ts\nlet x = 1;\n\`\`\`\n`;

/** Every shift of what is on the page since it began to load, as the browser counts it: how much, and what moved. */
const shiftsOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    interface Shift extends PerformanceEntry {
      readonly value: number;
      readonly sources: readonly { readonly node: Node | null }[];
    }
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    await document.fonts.ready;
    await frame();
    await frame();
    const shifts: Shift[] = [];
    const observer = new PerformanceObserver((list) => void shifts.push(...(list.getEntries() as Shift[])));
    observer.observe({ type: 'layout-shift', buffered: true });
    // one of our own comes last: whatever was before it has been told of by then
    const mark = document.body.appendChild(document.createElement('div'));
    mark.style.cssText = 'position:fixed;inset:0 auto auto 0;width:300px;height:300px;background:red';
    await frame();
    await frame();
    mark.style.top = '200px';
    const told = (): boolean => shifts.some(({ sources }) => sources.some(({ node }) => node === mark));
    for (let frames = 0; !told() && frames < 600; frames++) await frame();
    if (!told()) return ['the browser tells of no shifts'];
    const found = shifts
      .filter(({ sources }) => sources.every(({ node }) => node !== mark))
      .map(({ value, sources }) => `${value} ${sources.map(({ node }) => node?.nodeName).join(' ')}`);
    mark.remove();
    return found;
  });

test.each([
  ['a wide window', { width: 1440, height: 900 }],
  ['a small window', { width: 900, height: 700 }],
  ['a phone', { width: 390, height: 844 }],
])('a document opens in %s without a shift', async (_name, viewport) => {
  const { page } = await site.enterDocument(await site.make(DOCUMENT), { viewport });
  await saved(page);
  await page.locator('.mh-codehead').waitFor();
  await page.locator('button.mh-avs').waitFor();
  expect(await shiftsOf(page)).toEqual([]);
});

test('the home opens without a shift', async () => {
  const { page } = await site.enter('/');
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
  expect(await shiftsOf(page)).toEqual([]);
});

test('the home opens where fonts are blocked, without a fault', async () => {
  const { page, faults } = await site.enter('/healthz');
  await page.route('**/*.woff2', (route) => route.abort());
  await page.goto(site.url());
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
  // as the home asks for it: when this has failed, so has that
  expect(
    await page.evaluate(() => document.fonts.load('600 17px "Source Serif 4 Variable"').catch(() => 'blocked')),
  ).toBe('blocked');
  expect(faults).toEqual([]);
});

test('a notice does not move the line that is being written', async () => {
  const { context, page } = await site.enterDocument(await site.make(DOCUMENT));
  const line = textOf(page).locator('p').nth(1);
  const before = (await line.boundingBox())?.y;
  expect(before).toBeGreaterThan(0);
  await context.setOffline(true);
  await page.locator('.mh-banner').waitFor();
  await eventually(async () => (await line.boundingBox())?.y, before);
  await context.setOffline(false);
  await eventually(() => page.locator('.mh-banner').count(), 0);
  await eventually(async () => (await line.boundingBox())?.y, before);
});

test('a long title gives way to the status', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page } = await site.enterDocument(await site.make(DOCUMENT), phone);
  await saved(page);
  await page.locator('button.mh-avs').waitFor();
  const overflow = (): Promise<number> =>
    page
      .locator('.mh-top .mh-pill')
      .first()
      .evaluate((pill) => pill.scrollWidth - pill.clientWidth);
  expect(await overflow()).toBe(0);
  await page.context().setOffline(true);
  await page.locator('.mh-top .mh-pill.warn').waitFor();
  expect(await overflow()).toBe(0);
});
