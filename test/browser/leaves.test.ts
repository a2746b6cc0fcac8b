import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { caretTold, eventually, saved, textOf, useSite } from './site.ts';

/** Formulas, diagrams, embeds, page breaks and tables of contents, with real keys. */

const site = useSite();
const VIDEO = 'https://youtu.be/dQw4w9WgXcQ';

const formula = (page: Page): Promise<string[]> => page.locator('.mh-formula annotation').allTextContents();
const isEditing = (page: Page): Promise<number> => page.locator('.mh-source.mh-editing').count();

async function open(markdown: string): Promise<{ page: Page; name: string; faults: readonly string[] }> {
  const name = await site.make(markdown);
  const { page, faults } = await site.enterDocument(name, { permissions: ['clipboard-read', 'clipboard-write'] });
  return { page, name, faults };
}

/** Puts the caret behind the last words of the page. */
async function goToEnd(page: Page, words: string): Promise<void> {
  await textOf(page).getByText(words).click();
  await page.keyboard.press('Control+End');
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press('Control+V');
}

test('a formula is written from the menu, drawn, left and entered again', async () => {
  const { page, name, faults } = await open('above\n\nbelow\n');
  await textOf(page).getByText('above').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/formula');
  await page.keyboard.press('Enter');
  await page.keyboard.type('a*b*c # \\frac{1}{2} $5');
  await eventually(
    () => page.locator('.mh-source .message').innerText(),
    "Not readable yet: Expected 'EOF', got '#' at position 7: a*b*c #̲ \\frac{1}{2} $5",
  );
  for (let left = '# \\frac{1}{2} $5'.length; left > 0; left--) await page.keyboard.press('Backspace');
  await eventually(() => formula(page), ['a*b*c ']);
  await eventually(() => page.locator('.mh-source .message').innerText(), '');
  await textOf(page).getByText('below').click();
  await eventually(() => isEditing(page), 0);
  await saved(page);
  expect(await site.markdown(name)).toBe('above\n\n$$\na*b*c \n$$\n\nbelow\n');
  expect(faults).toEqual([]);
});

test('`$$` and Enter begin a formula; what is typed in it is nothing but its source', async () => {
  const { page, name, faults } = await open('above\n');
  await goToEnd(page, 'above');
  await page.keyboard.press('Enter');
  await page.keyboard.type('$$');
  await page.keyboard.press('Enter');
  await page.keyboard.type('- a*b*c + `d`');
  await page.keyboard.press('Enter');
  await page.keyboard.type('= \\frac{1}{2}');
  await eventually(() => formula(page), ['- a*b*c + `d`\n= \\frac{1}{2}']);
  expect(await isEditing(page)).toBe(1);
  await page.keyboard.press('Control+Enter');
  await page.keyboard.type('below');
  await eventually(() => isEditing(page), 0);
  await saved(page);
  await eventually(() => site.markdown(name), 'above\n\n$$\n- a*b*c + `d`\n= \\frac{1}{2}\n$$\n\nbelow\n');

  // arrows go into it from below, a click does, and an arrow leaves it upwards
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await eventually(() => isEditing(page), 1);
  await page.keyboard.type('+x');
  await eventually(async () => (await formula(page))[0]?.endsWith('{2}+x'), true);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await eventually(() => isEditing(page), 0);
  await page.keyboard.type('!');
  await page.locator('.mh-formula .katex').click();
  await eventually(() => isEditing(page), 1);
  await page.keyboard.type('+y');
  await eventually(async () => (await formula(page))[0]?.endsWith('{2}+x+y'), true);
  await saved(page);
  expect(await site.markdown(name)).toMatch(/^[above!]{6}\n/u);
  expect(faults).toEqual([]);
});

test('a diagram is drawn anew when the page becomes dark', async () => {
  const { page, faults } = await site.enterDocument(await site.make('```mermaid\ngraph LR\n a --> b\n```\n'));
  const image = page.locator('.mh-diagram img');
  await image.waitFor();
  const light = await image.getAttribute('src');
  await page.emulateMedia({ colorScheme: 'dark' });
  await eventually(async () => (await image.getAttribute('src')) !== light, true);
  await page.emulateMedia({ colorScheme: 'light' });
  const withoutId = (src: string | null): string => (src ?? '').replaceAll(/mh-diagram-\d+/gu, '');
  await eventually(async () => withoutId(await image.getAttribute('src')) === withoutId(light), true);
  expect(faults).toEqual([]);
});

