import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { useSite } from './site.ts';

/** A document leaves the app: as a file of each format, and on paper. */

const site = useSite();

const MARKDOWN = '# Plan\n\nSee [the site](https://example.org/a).\n\n| a | b |\n| - | - |\n| 1 | 2 |\n';

async function download(page: Page, label: string): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Download' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: label, exact: true }).click(),
  ]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('the menu gives the document as a file of each format', async () => {
  const { page } = await site.enterDocument(await site.make(MARKDOWN));
  expect(await download(page, 'Markdown (.md)')).toEqual({ name: 'Plan.md', text: MARKDOWN });
  const html = await download(page, 'Web page (.html)');
  expect(html.name).toBe('Plan.html');
  expect(html.text).toContain('<td>2</td>');
  const text = await download(page, 'Plain text (.txt)');
  expect(text.name).toBe('Plan.txt');
  expect(text.text).toContain('See the site.');
  const json = await download(page, 'JSON (.json)');
  expect(json.name).toBe('Plan.json');
  expect(JSON.parse(json.text)).toMatchObject({ format: 'manyhands', title: 'Plan' });
});

test('on paper there is the document alone, and where its links lead', async () => {
  const { page } = await site.enterDocument(await site.make(MARKDOWN));
  await page.emulateMedia({ media: 'print' });
  const link = page.getByRole('link', { name: 'the site' });
  await expect.poll(() => page.getByRole('button', { name: 'More actions' }).isVisible()).toBe(false);
  expect(await page.getByText('Plan', { exact: true }).last().isVisible()).toBe(true);
  const shown = await link.evaluate((element) => getComputedStyle(element, '::after').content);
  expect(shown).toContain('https://example.org/a');
});
