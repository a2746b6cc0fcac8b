/**
 * What other programs put on the clipboard, with words of our own in the structure that they write. `shape` says where that structure is from:
 * recordings that others published with the tests of their editors.
 */
import { readFileSync } from 'node:fs';

export interface ClipboardSample {
  readonly name: string;
  readonly title: string;
  readonly shape: string;
  readonly html: string;
  /** what stands beside it as plain text, where that matters */
  readonly plain: string | null;
}

const CKEDITOR = 'recordings of CKEditor 5 (`ckeditor5-paste-from-office/tests/_data`)';

const SAMPLES: readonly (readonly [name: string, title: string, shape: string, hasPlain?: true])[] = [
  ['word-windows', 'Word, Windows', `${CKEDITOR}: lists, images, page breaks, tables`],
  ['word-mac', 'Word, Mac, through Safari', `${CKEDITOR}: \`list/nested-mixed/input.safari.word2016.html\``],
  ['word-online', 'Word in a browser', 'editors whose code names `OutlineElement`, `EOP`, `data-aria-level`'],
  ['google-docs', 'Google Docs', `${CKEDITOR}: \`paste-from-google-docs\`; check lists as Lexical’s tests have them`],
  [
    'google-sheets',
    'Google Sheets',
    'recordings of Univer and others: `google-sheets-html-origin`, `data-sheets-value`',
    true,
  ],
  ['excel', 'Excel', `${CKEDITOR}; classes of cells as Excel’s own HTML export has them`, true],
  [
    'notion',
    'Notion',
    'what Notion’s comment `notionvc` stands behind in pages that were pasted; line breaks in a block are written as such',
  ],
  ['outlook-windows', 'Outlook, Windows', `messages in public mailing lists (\`Microsoft Word 15 (filtered medium)\`)`],
  ['outlook-web', 'Outlook in a browser', 'messages in public mailing lists (`elementToProof`, `divRplyFwdMsg`)'],
  ['apple-pages', 'Pages and TextEdit', 'files of the Cocoa HTML Writer in public repositories'],
  ['apple-notes', 'Apple Notes', 'tests of editors that name it: a `div` a line, lists with a dash'],
  ['libreoffice', 'LibreOffice Writer', 'files whose generator is LibreOffice in public repositories'],
  ['github', 'A page of GitHub', 'GitHub’s pages of Markdown'],
  ['chatgpt', 'An answer of ChatGPT', 'pages drawn with KaTeX and highlight.js'],
  ['vscode', 'Visual Studio Code', 'a recording in Zulip’s tests (`compose_paste.test.cjs`)'],
  ['prosemirror', 'Editors on ProseMirror', 'ProseMirror’s `data-pm-slice` and Tiptap’s task lists'],
  ['hostile', 'A page that means harm', 'what sanitisers are tested with'],
];

export function clipboardSamples(): ClipboardSample[] {
  const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  return SAMPLES.map(([name, title, shape, hasPlain]) => ({
    name,
    title,
    shape,
    html: read(`${name}.html`),
    plain: hasPlain === true ? read(`${name}.txt`) : null,
  }));
}
