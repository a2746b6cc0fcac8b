import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { openDocument } from '#web/client/open-document.ts';
import { eventually, saved, textOf, useSite } from './site.ts';

/** Code has colours, a language and a copy button, and the document knows of the language alone. */

const site = useSite();

const MARKDOWN = '```sql\nselect count(*) as n -- all of them\nfrom door_sensor;\n```\n';

/** How many stretches of each colour the page draws. */
const colorsIn = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...CSS.highlights].flatMap(([name, { size }]) =>
        name.startsWith('mh-code-') && size > 0 ? [[name, size]] : [],
      ),
    ),
  );

test('opening and colouring writes nothing', async () => {
  const name = await site.make(MARKDOWN);
  const watcher = openDocument({ server: site.url(), document: name, offline: false });
  await watcher.loaded;
  let updates = 0;
  watcher.doc.on('update', () => updates++);

  const [ada, ben] = [await site.enterDocument(name), await site.enterDocument(name)];
  for (const { page } of [ada, ben]) {
    await eventually(async () => Object.keys(await colorsIn(page)).sort(), ['mh-code-key', 'mh-code-note']);
  }
  expect(await textOf(ada.page).innerHTML()).toBe(await textOf(ben.page).innerHTML());
  await saved(ada.page);
  expect(updates).toBe(0);
  await watcher.destroy();
  for (const { faults } of [ada, ben]) expect(faults).toEqual([]);
});

test('the colours follow what is typed, on every screen', async () => {
  const name = await site.make(MARKDOWN);
  const [ada, ben] = [await site.enterDocument(name), await site.enterDocument(name)];
  await eventually(async () => 'mh-code-key' in (await colorsIn(ben.page)), true);
  const before = (await colorsIn(ben.page))['mh-code-str'];
  expect(before).toBeUndefined();
  await textOf(ada.page).getByText('from door_sensor').click();
  await ada.page.keyboard.press('End');
  await ada.page.keyboard.type("'words'");
  for (const { page } of [ada, ben]) await eventually(async () => (await colorsIn(page))['mh-code-str'], 1);
  // shown is not yet stored
  await eventually(async () => (await site.markdown(name)).includes("from door_sensor;'words'"), true);
});

test('a language is chosen from the head of the block, for everybody', async () => {
  const name = await site.make('```\nconst answer = 42;\n```\n');
  const [ada, ben] = [await site.enterDocument(name), await site.enterDocument(name)];
  await ada.page.getByRole('button', { name: 'Language: Plain text' }).click();
  await ada.page.getByRole('menuitemradio', { name: 'TypeScript' }).click();
  await ben.page.getByRole('button', { name: 'Language: TypeScript' }).waitFor();
  await eventually(async () => Object.keys(await colorsIn(ben.page)).sort(), ['mh-code-key', 'mh-code-num']);
  await saved(ada.page);
  await eventually(() => site.markdown(name), '```typescript\nconst answer = 42;\n```\n');
});

test('the copy button copies the code, by pointer and by key', async () => {
  const { page } = await site.enterDocument(await site.make(MARKDOWN), {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const code = 'select count(*) as n -- all of them\nfrom door_sensor;';
  await page.getByRole('button', { name: 'Copy code, SQL' }).click();
  await eventually(clipboard, code);

  await page.evaluate(() => navigator.clipboard.writeText(''));
  await textOf(page).getByText('from door_sensor').click();
  await eventually(() => page.locator('.mh-codehead.active').count(), 1);
  for (const key of ['Escape', 'Tab', 'Tab']) await page.keyboard.press(key);
  await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Copy code, SQL');
  await page.keyboard.press('Enter');
  await eventually(clipboard, code);
});
