import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readableText } from '../runs.ts';
import { readDocx } from './read-docx.ts';
import { unpacked } from './testing/unpacked.ts';

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';

/** The text of a document whose body is this XML. */
async function textOf(body: string): Promise<string> {
  const bytes = zipSync({
    '_rels/.rels': strToU8(
      `<Relationships xmlns="${RELATIONS}"><Relationship Id="a" Type="${DOCUMENT}" Target="word/document.xml"/></Relationships>`,
    ),
    'word/document.xml': strToU8(`<w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`),
  });
  const { tree } = await readDocx(unpacked(bytes), { keepImage: () => Promise.resolve(null) });
  return tree.blocks.map((block) => (block.kind === 'leaf' ? readableText(block.runs) : '')).join('\n');
}

test('spaces at the ends of a text count where the file says so; many within are read in bounded time', async () => {
  const spaces = ' '.repeat(400_000);
  const words = `  a${spaces}b  `;
  expect(await textOf(`<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`)).toBe(`a${spaces}b`);
  expect(await textOf(`<w:p><w:r><w:t xml:space="preserve">${words}</w:t></w:r></w:p>`)).toBe(words);
});
