import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseHtml } from '#shared/document/html/parse-html.ts';
import { readHtml } from '#shared/document/html/read-html.ts';
import { fromJson } from '#shared/document/json/from-json.ts';
import { clipboardSamples } from '#shared/document/testing/clipboard/samples.ts';
import type { Block } from '#shared/document/tree/block.ts';
import { mapLeaves } from '#shared/document/tree/map-leaves.ts';
import { outlineOf } from '#shared/document/tree/testing/outline.ts';
import { eventually, saved, textOf, useSite } from './site.ts';

const site = useSite();

async function blocksOf(name: string): Promise<readonly Block[]> {
  const response = await fetch(`${site.url()}/api/v1/documents/${name}/content?format=json`);
  const parsed = fromJson(await response.text());
  return parsed.kind === 'parsed' ? parsed.tree.blocks : [];
}

async function paste(page: Page, html: string, plain: string): Promise<void> {
  await textOf(page).evaluate(
    (text, given) => {
      const data = new DataTransfer();
      data.setData('text/html', given.html);
      data.setData('text/plain', given.plain);
      text.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    },
    { html, plain },
  );
}

/** What a paste cannot bring, or brings otherwise: what merged cells hold stands in the first, and behind the last block is an empty line. */
function asPasted(blocks: readonly Block[]): string {
  const lines = outlineOf(mapLeaves(blocks, (leaf) => [leaf])).split('\n');
  while (lines.at(-1) === 'p:') lines.pop();
  // a cell has a line to write in
  return lines.map((line) => line.replace(/^( *cell(?: \(.*\))?)$/u, '$1: p:')).join('\n');
}

test('what other programs put on the clipboard comes in as it does on the server, and loads nothing', async () => {
  const requests: string[] = [];
  for (const { name, html, plain } of clipboardSamples()) {
    const id = await site.make('');
    const { page, faults, context } = await site.enterDocument(id);
    page.on('request', (request) => requests.push(request.url()));
    await textOf(page).click();
    await paste(page, html, plain ?? 'not this');
    await saved(page);
    const expected = asPasted(readHtml(parseHtml(html), html).blocks);
    await eventually(async () => asPasted(await blocksOf(id)), expected, { message: name });
    // the policy's own notes: the parser met what it will never run
    expect(faults.filter((fault) => !/Content Security Policy directive/u.test(fault))).toEqual([]);
    await context.close();
  }
  expect(requests.filter((url) => /evil\.example|mail\.example|clip_image/u.test(url))).toEqual([]);
});

test('an image that is in a pasted page is uploaded, and stands where it stood', async () => {
  const name = await site.make('');
  const { page, faults } = await site.enterDocument(name);
  const image = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [40, 30];
    canvas.getContext('2d')?.fillRect(0, 0, 20, 20);
    return canvas.toDataURL('image/png');
  });
  await textOf(page).click();
  await paste(page, `<h2>Before</h2><p>one <img src="${image}" alt="a dark square"> two</p><p>after</p>`, '');
  await page.locator('.mh-image [data-frame="shown"] img').waitFor();
  await saved(page);
  await eventually(
    async () => (await site.markdown(name)).replace(/\/files\/\S+\/a%20dark%20square\.png/u, 'URL'),
    '## Before\n\none\n\n![a dark square](URL)\n\ntwo\n\nafter\n',
  );
  // the picture came later, and is taken back first
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await eventually(
    async () =>
      outlineOf(await blocksOf(name))
        .replaceAll(/^p:$/gmu, '')
        .trim(),
    '',
  );
  expect(faults).toEqual([]);
});

/** Opens the menu beside a block. */
async function menuOf(page: Page, text: string): Promise<void> {
  const handle = page.getByRole('button', { name: 'Move this block' });
  const box = await page.getByText(text).first().boundingBox();
  await page.mouse.move((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
  await eventually(async () => {
    await page.mouse.move((box?.x ?? 0) + 6, (box?.y ?? 0) + 4);
    return handle.isVisible();
  }, true);
  await handle.click();
}

test('a block is copied whole from the menu beside it', async () => {
  const name = await site.make('# Head\n\n- one\n- two\n\nlast\n');
  const { page, faults } = await site.enterDocument(name);
  await menuOf(page, 'two');
  await page.getByRole('menuitem', { name: 'Copy block' }).click();
  await textOf(page).getByText('last').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+v');
  await saved(page);
  await eventually(() => site.markdown(name), '# Head\n\n- one\n- two\n\nlast\n\n- two\n');
  expect(faults).toEqual([]);
});

test.each([
  ['a callout', '> [!TIP]\n> inside\n>\n> - item\n'],
  ['a fold', '<details open>\n<summary>Title</summary>\n\ninside\n\n</details>\n'],
  ['a table', '| inside | b |\n| - | - |\n| c | d |\n'],
])('%s that is chosen by its handle is copied and pasted whole', async (_, block) => {
  const name = await site.make(`first\n\n${block}\nlast\n`);
  const { page, faults } = await site.enterDocument(name);
  const inside = await page.getByText('inside').first().boundingBox();
  const whole = await textOf(page).locator(':scope > *').nth(1).boundingBox();
  const handle = page.getByRole('button', { name: 'Move this block' });
  await eventually(async () => {
    await page.mouse.move((inside?.x ?? 0) + 3, (whole?.y ?? 0) + 2 + Math.random());
    return handle.isVisible();
  }, true);
  await handle.click();
  await page.getByRole('menuitem', { name: 'Copy block' }).click();
  await textOf(page).getByText('last').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+v');
  await saved(page);
  const read = async (): Promise<number> => (await site.markdown(name)).split(block.trim()).length - 1;
  await eventually(read, 2, { message: await site.markdown(name) });
  expect(faults).toEqual([]);
});
