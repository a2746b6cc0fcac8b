import axe from 'axe-core';
import { expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { DOCX_TYPE } from '#shared/api/media-types.ts';
import { DOCUMENT_PART, documentXml, paragraph, wordFile } from '#server/content/testing/word-files.ts';
import { textOf, useSite } from './site.ts';

/** Files become documents from the home page. */

const site = useSite();
const WAIT_MS = 30_000;

interface Chosen {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}
const word = (body: string, name = 'Plan.docx'): Chosen => ({
  name,
  mimeType: DOCX_TYPE,
  buffer: Buffer.from(wordFile({ [DOCUMENT_PART]: documentXml(body) })),
});
const text = (name: string, content: string): Chosen => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

async function choose(page: Page, ...files: readonly Chosen[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Import a file' }).click(),
  ]);
  await chooser.setFiles([...files]);
}

const TABLE = `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>${paragraph('wide')}</w:tc></w:tr><w:tr><w:tc>${paragraph('a')}</w:tc><w:tc>${paragraph('b')}</w:tc></w:tr></w:tbl>`;

test('a Word file opens as a document when it is in', async () => {
  const { page, faults } = await site.enter('/');
  await choose(page, word(paragraph('Many hands') + TABLE, 'Our plan.docx'));
  await page.waitForURL(/\/d\//u, { timeout: WAIT_MS });
  await textOf(page).getByText('Many hands').waitFor({ timeout: WAIT_MS });
  const name = new URL(page.url()).pathname.slice('/d/'.length);
  const stored = await (await fetch(`${site.url()}/api/v1/documents/${name}/content?format=json`)).text();
  expect(stored).toContain('"columnSpan":2');
  expect(await page.getByLabel('Document title').inputValue()).toBe('Our plan');
  expect(faults).toEqual([]);
});

test.each([
  ['a.md', '# One\n\nfrom Markdown\n', 'from Markdown'],
  ['a.html', '<h1>One</h1><p>from a web page</p>', 'from a web page'],
  ['a.txt', 'from plain text', 'from plain text'],
])('%s opens as a document', async (name, content, expected) => {
  const { page } = await site.enter('/');
  await choose(page, text(name, content));
  await page.waitForURL(/\/d\//u, { timeout: WAIT_MS });
  await textOf(page).getByText(expected).waitFor({ timeout: WAIT_MS });
});

test('what was not kept is said before the document opens, and the list can be read by all', async () => {
  const { page } = await site.enter('/');
  const comment = '<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>Plan</w:t></w:r></w:p>';
  await choose(page, word(comment));
  const list = page.getByRole('list', { name: 'Files being imported' });
  await list.getByText('Imported. Not kept: comments.').waitFor({ timeout: WAIT_MS });
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    return (await inPage.run()).violations.map(({ id }) => id);
  });
  expect(found).toEqual([]);
  await list.getByRole('link', { name: 'Open Plan.docx' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/d\//u);
});

test('a file that is refused says why, and goes from the list', async () => {
  const { page } = await site.enter('/');
  await choose(page, { ...word(''), buffer: Buffer.from('nothing of Word’s') });
  await page.getByRole('alert').getByText('This is no .docx file.').waitFor({ timeout: WAIT_MS });
  await page.getByRole('button', { name: 'Dismiss Plan.docx' }).click();
  await expect.poll(() => page.getByRole('list', { name: 'Files being imported' }).count()).toBe(0);
  expect(new URL(page.url()).pathname).toBe('/');
});

test('an import can be cancelled, and what is dropped on the page is imported', async () => {
  const { page } = await site.enter('/');
  // a server that is still at it, however fast it is
  await page.route('**/api/v1/imports/*', (route) =>
    route.request().method() === 'GET'
      ? route.fulfill({ json: { state: 'running', progress: 0.4 } })
      : route.continue(),
  );
  await choose(page, word(paragraph('x')));
  const progress = page.getByRole('progressbar', { name: 'Import of Plan.docx' });
  await progress.waitFor();
  await page.getByText('Reading, 40%').waitFor();
  const [cancelled] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'DELETE'),
    page.getByRole('button', { name: 'Cancel the import of Plan.docx' }).click(),
  ]);
  expect(cancelled.url()).toContain('/api/v1/imports/');
  expect(await progress.count()).toBe(0);

  const transfer = await page.evaluateHandle(() => {
    const made = new DataTransfer();
    made.items.add(new File(['# Dropped\n\nhere\n'], 'dropped.md'));
    return made;
  });
  await page.dispatchEvent('.mh-home', 'dragover', { dataTransfer: transfer });
  await page.getByText('Drop to import').waitFor();
  await page.dispatchEvent('.mh-home', 'drop', { dataTransfer: transfer });
  await page.waitForURL(/\/d\//u, { timeout: WAIT_MS });
  await textOf(page).getByText('here').waitFor({ timeout: WAIT_MS });
});

test('the menu gives the document for Word, as OpenDocument and as a PDF', async () => {
  const { page } = await site.enterDocument(await site.make('# Plan\n\nwords\n'));
  for (const [label, name, start] of [
    ['Word (.docx)', 'Plan.docx', 'PK'],
    ['OpenDocument (.odt)', 'Plan.odt', 'PK'],
    ['PDF (.pdf)', 'Plan.pdf', '%PDF'],
  ] as const) {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Download' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: label, exact: true }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(name);
    const [first] = await (await file.createReadStream()).take(1).toArray();
    expect((first as Buffer).subarray(0, start.length).toString()).toBe(start);
  }
});
