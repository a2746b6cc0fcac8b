import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { MAX_XML_DEPTH_ELEMENTS } from '#shared/document/docx/limits.ts';
import { treeToDocx } from '#shared/document/docx/write-docx.ts';
import { documentToMarkdown } from '#shared/document/markdown.ts';
import { readTree } from '#shared/document/tree/read-tree.ts';
import type { ContentAnswer } from './content-messages.ts';
import type { FilePort } from './file-port.ts';
import { MAX_OFFICE_UNPACKED_BYTES } from './limits.ts';
import { importOffice } from './office-import.ts';
import {
  bomb,
  DOCUMENT_PART,
  documentXml,
  paragraph,
  relationsXml,
  renamed,
  saying,
  wordFile,
} from './testing/word-files.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

interface Imported {
  readonly answer: ContentAnswer;
  readonly kept: string[];
  readonly told: number[];
}

async function imported(bytes: Uint8Array, name = 'Plan.docx'): Promise<Imported> {
  const kept: string[] = [];
  const told: number[] = [];
  const files: Pick<FilePort, 'keep' | 'progress'> = {
    keep: (file) => {
      kept.push(file);
      return Promise.resolve(`/files/d/${'0a'.repeat(32)}/${file}`);
    },
    progress: (part) => void told.push(part),
  };
  return { answer: await importOffice(bytes, name, 7, files), kept, told };
}

async function markdownOf(bytes: Uint8Array): Promise<{ markdown: string; lost: readonly string[] }> {
  const { answer } = await imported(bytes);
  if (answer.kind !== 'imported') throw new Error(JSON.stringify(answer));
  const doc = new Y.Doc();
  Y.applyUpdate(doc, answer.update);
  return { markdown: documentToMarkdown(doc), lost: answer.lost ?? [] };
}

const textFile = (body: string): Uint8Array => wordFile({ [DOCUMENT_PART]: documentXml(body) });

