// @vitest-environment happy-dom
import { registerRichText } from '@lexical/rich-text';
import { $getRoot, type LexicalEditor, PASTE_COMMAND } from 'lexical';
import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from '#shared/document/binding.ts';
import { documentToMarkdown } from '#shared/document/markdown.ts';
import { registerPaste } from './paste.ts';
import { mountEditor } from './testing/mounted-editor.ts';

/** What other programs put on the clipboard, and what a document makes of it, as Markdown. */

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

interface Page {
  readonly editor: LexicalEditor;
  readonly doc: Y.Doc;
  /** what was to be uploaded, and where it goes */
  readonly files: [files: File[], at: Parameters<Parameters<typeof registerPaste>[1]>[1]][];
  readonly undo: () => void;
}

function open(): Page {
  const doc = new Y.Doc();
  const { editor, unmount } = mountEditor();
  const files: Page['files'] = [];
  const binding = bindDocument(editor, doc, { clock: () => 0 });
  stops.push(
    registerRichText(editor),
    registerPaste(editor, (given, at) => files.push([[...given], at])),
    () => binding.stop(),
    unmount,
  );
  editor.update(() => void $getRoot().selectEnd(), { discrete: true });
  return { editor, doc, files, undo: () => binding.undo() };
}

function paste(data: Readonly<Record<string, string>>, { editor, doc }: Pick<Page, 'editor' | 'doc'> = open()): string {
  const event = new Event('paste', { cancelable: true });
  Object.assign(event, { clipboardData: { getData: (type: string) => data[type] ?? '', types: Object.keys(data) } });
  editor.update(() => void editor.dispatchCommand(PASTE_COMMAND, event as ClipboardEvent), { discrete: true });
  return documentToMarkdown(doc)
    .replace(/^---\n[^]*?\n---\n+/u, '')
    .trim();
}
const html = (text: string): string => paste({ 'text/html': text, 'text/plain': 'not this' });

test('Google Docs', () => {
  const span = (style: string, words: string): string =>
    `<span style="font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;${style}font-variant:normal;vertical-align:baseline;white-space:pre-wrap;">${words}</span>`;
  const plain = 'font-weight:400;font-style:normal;text-decoration:none;';
  expect(
    html(
      `<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-6f2">` +
        `<h1 dir="ltr" style="line-height:1.38;margin-top:20pt;">${span(plain, 'Minutes')}</h1>` +
        `<p dir="ltr" style="line-height:1.38;">${span('font-weight:700;font-style:normal;', 'Present:')}${span(plain, ' Ana, ')}${span('font-weight:400;font-style:italic;', 'Ben')}</p>` +
        `<ul style="margin-top:0;padding-inline-start:48px;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation">${span(plain, 'one')}</p></li>` +
        `<ul style="margin-top:0;"><li dir="ltr" style="list-style-type:circle;" aria-level="2"><p dir="ltr" role="presentation">${span(plain, 'under one')}</p></li></ul>` +
        `<li dir="ltr" aria-level="1"><p dir="ltr" role="presentation">${span(plain, 'two')}</p></li></ul>` +
        `<p dir="ltr"><a href="https://example.org/plan" style="text-decoration:none;">${span('font-weight:400;text-decoration:underline;color:#1155cc;', 'the plan')}</a></p></b><br class="Apple-interchange-newline">`,
    ),
  ).toBe('# Minutes\n\n**Present:** Ana, *Ben*\n\n- one\n  - under one\n- two\n\n[the plan](https://example.org/plan)');
});

test('Word', () => {
  const item = (level: number, sign: string, words: string): string =>
    `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>${words}<o:p></o:p></p>`;
  expect(
    html(
      `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0cm;} --></style></head><body lang=EN-GB>` +
        `<!--StartFragment--><h2>Costs<o:p></o:p></h2><p class=MsoNormal style='margin-bottom:8.0pt'><b><span style='color:red'>Roof</span></b><span style='mso-spacerun:yes'> </span>and lift<o:p></o:p></p>` +
        item(1, '·', 'lamps') +
        item(2, 'o', 'warm ones') +
        item(1, '·', 'shelves') +
        `<!--EndFragment--></body></html>`,
    ),
  ).toBe('## Costs\n\n**Roof** and lift\n\n- lamps\n  - warm ones\n- shelves');
});

