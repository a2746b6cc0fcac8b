import { test } from 'vitest';
import { eventually, useSite } from './site.ts';

/** A block that is selected by a third click is selected without what follows it. */

const site = useSite();
const TABLE = '| a | b |\n| - | - |\n| 1 | 2 |\n';
const CALLOUT = '> [!TIP]\n> inside\n';

test.each([
  ['a table', TABLE],
  ['a callout', CALLOUT],
  ['a paragraph', 'another one\n'],
])('what stands in front of %s is deleted alone', async (_, behind) => {
  const document = await site.make(`# Plan\n\nfirst words here\n\n${behind}\nlast\n`);
  const { page } = await site.enterDocument(document);
  await page.getByText('first words here').click({ clickCount: 3 });
  await page.keyboard.type('x');
  await eventually(() => site.markdown(document), `# Plan\n\nx\n\n${behind}\nlast\n`);
});
