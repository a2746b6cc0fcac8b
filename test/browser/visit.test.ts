import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { decodeClientFrame, encodeFrame } from '#shared/protocol/frame.ts';
import { eventually, saved, textOf, useSite } from './site.ts';

/** What a person does on the site besides writing: come in, name things, share, paste, hear of a refusal. */

const site = useSite();

const titleOf = (page: Page): Promise<string> => page.getByLabel('Document title').inputValue();

test('a name that nobody used opens an empty document; its title is everybody’s, and stands in the list of the home', async () => {
  const ada = await site.enter('/');
  await ada.page.getByLabel('Open by name').fill('walks/harbour notes');
  await ada.page.keyboard.press('Enter');
  await ada.page.waitForURL('**/d/walks/harbour%20notes');
  await textOf(ada.page).waitFor();
  expect((await textOf(ada.page).innerText()).trim()).toBe('');
  await ada.page.getByLabel('Document title').fill('Harbour notes');
  await saved(ada.page);
  const bo = await site.enterDocument('walks/harbour%20notes');
  await eventually(() => titleOf(bo.page), 'Harbour notes');
  await bo.page.getByLabel('Document title').press('End');
  await bo.page.keyboard.type(', May');
  await eventually(() => titleOf(ada.page), 'Harbour notes, May');
  await eventually(() => ada.page.title(), 'Harbour notes, May · Manyhands');
  await textOf(ada.page).click();
  await ada.page.keyboard.type('At nine by the quay');
  await saved(ada.page);

  await ada.page.getByRole('link', { name: 'Documents' }).click();
  const card = ada.page.locator('.mh-doccard');
  await eventually(() => card.getByRole('link').allInnerTexts(), ['Harbour notes, May']);
  await eventually(() => card.locator('p').innerText(), 'At nine by the quay');
  await card.getByRole('button', { name: 'Remove Harbour notes, May from this list' }).click();
  await ada.page.getByText('Nothing here yet').waitFor();
  await ada.page.getByRole('button', { name: 'Undo' }).click();
  await card.getByRole('link', { name: 'Harbour notes, May' }).click();
  await eventually(() => textOf(ada.page).innerText(), 'At nine by the quay');
  expect([...ada.faults, ...bo.faults]).toEqual([]);
});

test('who shares copies a link that opens the document', async () => {
  const name = await site.make('# Shared\n\nfor everybody');
  const ada = await site.enterDocument(name, { permissions: ['clipboard-read', 'clipboard-write'] });
  await ada.page.getByRole('button', { name: 'Share' }).click();
  await ada.page.getByRole('dialog', { name: 'Share “Shared”' }).waitFor();
  await ada.page.getByRole('button', { name: 'Copy link' }).click();
  await ada.page.getByText('Link copied').waitFor();
  const link = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${site.url()}/d/${name}`);
  const bo = await site.enter('/');
  await bo.page.goto(link);
  await textOf(bo.page).getByText('for everybody').waitFor();
});

test('a guest’s name and colour change for everybody, and stay', async () => {
  const name = await site.make('# Who\n\nis here');
  const [ada, bo] = [await site.enterDocument(name), await site.enterDocument(name)];
  await ada.page.getByRole('button', { name: 'More actions' }).click();
  await ada.page.getByRole('menuitem', { name: 'Your name and colour' }).click();
  await ada.page.getByLabel('Name', { exact: true }).fill('Ada Lovelace');
  await ada.page.getByRole('radio', { name: 'Olive' }).check({ force: true });
  await ada.page.getByRole('button', { name: 'Save' }).click();
  const seen = bo.page.locator('.mh-avs .mh-av.mh-p8[data-initials="AL"]');
  await eventually(() => seen.count(), 1);
  await textOf(ada.page).click();
  await eventually(() => bo.page.locator('.mh-flag').allTextContents(), ['Ada Lovelace']);
  await ada.page.reload();
  await textOf(ada.page).waitFor();
  await eventually(() => ada.page.locator('.mh-avs .mh-av.mh-p8[data-initials="AL"]').count(), 1);
  await eventually(() => seen.count(), 1);
  await eventually(() => bo.page.locator('.mh-avs .mh-av:visible').count(), 2);
});

test('what is pasted from the web keeps what it says and loses how it looked', async () => {
  const { page } = await site.enterDocument(await site.make('first'), {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.evaluate(async () => {
    const html =
      '<h2 style="color:red" onclick="alert(1)">Tides</h2><p style="font-size:40px">High at <b>seven</b>, see <a href="https://example.org/t?utm_source=x">the table</a>.<script>globalThis.hit = 1</script><img src=x onerror="globalThis.hit = 1"></p><ul><li>one</li><li>two</li></ul>';
    await navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob([html], { type: 'text/html' }) })]);
  });
  await textOf(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+v');
  await eventually(() => textOf(page).locator('h2').innerText(), 'Tides');
  await eventually(() => textOf(page).locator('li').allInnerTexts(), ['one', 'two']);
  expect(await textOf(page).locator('.mh-bold').innerText()).toBe('seven');
  expect(await textOf(page).locator('[style*="red"], [style*="40px"], [onclick], [onerror], script').count()).toBe(0);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'hit'))).toBeUndefined();
});

test('an edit that the server refuses is said to be, and can be taken out; what is written after it is saved', async () => {
  const name = await site.make('kept');
  const { page } = await site.enter('/');
  let refuse = false;
  await page.routeWebSocket(/\/sync\//u, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const decoded = refuse ? decodeClientFrame(new Uint8Array(message as Buffer)) : null;
      const push = decoded?.ok === true ? decoded.value.find(({ type }) => type === 'push') : undefined;
      if (push?.type !== 'push') return server.send(message);
      const nack = { type: 'nack', n: push.n, code: 'malformed', reason: 'made so by the test' } as const;
      return socket.send(Buffer.from(encodeFrame(nack)));
    });
    server.onMessage((message) => socket.send(message));
  });
  await page.goto(`${site.url()}/d/${name}`);
  await textOf(page).waitFor();
  await page.locator('.mh-pill[data-status="check"]').waitFor();
  // until the WebSocket counts, what is typed would go by HTTP
  await page.locator('.mh-pill').click();
  await page.getByText('Connected by WebSocket.').waitFor();
  await page.keyboard.press('Escape');
  await textOf(page).click();
  await page.keyboard.press('Control+End');
  refuse = true;
  await page.keyboard.type('!');
  await eventually(() => page.locator('.mh-pill').innerText(), '1 change not saved');
  await page.getByText('The server did not accept your last change.').waitFor();
  await page.getByText('the change is still on this device').waitFor();
  refuse = false;
  await page.getByRole('button', { name: 'Take it out' }).click();
  await saved(page);
  await textOf(page).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('well ');
  await saved(page);
  await eventually(() => site.markdown(name), 'well kept\n');
});