test('a page of GitHub', () => {
  expect(
    html(
      `<div class="markdown-heading" dir="auto"><h2 tabindex="-1" class="heading-element" dir="auto">Install</h2><a id="user-content-install" class="anchor" aria-label="Permalink: Install" href="https://github.com/x/y#install"><svg class="octicon octicon-link" viewBox="0 0 16 16"><path d="m7.775 3.275"></path></svg></a></div>` +
        `<p dir="auto"><a href="https://ci.example.org/run" rel="nofollow"><img src="https://camo.example.org/badge.svg" alt="CI: passing" style="max-width:100%;"></a></p>` +
        `<p dir="auto">Run <code>npm i</code>, then read <a href="https://example.org/docs">the docs</a>.</p>` +
        `<div class="highlight highlight-source-shell" dir="auto"><pre>npm i <span class="pl-k">&amp;&amp;</span> npm start\nnpm test</pre><div class="zeroclipboard-container"><clipboard-copy aria-label="Copy" value="npm i"><svg class="octicon"></svg></clipboard-copy></div></div>` +
        `<ul class="contains-task-list"><li class="task-list-item"><input type="checkbox" class="task-list-item-checkbox" disabled checked> done</li><li class="task-list-item"><input type="checkbox" disabled> to do</li></ul>` +
        `<blockquote><p dir="auto">said</p></blockquote>`,
    ),
  ).toBe(
    '## Install\n\n[CI: passing](https://ci.example.org/run)\n\nRun `npm i`, then read [the docs](https://example.org/docs).\n\n```\nnpm i && npm start\nnpm test\n```\n\n- [x] done\n- [ ] to do\n\n> said',
  );
});

test('a nested list, numbered in bulleted', () => {
  expect(html('<ul><li>a<ol><li>b</li><li>c<ul><li>d</li></ul></li></ol></li><li>e</li></ul>')).toBe(
    '- a\n  1. b\n  2. c\n     - d\n- e',
  );
});

test('an empty quote is one, and takes nothing from what is around it', () => {
  const opened = open();
  paste({ 'text/html': '<p>a</p><blockquote><br></blockquote><p>b</p>' }, opened);
  const blocks = opened.editor.read(() =>
    $getRoot()
      .getChildren()
      .map((block) => `${block.getType()} ${block.getTextContent()}`),
  );
  // Markdown has none
  expect(blocks).toEqual(['paragraph a', 'quote ', 'paragraph b']);
});

test('an image keeps its address; what has none is the words of it', () => {
  expect(
    html(
      '<p>See <img src="x.png" alt=" the   floor plan "> here<img src="https://e.example/p.gif" width="1" height="1"></p>',
    ),
  ).toBe('See the floor plan here');
  expect(html('<p>See <img src="https://example.org/plan.png" alt="the plan"> here</p>')).toBe(
    'See\n\n![the plan](https://example.org/plan.png)\n\nhere',
  );
});

test('an image that is in the page is uploaded, and comes in place of a line that was left for it', () => {
  const page = open();
  const png = 'data:image/png;base64,iVBORw0KGgo=';
  const text = paste(
    { 'text/html': `<p>one</p><img src="${png}" alt="a/view"><p>two</p><img src="data:image/png;base64,">` },
    page,
  );
  expect(text).toBe('one\n\ntwo');
  const [[files, at] = [], ...more] = page.files;
  expect(more).toEqual([]);
  expect(files?.map(({ name, type, size }) => [name, type, size])).toEqual([['a view.png', 'image/png', 8]]);
  const lines = page.editor.read(() =>
    $getRoot()
      .getChildren()
      .map((node) => [node.getKey(), node.getTextContent()]),
  );
  expect(lines[1]).toEqual([at !== null && at !== undefined && 'block' in at ? at.block : null, '']);
});

test('a whole page is one step of undo', () => {
  const page = open();
  paste({ 'text/html': '<h1>a</h1><ul><li>b</li></ul><table><tr><td>c</td><td>d</td></tr></table>' }, page);
  page.undo();
  expect(page.editor.read(() => $getRoot().getTextContent())).toBe('');
});

test('nothing that runs, nothing that only looks', () => {
  expect(
    html(
      '<style>p{color:red}</style><p style="color:red;font-size:40px" onclick="x()"><font face="Comic Sans">Hi</font> <a href="javascript:alert(1)">there</a> <a href="JaVa\nScript:x">again</a></p><script>x()</script>',
    ),
  ).toBe('Hi there again');
});

test('plain text stays plain, an address alone is a link', () => {
  expect(paste({ 'text/plain': '# not a heading\n\nand *not* this' })).toBe('\\# not a heading\n\nand \\*not\\* this');
  expect(paste({ 'text/plain': ' https://example.org/x ' })).toBe('<https://example.org/x>');
});

test('colours: the nearest of ours, nested ones added up; black text, links and headings get none', () => {
  const page = open();
  paste(
    {
      'text/html':
        '<h2><span style="color:#2F5496">Title</span></h2><p><span style="color:#000000">black</span> ' +
        '<span style="color:#c00000">red <span style="background-color:#ffff00"><b>both</b></span></span> ' +
        '<a href="https://example.org/"><span style="color:#1155cc">link</span></a></p>',
    },
    page,
  );
  const runs = page.editor.read(() =>
    $getRoot()
      .getAllTextNodes()
      .map((node) => [node.getTextContent(), node.getStyle()]),
  );
  expect(runs).toEqual([
    ['Title', ''],
    ['black ', ''],
    ['red ', 'color: var(--mh-color-red);'],
    ['both', 'color: var(--mh-color-red); background-color: var(--mh-mark-yellow);'],
    [' ', ''],
    ['link', ''],
  ]);
});
