import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Page } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { eventually, useSite } from './site.ts';

/** A page that the server does not let in is told so in the editor, and leaves the server alone. */

const site = useSite();
let host: Server | null = null;
afterEach(() => host?.close());

/** A server of somebody's, at an origin of its own, with an editor at `/editor` and that page in a frame at `/`; gives its address. */
async function openHost(sandbox: string): Promise<string> {
  const frame = `<!doctype html><title>Host</title><iframe ${sandbox} src="/editor" width="900" height="450"></iframe>`;
  const editor = `<!doctype html><title>Editor</title><div id="box" style="height: 400px"></div>
    <script type="module">
      import { createEditor } from '${site.url()}/embed/manyhands.js';
      createEditor(document.querySelector('#box'), { server: '${site.url()}', document: 'elsewhere' });
    </script>`;
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(request.url === '/editor' ? editor : frame);
  });
  host = server;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** What the editor asked of its server, one entry a request. */
function pollsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/sync')) asked.push(request.url());
  });
  return asked;
}

const refusalIn = (frame: FrameLocator) => frame.getByText('This page may not open documents');

test.each([
  ['of another origin', ''],
  ['in a sandboxed frame, whose origin is "null",', 'sandbox="allow-scripts"'],
])('an editor %s says why it opens nothing, asks once, and again when somebody wants it to', async (_, sandbox) => {
  const { page, faults } = await site.enter('/healthz');
  const asked = pollsOf(page);
  await page.goto(await openHost(sandbox));
  const frame = page.frameLocator('iframe');
  await refusalIn(frame).waitFor();
  await frame.getByText('Not available').first().waitFor();
  const before = asked.length;
  expect(before).toBeGreaterThan(0);
  await frame.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => asked.length, before * 2);
  await refusalIn(frame).waitFor();
  expect(faults).toEqual([]);
});