describe('a Word file', () => {
  test('is a document: its text, its title by its name where it has none, its progress', async () => {
    const { answer, told } = await imported(textFile(paragraph('Many hands')), 'Our plan.docx');
    expect(answer).toMatchObject({ kind: 'imported', title: 'Our plan', lost: [] });
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBeGreaterThan(0.7);
    expect((await markdownOf(textFile(paragraph('Many hands')))).markdown).toContain('Many hands');
  });

  test('brings its images along, once each, and says which it could not', async () => {
    const drawing = (id: string): string =>
      `<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="" descr="A view"/><a:graphic><a:blip r:embed="${id}"/></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
    const file = wordFile({
      [DOCUMENT_PART]: documentXml(drawing('rId1') + drawing('rId1') + drawing('rId2')),
      'word/_rels/document.xml.rels': relationsXml({
        rId1: ['image', 'media/view.png'],
        rId2: ['image', 'media/old.emf'],
      }),
      'word/media/view.png': PNG,
      'word/media/old.emf': 'no image that a browser shows',
    });
    const { answer, kept } = await imported(file);
    expect(kept).toEqual(['view.png']);
    expect(answer).toMatchObject({ kind: 'imported', lost: ['images'] });
    expect((await markdownOf(file)).markdown.match(/!\[A view\]/gu)).toHaveLength(2);
  });

  test('keeps the lines of tracked changes that stand, notes, fields, and lists what it leaves out', async () => {
    const run = (text: string): string => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
    const field = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const file = wordFile({
      [DOCUMENT_PART]: documentXml(
        [
          `<w:p>${run('kept')}<w:ins>${run(' added')}</w:ins><w:del><w:r><w:delText> gone</w:delText></w:r></w:del></w:p>`,
          `<w:p>${field('begin')}<w:r><w:instrText>HYPERLINK "https://example.org/"</w:instrText></w:r>${field('separate')}${run('site')}${field('end')}</w:p>`,
          `<w:p>${run('see')}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>`,
          `<w:p><w:r><w:pict><v:shape/></w:pict></w:r>${run('drawn')}</w:p>`,
          `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>${run('seen')}</w:p>`,
        ].join(''),
      ),
      'word/_rels/document.xml.rels': relationsXml({ rId9: ['footnotes', 'footnotes.xml'] }),
      'word/footnotes.xml': documentXml('').replace(
        /<w:document([^>]*)>.*/u,
        `<w:footnotes$1><w:footnote w:id="2">${paragraph(' a note')}</w:footnote></w:footnotes>`,
      ),
    });
    const { markdown, lost } = await markdownOf(file);
    expect(markdown).toContain('kept added\n');
    expect(markdown).toContain('[site](https://example.org/)');
    expect(markdown).toContain('see\\[^1]');
    expect(markdown).toContain('\\[^1]: a note');
    expect(markdown).not.toContain('secret');
    expect(lost).toEqual(['tracked-changes', 'drawings', 'hidden-text']);
  });

  test('an image of another site is a link and never asked for', async () => {
    const asked: string[] = [];
    const realFetch = globalThis.fetch;
    globalThis.fetch = (input) => {
      asked.push(typeof input === 'string' ? input : 'an address');
      return Promise.reject(new Error('nothing may be fetched'));
    };
    const file = wordFile({
      [DOCUMENT_PART]: documentXml(
        '<w:p><w:r><w:drawing><a:blip r:link="rId1"/></w:drawing></w:r></w:p>' +
          '<w:p><w:r><w:drawing><a:blip r:embed="rId2"/></w:drawing></w:r></w:p>',
      ),
      'word/_rels/document.xml.rels': relationsXml({
        rId1: ['image', 'https://spy.example/one.png'],
        rId2: ['image', 'file:///etc/passwd'],
      }),
    });
    try {
      const { markdown, lost } = await markdownOf(file);
      expect(markdown).toContain('<https://spy.example/one.png>');
      expect(markdown).not.toContain('![');
      expect(lost).toEqual(['linked-images']);
      expect(asked).toEqual([]);
    } finally {
      globalThis.fetch = realFetch;
    }
  });

  test('of more columns than tables may have becomes text', async () => {
    const cells = Array.from({ length: 80 }, (_, at) => `<w:tc>${paragraph(`c${at}`)}</w:tc>`).join('');
    const { markdown, lost } = await markdownOf(textFile(`<w:tbl><w:tr>${cells}</w:tr></w:tbl>`));
    expect(markdown).toContain('c0\tc1\tc2');
    expect(lost).toEqual(['large-tables']);
  });
});

const nested = (depth: number): string =>
  '<w:sdt><w:sdtContent>'.repeat(depth) + '</w:sdtContent></w:sdt>'.repeat(depth);

/** A doctype whose entities are a billion laughs, and one that reads a file of the server. */
const LAUGHS = `<!DOCTYPE w:document [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]>`;
const EXTERNAL = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>';

describe('a file that was made to do harm is refused, and says why', () => {
  const good = textFile(paragraph('good'));
  test.each<[string, () => Uint8Array, RegExp]>([
    ['a bomb that says how large it is', () => bomb(MAX_OFFICE_UNPACKED_BYTES + 1), /unpacked/u],
    ['a bomb that says that it is small', () => saying(bomb(40_000_000), 10_000), /another size than it says/u],
    ['a bomb of one paragraph', () => bomb(60_000_000), /more than \d+ characters/u],
    [
      'entities in entities',
      () => wordFile({ [DOCUMENT_PART]: documentXml(paragraph('&c;'), LAUGHS) }),
      /document type or entities/u,
    ],
    [
      'an entity of a file of the server',
      () => wordFile({ [DOCUMENT_PART]: documentXml(paragraph('&x;'), EXTERNAL) }),
      /document type or entities/u,
    ],
    ['an entity that there is not', () => textFile(paragraph('&nothing;')), /well-formed/u],
    [
      '10,000 levels',
      () => textFile(nested(5_000)),
      new RegExp(`${MAX_XML_DEPTH_ELEMENTS} elements inside each other`, 'u'),
    ],
    ['10,000 tables in tables', () => textFile('<w:tbl><w:tr><w:tc>'.repeat(3_400)), /inside each other/u],
    [
      'a part that lies outside',
      () => wordFile({ [DOCUMENT_PART]: documentXml(''), '../../etc/cron.d/x': 'x' }),
      /leads out of it/u,
    ],
    [
      'a part with a path from the root',
      () => wordFile({ [DOCUMENT_PART]: documentXml(''), '/etc/cron.d/x': 'x' }),
      /leads out of it/u,
    ],
    [
      'two parts of one name',
      () =>
        renamed(
          wordFile({ [DOCUMENT_PART]: documentXml(''), 'word/documens.xml': 'x' }),
          'word/documens.xml',
          DOCUMENT_PART,
        ),
      /one name/u,
    ],
    ['an archive that is cut off', () => good.subarray(0, good.length - 40), /damaged or cut off/u],
    [
      'an archive whose middle is cut out',
      () => new Uint8Array([...good.subarray(0, 60), ...good.subarray(90)]),
      /damaged or cut off/u,
    ],
    ['macros', () => wordFile({ [DOCUMENT_PART]: documentXml(paragraph('x')), 'word/vbaProject.bin': 'x' }), /macros/u],
    [
      'a file of an old Word, or with a password',
      () => new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]),
      /password/u,
    ],
    ['no archive', () => new TextEncoder().encode('%PDF-1.7 not a Word file'), /no \.docx file/u],
    ['nothing', () => new Uint8Array(), /no \.docx file/u],
    ['an archive of something else', () => wordFile({ 'content.xml': '<x/>' }), /no Word document/u],
    ['text that is no XML', () => wordFile({ [DOCUMENT_PART]: '<w:document><w:body>' }), /well-formed/u],
    [
      'text in another encoding',
      () => wordFile({ [DOCUMENT_PART]: new Uint8Array([0xff, 0xfe, 0x3c, 0]) }),
      /not UTF-8/u,
    ],
    ['more paragraphs than a document may have', () => textFile('<w:p/>'.repeat(45_000)), /paragraphs/u],
    [
      'more cells than tables may have',
      () => textFile(`<w:tbl>${`<w:tr>${'<w:tc/>'.repeat(60)}</w:tr>`.repeat(999)}</w:tbl>`.repeat(2)),
      /cells/u,
    ],
    [
      'an element of 10,000 attributes',
      () => textFile(`<w:p ${Array.from({ length: 10_000 }, (_, at) => `a${at}=""`).join(' ')}/>`),
      /attributes/u,
    ],
  ])('%s', async (_, make, reason) => {
    const { answer, kept } = await imported(make());
    expect(answer).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) });
    expect(kept).toEqual([]);
  });

  test('a style that is based on itself, a note that refers to itself: read, and no more than once', async () => {
    const style = `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="A"><w:name w:val="A"/><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style></w:styles>`;
    const file = wordFile({
      [DOCUMENT_PART]: documentXml(
        `<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>x</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`,
      ),
      'word/_rels/document.xml.rels': relationsXml({ r1: ['styles', 'styles.xml'], r2: ['footnotes', 'notes.xml'] }),
      'word/styles.xml': style,
      'word/notes.xml': documentXml('').replace(
        /<w:document([^>]*)>.*/u,
        '<w:footnotes$1><w:footnote w:id="2"><w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p></w:footnote></w:footnotes>',
      ),
    });
    expect((await markdownOf(file)).markdown).toContain('\\[^1]: \\[^1]');
  });
});

test('a book that we wrote comes back whole, and is told of on the way', async () => {
  const { markdownToUpdate } = await import('#shared/document/markdown.ts');
  const page = `## Chapter\n\n${'Many hands make light work, and many more make it lighter. '.repeat(8)}\n\n- one\n- **two**\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n`;
  const doc = new Y.Doc();
  Y.applyUpdate(doc, markdownToUpdate(`# Book\n\n${page.repeat(300)}`, { clientId: 1 }).update);
  const tree = readTree(doc);
  const { bytes } = await treeToDocx(tree, { pictures: new Map(), base: 'https://docs.example' });
  const { answer, told } = await imported(new Uint8Array(bytes));
  if (answer.kind !== 'imported') throw new Error(JSON.stringify(answer));
  const back = new Y.Doc();
  Y.applyUpdate(back, answer.update);
  expect(readTree(back)).toEqual(tree);
  expect(told.length).toBeGreaterThan(3);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});
