import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOST_HEADER } from '#shared/api/documents.ts';
import { JSON_DOCUMENT_TYPE } from '#shared/api/media-types.ts';
import { PROBLEM } from '#shared/api/problem.ts';
import { startServerProcess } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { useSite } from './site.ts';

/** Documents on paper: as a PDF from the server, and printed from the page. */

const site = useSite();
let folder: string;
let bare: ServerProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-pdf-'));
  bare = await startServerProcess({ DATA_DIR: folder, CHROMIUM_PATH: 'none' });
});
afterAll(async () => {
  await bare.end('SIGKILL');
  rmSync(folder, { recursive: true });
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/gu)?.length ?? 0;
const imagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Subtype \/Image/gu)?.length ?? 0;

const MARKDOWN = '# Plan\n\nFirst page.\n\n<!-- pagebreak -->\n\n## Second\n\nThe end.\n';

async function pdf(name: string): Promise<{ response: Response; bytes: Buffer }> {
  const response = await fetch(`${site.url()}/api/v1/documents/${name}/content?format=pdf`);
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('a document is a PDF with its images, drawn formulas and pages, and nothing is fetched for it', async () => {
  const asked: string[] = [];
  const spy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => spy.listen(0, '127.0.0.1', resolve));
  const address = spy.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  try {
    const first = await site.make(MARKDOWN);
    const upload = await fetch(`${site.url()}/api/v1/documents/${first}/files?name=a.png`, {
      method: 'POST',
      body: PNG,
    });
    const { url } = (await upload.json()) as { url: string };
    const body = JSON.stringify({
      format: 'manyhands',
      version: 1,
      title: 'Plan',
      blocks: [
        { type: 'h1', content: [{ text: 'Plan' }] },
        { type: 'toc' },
        { type: 'image', props: { src: url } },
        { type: 'image', props: { src: `http://127.0.0.1:${port}/spy.png`, alt: 'elsewhere' } },
        { type: 'formula', content: [{ text: '\\frac{a}{b}' }] },
        {
          type: 'fold',
          props: { closed: true },
          content: [{ text: 'Folded' }],
          children: [{ type: 'p', content: [{ text: 'inside' }] }],
        },
        { type: 'break' },
        { type: 'h2', content: [{ text: 'Second' }] },
      ],
    });
    const made = await fetch(`${site.url()}/api/v1/documents`, {
      method: 'POST',
      headers: { 'Content-Type': JSON_DOCUMENT_TYPE },
      body,
    });
    const { response, bytes } = await pdf(((await made.json()) as { id: string }).id);
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('application/pdf');
    expect(response.headers.get(LOST_HEADER)).toBeNull();
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pagesOf(bytes)).toBe(2);
    expect(imagesOf(bytes)).toBeGreaterThan(0);
    expect(asked).toEqual([]);
  } finally {
    spy.close();
  }
});

test('several at once are all printed', async () => {
  const names = await Promise.all([1, 2, 3, 4].map((at) => site.make(`# Plan ${at}\n`)));
  const all = await Promise.all(names.map(pdf));
  expect(all.map(({ response }) => response.status)).toEqual([200, 200, 200, 200]);
  expect(all.map(({ bytes }) => pagesOf(bytes))).toEqual([1, 1, 1, 1]);
});

test('a server without Chromium says so', async () => {
  const made = await fetch(`${bare.url}/api/v1/documents`, { method: 'POST' });
  const { id } = (await made.json()) as { id: string };
  const response = await fetch(`${bare.url}/api/v1/documents/${id}/content?format=pdf`);
  expect(response.status).toBe(501);
  expect(PROBLEM.parse(await response.json())).toMatchObject({ code: 'not-implemented' });
});

test('the page of the editor prints without its interface, and breaks where the document does', async () => {
  const { page } = await site.enterDocument(await site.make(MARKDOWN));
  const bytes = await page.pdf({ format: 'A4' });
  expect(pagesOf(bytes)).toBe(2);
  await page.emulateMedia({ media: 'print' });
  const heading = page.getByRole('heading', { name: 'Second' }).last();
  expect(await heading.evaluate((element) => getComputedStyle(element).breakAfter)).toBe('avoid');
});

test('the copy to read prints the same', async () => {
  const name = await site.make(MARKDOWN);
  const html = await (await fetch(`${site.url()}/api/v1/documents/${name}/content?format=html`)).text();
  const { page } = await site.enter('/');
  await page.setContent(html);
  expect(pagesOf(await page.pdf({ format: 'A4' }))).toBe(2);
  await page.emulateMedia({ media: 'print' });
  expect(await page.locator('h2').evaluate((element) => getComputedStyle(element).breakAfter)).toBe('avoid');
});
