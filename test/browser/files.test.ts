import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, saved, textOf, useSite } from './site.ts';

const site = useSite();

/** A picture of 200 by 100 pixels, as a file that is pasted or dropped. */
async function give(page: Page, how: 'paste' | 'drop', name: string, type = 'image/png'): Promise<void> {
  await textOf(page).evaluate(
    async (text, given) => {
      const canvas = document.createElement('canvas');
      canvas.width = 200;
      canvas.height = 100;
      const pen = canvas.getContext('2d');
      pen?.fillRect(0, 0, 150, 50);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
      const content = given.type === 'image/png' && blob !== null ? blob : 'just text';
      const data = new DataTransfer();
      data.items.add(new File([content], given.name, { type: given.type }));
      const place = text.lastElementChild?.getBoundingClientRect();
      const event =
        given.how === 'paste'
          ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
          : new DragEvent('drop', {
              dataTransfer: data,
              bubbles: true,
              cancelable: true,
              clientX: place?.x ?? 0,
              clientY: place?.y ?? 0,
            });
      text.dispatchEvent(event);
    },
    { how, name, type },
  );
}

const shown = (page: Page) => page.locator('.mh-image [data-frame="shown"] img');

test('a pasted image is there for everybody, with its caption and its width, and after a reload', async () => {
  const name = await site.make('first\n\nlast\n');
  const ada = await site.enterDocument(name);
  const bob = await site.enterDocument(name);
  await textOf(ada.page).getByText('first').click();
  await give(ada.page, 'paste', 'boat.png');
  await shown(ada.page).waitFor();
  await shown(bob.page).waitFor();
  expect(await ada.page.locator('.mh-doc > *').evaluateAll((all) => all.map(({ tagName }) => tagName))).toEqual([
    'P',
    'FIGURE',
    'P',
  ]);
  await ada.page.locator('.mh-image figcaption').click();
  // nothing that is typed or asked for makes another block of it
  await ada.page.keyboard.type('# ');
  await ada.page.keyboard.press('Backspace');
  await ada.page.keyboard.press('Backspace');
  await ada.page.keyboard.press('Control+Alt+1');
  await ada.page.keyboard.type('In the harbour');
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.type('behind');
  await shown(ada.page).click();
  await ada.page.keyboard.press('Alt+Shift+ArrowLeft');
  await ada.page.keyboard.press('Alt+Shift+ArrowLeft');
  await ada.page.locator('.mh-image input').fill('a red boat');
  await ada.page.keyboard.press('Enter');
  await saved(ada.page);
  await bob.page.reload();
  await shown(bob.page).waitFor();
  expect(await bob.page.locator('.mh-image [data-frame]').getAttribute('style')).toContain('width: 90%');
  expect(await shown(bob.page).getAttribute('alt')).toBe('a red boat');
  expect(await bob.page.locator('.mh-image figcaption').innerText()).toBe('In the harbour');
  await eventually(
    async () => (await site.markdown(name)).replace(/\/files\/\S+\/boat\.png/u, 'URL'),
    'first\n\n![a red boat](URL "In the harbour")\n\nbehind\n\nlast\n',
  );
  expect([...ada.faults, ...bob.faults]).toEqual([]);
});

test('by pointer an image is resized, by key it is chosen and taken away', async () => {
  const name = await site.make('first\n\nlast\n');
  const { page, faults } = await site.enterDocument(name);
  await textOf(page).getByText('first').click();
  await give(page, 'paste', 'boat.png');
  await shown(page).waitFor();
  await shown(page).hover();
  const handle = await page.locator('[data-resize]').boundingBox();
  if (handle === null) throw new Error('no handle');
  await page.mouse.move(handle.x + 4, handle.y + 4);
  await page.mouse.down();
  await page.mouse.move(handle.x + 104, handle.y + 4, { steps: 4 });
  await page.mouse.up();
  await eventually(
    async () => /width: \d+%/u.test((await page.locator('[data-frame]').getAttribute('style')) ?? ''),
    true,
  );
  await textOf(page).getByText('last').click();
  await page.keyboard.press('Home');
  await page.keyboard.press('Backspace');
  await eventually(() => page.locator('.mh-image.mh-chosen').count(), 1);
  await page.keyboard.press('Backspace');
  await eventually(() => page.locator('.mh-image').count(), 0);
  await eventually(() => site.markdown(name), 'first\n\nlast\n');
  expect(faults).toEqual([]);
});

test('another file that is dropped is a card that saves it', async () => {
  const name = await site.make('first\n\nlast\n');
  const { page, faults } = await site.enterDocument(name);
  await give(page, 'drop', 'notes.txt', 'text/plain');
  await page.locator('.mh-file a').waitFor();
  expect(await page.locator('.mh-file').innerText()).toContain('9 bytes');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.mh-file a').click()]);
  expect(readFileSync(await download.path(), 'utf8')).toBe('just text');
  expect(download.suggestedFilename()).toBe('notes.txt');
  expect(faults).toEqual([]);
});

test('without a network an upload says so, and goes on with a press', async () => {
  const name = await site.make('first\n');
  const { page, context } = await site.enterDocument(name);
  await textOf(page).getByText('first').click();
  await context.setOffline(true);
  await give(page, 'paste', 'boat.png');
  await page.getByText('The server cannot be reached').waitFor();
  await context.setOffline(false);
  await page.locator('.mh-uploads').getByRole('button', { name: 'Try again' }).click();
  await shown(page).waitFor();
  expect(await page.locator('.mh-uploads').count()).toBe(0);
});

test('an image that cannot be had says what it is', async () => {
  const name = await site.make(`![a red boat](/files/none/${'0'.repeat(64)}/boat.png)\n`);
  const { page } = await site.enterDocument(name);
  await page.locator('[data-frame="broken"]').waitFor();
  const words = await page.locator('[data-frame="broken"]').innerText();
  expect(words).toContain('a red boat');
  expect(words).toContain('Try again');
});
