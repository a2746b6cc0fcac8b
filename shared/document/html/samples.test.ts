/** Everything that {@link clipboardSamples} has → what comes of it, which is the page `docs/clipboard.md`. */
import { expect, test } from 'vitest';
import { outlineOf } from '../tree/testing/outline.ts';
import { parseHtml } from './parse-html.ts';
import { readHtml } from './read-html.ts';
import { clipboardSamples } from '../testing/clipboard/samples.ts';

const FENCE = '```';
const samples = clipboardSamples();
const outline = (html: string): string => outlineOf(readHtml(parseHtml(html), html).blocks);

test('docs/clipboard.md says what comes of each sample', async () => {
  const sections = samples.map(({ name, title, shape, html }) => {
    const file = `[\`${name}.html\`](../shared/document/testing/clipboard/${name}.html)`;
    return `## ${title}\n\n${file}. Its structure is from ${shape}.\n\n${FENCE}text\n${outline(html)}\n${FENCE}\n`;
  });
  const page = `# What comes of the clipboard

What other programs put on the clipboard as HTML, and the blocks that a document makes of it when it is pasted or sent to
\`POST /api/v1/documents\`. One reader does both ([\`read-html.ts\`](../shared/document/html/read-html.ts)); why it keeps what it keeps stands in
[decision 0016](decisions/0016-one-reader-for-html.md). The words in the samples are ours, their structure is that of recordings which others
published. This page is written by the test that holds it to the samples: \`npx vitest run shared/document/html/samples.test.ts -u\`.

A line is a block: its kind, its properties, its words; a stretch with formats stands in ‹…›, ⏎ is a line break, ⇥ a tab, ⍽ a space that does not break.

${sections.join('\n')}`;
  await expect(page).toMatchFileSnapshot('../../../docs/clipboard.md');
});

test.each(samples.map(({ name, html }) => [name, html]))(
  '%s: nothing of the program’s own comes through',
  (_, html) => {
    const said = outline(html);
    for (const junk of [
      'mso',
      'Mso',
      'docs-internal',
      'StartFragment',
      'clip_image',
      'evil.example',
      'javascript:',
      'Copy code',
      'safelinks',
    ])
      expect(said).not.toContain(junk);
  },
);