test('a fence of Mermaid is a diagram; a source that cannot be read keeps the last picture and says so', async () => {
  const { page, name, faults } = await open('above\n');
  const other = await site.enterDocument(name);
  await goToEnd(page, 'above');
  await page.keyboard.press('Enter');
  await page.keyboard.type('```mermaid');
  await page.keyboard.press('Enter');
  await page.keyboard.type('graph LR');
  await page.keyboard.press('Enter');
  await page.keyboard.type('A[Start] --> B[End]');
  for (const one of [page, other.page]) await one.locator('.mh-diagram img[src^="data:image/svg"]').waitFor();
  await page.keyboard.type(' -->');
  await eventually(
    async () => (await page.locator('.mh-diagram .message').innerText()).startsWith('Not readable yet'),
    true,
  );
  expect(await page.locator('.mh-diagram img').count()).toBe(1);
  await saved(page);
  await eventually(() => site.markdown(name), 'above\n\n```mermaid\ngraph LR\nA[Start] --> B[End] -->\n```\n');
  expect([...faults, ...other.faults]).toEqual([]);
});

test('the address of a video on an empty line is an embed, and nothing of it is loaded before a click', async () => {
  const { page, name, faults } = await open('above\n');
  const asked: string[] = [];
  await page.context().route(/youtube/u, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'text/html', body: '<title>video</title>' });
  });
  await goToEnd(page, 'above');
  await page.keyboard.press('Enter');
  await paste(page, VIDEO);
  const show = page.getByRole('button', { name: 'Show content from youtube-nocookie.com' });
  await show.waitFor();
  await saved(page);
  await eventually(() => site.markdown(name), `above\n\n<${VIDEO}>\n`);
  expect(asked).toEqual([]);
  await show.click();
  const frame = page.locator('.mh-embed iframe');
  await frame.waitFor();
  expect(await frame.getAttribute('src')).toBe('https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ');
  expect(await frame.getAttribute('sandbox')).not.toContain('top-navigation');
  await eventually(() => asked, ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ']);
  expect(faults).toEqual([]);
});

test('an embed from the menu asks for its address, and any other page is a card with a link', async () => {
  const { page, name, faults } = await open('above\n');
  await goToEnd(page, 'above');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/embed');
  await page.keyboard.press('Enter');
  const field = page.getByRole('textbox', { name: 'Address to embed' });
  await field.fill('javascript:alert(1)');
  await field.press('Enter');
  await page.getByText('This is not the address of a page.').waitFor();
  await field.fill('example.org/a');
  await field.press('Enter');
  const link = page.locator('.mh-embed a');
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe('https://example.org/a');
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await page.locator('.mh-embed button').count()).toBe(0);
  await saved(page);
  await eventually(() => site.markdown(name), 'above\n\n[https://example.org/a](https://example.org/a "embed")\n');
  expect(faults).toEqual([]);
});

test('a page break is put in, chosen by an arrow, moved, taken away, and breaks the page in print', async () => {
  const { page, name, faults } = await open('one\n\ntwo\n\nthree\n');
  await textOf(page).getByText('two').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('/page');
  await page.keyboard.press('Enter');
  await page.locator('.mh-break').waitFor();
  await saved(page);
  await eventually(() => site.markdown(name), 'one\n\ntwo\n\n<!-- pagebreak -->\n\nthree\n');
  const pages = async (): Promise<number> =>
    ((await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b/gu) ?? []).length;
  expect(await pages()).toBe(2);

  await textOf(page).getByText('three').click();
  await caretTold(page);
  await page.keyboard.press('ArrowUp');
  await page.locator('.mh-break.mh-chosen').waitFor();
  await caretTold(page);
  await page.keyboard.press('Alt+Shift+ArrowUp');
  await saved(page);
  await eventually(() => site.markdown(name), 'one\n\n<!-- pagebreak -->\n\ntwo\n\nthree\n');
  await page.locator('.mh-break.mh-chosen').waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  await page.keyboard.type('!');
  await caretTold(page);
  await page.keyboard.press('ArrowDown');
  await page.locator('.mh-break.mh-chosen').waitFor();
  await page.keyboard.press('Backspace');
  await eventually(() => page.locator('.mh-break').count(), 0);
  await saved(page);
  await eventually(() => site.markdown(name), 'one!\n\ntwo\n\nthree\n');
  expect(await pages()).toBe(1);
  expect(faults).toEqual([]);
});

test('a table of contents follows the headings, and its entries lead to them', async () => {
  const { page, name, faults } = await open('[TOC]\n\nwords\n');
  await page.getByText('The headings of this document will be listed here.').waitFor();
  await goToEnd(page, 'words');
  await page.keyboard.press('Enter');
  await page.keyboard.type('## One');
  await page.keyboard.press('Enter');
  await page.keyboard.type('### Two');
  const list = page.getByRole('navigation', { name: 'Table of contents' });
  await eventually(() => list.getByRole('button').allTextContents(), ['One', 'Two']);
  await list.getByRole('button', { name: 'One' }).click();
  await page.keyboard.type('!');
  await eventually(() => list.getByRole('button').allTextContents(), ['One!', 'Two']);
  await saved(page);
  await eventually(() => site.markdown(name), '[TOC]\n\nwords\n\n## One!\n\n### Two\n');
  expect(faults).toEqual([]);
});
