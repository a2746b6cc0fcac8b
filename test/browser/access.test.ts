import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Nobody is kept out: axe finds nothing in any page, in any look. */

const site = useSite();

const DOCUMENT = [
  '# Opening the reading room',
  'It was **closed** for *the roof*, see [the plan](https://example.org/plan) and `door_sensor`.',
  '- [x] Sign off the roof\n- [ ] Order the lamps',
  '1. Jonas\n2. Mei\n   - at noon',
  '> Nobody asked me why I was there.',
  '```sql\nselect 1 as one; -- a note\n```',
  '---',
].join('\n\n');

/** Hidden stops at the ends of a popup that send the focus on at once: nobody ever stands on one. */
const GUARDS = '[data-base-ui-focus-guard]';

/** Rules that what is found may break, each with the elements that may, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  // Lexical makes the check box of the item itself; its list is a group, not a list, so nothing of a list is missing
  'aria-allowed-role': '.mh-tasks > li[role="checkbox"]',
  // popups lie over the page and not in a part of it; each says by its role and its name what it is, and the focus goes into it
  region: '.mh-portal *',
};

/** What axe finds, however slight, but for the exceptions, as the rule and the elements. */
async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({ exclude: ['${GUARDS}'] }, { resultTypes: ['violations'] })`,
  );
  const faults: string[] = [];
  for (const { id, impact, nodes } of violations) {
    for (const { html, target } of nodes) {
      const excepted = EXCEPTIONS[id];
      const isExcepted =
        excepted !== undefined && (await page.locator(String(target[0])).and(page.locator(excepted)).count()) === 1;
      if (!isExcepted) faults.push(`${id} (${impact}): ${html.slice(0, 160)}`);
    }
  }
  return faults;
}

/** Popups fade in: what is half there has half its contrast. What follows a scroll position never finishes. */
async function still(page: Page): Promise<void> {
  await page.evaluate(() => {
    const inTime = document.getAnimations().filter(({ timeline }) => timeline instanceof DocumentTimeline);
    return Promise.all(inTime.map((one) => one.finished.catch(() => null)));
  });
}

const LOOKS = ['', '?theme=dark', '?contrast=more', '?dir=rtl'] as const;

test.each(LOOKS)('home and lost page, empty and filled%s', async (look) => {
  const { page } = await site.enter(`/${look}`, { reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.evaluate(() => {
    const entry = { title: 'Letter', excerpt: 'Dear reader', openedAt: Date.now() };
    const list = [1, 2, 3, 4, 5].map((n) => ({ ...entry, name: `letter/${n}` }));
    localStorage.setItem('manyhands.recent', JSON.stringify(list));
  });
  await page.reload();
  await page.getByRole('link', { name: 'Letter' }).first().waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(`${site.url()}/nowhere${look}`);
  await page.getByRole('link', { name: 'To your documents' }).waitFor();
  expect(await faultsOf(page)).toEqual([]);
});

test.each(LOOKS)('a document and everything that opens over it%s', async (look) => {
  const { page } = await site.enterDocument(`${await site.make(DOCUMENT)}${look}`, { reducedMotion: 'reduce' });
  await eventually(() => page.locator('.mh-codehead').count(), 1);
  expect(await faultsOf(page)).toEqual([]);

  await textOf(page).getByText('It was').hover();
  const handle = page.getByRole('button', { name: 'Move this block' });
  await handle.waitFor();
  await still(page);
  expect(await faultsOf(page)).toEqual([]);
  const opens: readonly (readonly [name: string, open: () => Promise<void>])[] = [
    ['menu', () => page.getByRole('button', { name: 'More actions' }).click()],
    ['menu', () => page.getByRole('button', { name: /^Kind of block/u }).click()],
    ['menu', () => page.getByRole('button', { name: /^Language/u }).click()],
    [
      'menu',
      () =>
        textOf(page)
          .getByText('It was')
          .hover()
          .then(() => handle.click()),
    ],
    ['dialog', () => page.getByRole('button', { name: /^(Saved|Connecting)/u }).click()],
    ['dialog', () => page.getByRole('button', { name: '1 person here' }).click()],
    ['dialog', () => page.getByRole('button', { name: 'Share' }).first().click()],
    ['dialog', () => page.keyboard.press('Control+/')],
  ];
  for (const [role, open] of opens) {
    await open();
    await page.getByRole(role as 'menu' | 'dialog').waitFor();
    await still(page);
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await eventually(() => page.getByRole(role as 'menu' | 'dialog').count(), 0);
  }

  await textOf(page).getByText('It was').dblclick();
  await page.getByRole('toolbar', { name: 'Formatting of the selected words' }).waitFor();
  await still(page);
  expect(await faultsOf(page)).toEqual([]);
});

test('on a phone', async () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const { page } = await site.enterDocument(await site.make(DOCUMENT), phone);
  expect(await faultsOf(page)).toEqual([]);
  await page.goto(site.url());
  await page.getByRole('button', { name: 'New document' }).first().waitFor();
  expect(await faultsOf(page)).toEqual([]);
});

test('who cannot see the status hears of trouble, and that it is over', async () => {
  const { context, page } = await site.enterDocument(await site.make(DOCUMENT));
  await saved(page);
  const said = page.locator('[role="status"].mh-sr').first();
  await context.setOffline(true);
  await textOf(page).getByText('It was').click();
  await page.keyboard.type('Long ago');
  await eventually(async () => (await said.textContent())?.includes('Offline'), true);
  await context.setOffline(false);
  await saved(page);
  await eventually(() => said.textContent(), 'Saved');
});
