import { describe, expect, test } from 'vitest';
import { walk } from '../tree/block.ts';
import { outlineOf } from '../tree/testing/outline.ts';
import { HtmlLimitError } from './limits.ts';
import { parseHtml } from './parse-html.ts';
import { readHtml } from './read-html.ts';

const read = (html: string): string => outlineOf(readHtml(parseHtml(html), html).blocks);
const lines = (...all: readonly string[]): string => all.join('\n');

describe('what comes through', () => {
  test('headings, lists, links, quotes, code and formats', () => {
    expect(
      read(
        '<h2>Head</h2><p>Hi <strong>b</strong><em>i</em><u>u</u><s>s</s><code>c</code><sub>1</sub> <a href="https://ok.org">ok</a></p>' +
          '<ul><li>a<ul><li>b</li></ul></li></ul><ol start="3"><li>c</li></ol><blockquote>q</blockquote><hr>',
      ),
    ).toBe(
      lines(
        'h2: Head',
        'p: Hi ‹bold: b›‹italic: i›‹underline: u›‹strike: s›‹code: c›‹sub: 1› ‹https://ok.org: ok›',
        'bullet: a',
        'bullet (level=1): b',
        'number (start=3): c',
        'quote: q',
        'hr:',
      ),
    );
  });

  test('colours become the nearest of ours; headings, links, and black on white get none', () => {
    expect(
      read('<p style="text-align:center"><font color="#a00">red</font></p><h1><font color="red">red</font></h1>'),
    ).toBe(lines('p: ‹color red: red›', 'h1: red'));
    expect(read('<p><mark>a <span style="color:#000;background:#fff">b</span></mark></p>')).toBe(
      'p: ‹mark yellow: a b›',
    );
    expect(read('<a href="https://ok.org" style="color:red"><u style="color:red">ok</u></a>')).toBe(
      'p: ‹https://ok.org: ok›',
    );
    expect(read('<h3 style="font-weight:600">Head</h3>')).toBe('h3: Head');
  });

  test('white space is taken together as a browser does it, and kept where a style says so', () => {
    expect(read('<p> one\n  <b> two </b>\n<i>three</i> </p>\n<p>four<br>\n five<br></p>')).toBe(
      lines('p: one ‹bold: two ›‹italic: three›', 'p: four⏎five'),
    );
    expect(read('<p style="white-space:pre-wrap"> a  b\tc</p><p>d<span style="white-space:pre">  \t</span>e</p>')).toBe(
      lines('p:  a  b⇥c', 'p: d  ⇥e'),
    );
  });

  test('lines are paragraphs, however deep; those of an item are lines of it', () => {
    expect(read('<div><div>one</div><section>two <b>x</b></section></div>three')).toBe(
      lines('p: one', 'p: two ‹bold: x›', 'p: three'),
    );
    expect(read('<ul><li><p>a</p><p>b</p><pre>c</pre><p>d</p></li><li><div>e</div>f</li></ul>')).toBe(
      lines('bullet: a⏎b', 'code: c', 'p (level=1): d', 'bullet: e⏎f'),
    );
  });

  test('an image in the midst of a block stands between its halves', () => {
    expect(
      read(
        '<p>See <img src="https://e.org/a.png" alt="it"> here</p><ul><li>a<img src="https://e.org/b.png">b</li></ul>',
      ),
    ).toBe(
      lines(
        'p: See',
        'image (alt=it src=https://e.org/a.png):',
        'p: here',
        'bullet: a',
        'image (src=https://e.org/b.png):',
        'p: b',
      ),
    );
    expect(read('<figure><img src="https://e.org/a.png"><figcaption>The <b>view</b></figcaption></figure>')).toBe(
      'image (src=https://e.org/a.png): The ‹bold: view›',
    );
  });

  test('a highlighter’s code is plain text', () => {
    expect(read('<pre><span style="color:red">let</span> <a href="https://x.y">a</a>;\n  b</pre>')).toBe(
      'code: let a;⏎  b',
    );
  });

  test('a table has a cell for each place; header cells make header rows and columns', () => {
    expect(
      read(
        '<table border=1><caption>T</caption><thead><tr><td class=x>a</td><td>b</td></tr></thead>' +
          '<tbody><tr><td rowspan=2 style="background:#fdd"><p>c</p></td><td><b>d</b></td></tr><tr><td>e</td></tr></tbody></table>',
      ),
    ).toBe(
      lines(
        'p: T',
        'table',
        '  row, header',
        '    cell: p: a',
        '    cell: p: b',
        '  row',
        '    cell (2 × 1, red): p: c',
        '    cell: p: ‹bold: d›',
        '  row',
        '    cell',
        '    cell: p: e',
      ),
    );
    expect(read('<table><tr><th>a<td>b<tr><th>c<td>d</table>')).toContain('table with a header column');
  });

  test('a table of one cell is what is in it, and one in another is lines', () => {
    expect(read('<table><tr><td><p>only</p></td></tr></table>')).toBe('p: only');
    expect(read('<table><tr><td>a<td><table><tr><td>b<td> c </table></table>')).toBe(
      lines('table', '  row', '    cell: p: a', '    cell: p: b⇥c'),
    );
  });

  test('more columns and rows than a table may have lose nothing', () => {
    const cells = Array.from({ length: 70 }, (_, at) => `<td>c${at}</td>`).join('');
    const wide = read(`<table><tr>${cells}</tr><tr><td>x</td></tr></table>`);
    for (let at = 0; at < 70; at += 1) expect(wide).toContain(`p: c${at}`);
    const { blocks } = readHtml(parseHtml(`<table>${'<tr><td>a<td>b'.repeat(1_500)}</table>`), '');
    expect(blocks.map((block) => (block.kind === 'table' ? block.rows.length : 0))).toEqual([1_000, 500]);
  });

  test('each quoted paragraph is a quote, and an empty one stays', () => {
    expect(read('<blockquote>\n<p>one <b>x</b></p>\n<p>two</p><ul><li>a</li></ul>and <i>three</i></blockquote>')).toBe(
      lines('quote: one ‹bold: x›', 'quote: two', 'bullet: a', 'quote: and ‹italic: three›'),
    );
    for (const quote of [
      '<blockquote></blockquote>',
      '<blockquote> <br>\n</blockquote>',
      '<blockquote><p></p></blockquote>',
    ])
      expect(read(`<p>a</p>${quote}<p>b</p>`)).toBe(lines('p: a', 'quote:', 'p: b'));
    expect(read('<blockquote>a<blockquote></blockquote></blockquote>')).toBe(lines('quote: a', 'quote:'));
  });

  test('words alone belong in a line, a paragraph does not', () => {
    const isInline = (html: string): boolean => readHtml(parseHtml(html), html).isInline;
    expect(['a <b>b</b>', '<meta charset=utf-8><span>a</span>'].map(isInline)).toEqual([true, true]);
    expect(['<p>a</p>', 'a<p>b</p>', '<h1>a</h1>', ''].map(isInline)).toEqual([false, false, false, false]);
  });
});

describe('what never comes through', () => {
  test.each([
    '<script>x()</script>',
    '<style>p{}</style>',
    '<img src="x" onerror="x()">',
    '<img src="https://e.example/p.gif" width=1 height=1>',
    '<svg onload="x()"><a href="javascript:x()">t</a></svg>',
    '<iframe srcdoc="<script>x()</script>"></iframe>',
    '<object data="x"></object>',
    '<video src="x"></video>',
    '<template><p>x</p></template>',
    '<button>x</button>',
    '<p hidden>x</p>',
    '<span style="display:none">x</span>',
    '<span style="opacity:0">x</span>',
  ])('%s', (html) => {
    expect(read(html)).toBe('');
  });

  test.each(['javascript:x()', ' java\nscript:x()', 'data:text/html,x', 'vbscript:x', '/relative'])(
    'a link to %j is its words',
    (href) => {
      expect(read(`<a href="${href}">words</a>`)).toBe('p: words');
    },
  );

  test('what says that it is ours is held to the same rules', () => {
    const own = (inside: string): string => `<main data-mh-document="1">${inside}</main>`;
    const link = '{"link":{"url":"javascript:x()"},"evil":1,"bold":"x"}';
    expect(read(own(`<p><span data-mh-marks='${link}'>a</span></p>`))).toBe('p: ‹bold: a›');
    expect(read(own(`<p data-mh-props='{"in":"x","id":"y","d":true,"at":[1,2],"level":2}'>a</p>`))).toBe(
      'p (level=2): a',
    );
    expect(
      read(own(`<figure data-mh-props='{"t":"image","src":"javascript:x()"}'><img src="data:text/html,x"></figure>`)),
    ).toBe('image:');
    expect(read(own(`<p data-mh-props='{"t":"embed","url":"javascript:x()"}'>a</p>`))).toBe('embed:');
  });
});

test.each<[string, string]>([
  ['elements in each other', '<b>'.repeat(10_000)],
  [
    'formats that are opened anew in each paragraph',
    `<p>${Array.from({ length: 300 }, (_, at) => `<b a=${at}>`).join('')}${'<p>a'.repeat(5_000)}`,
  ],
  [
    'a table of merged cells',
    `<main data-mh-document=1><table>${'<tr><td colspan=1000>a'.repeat(1_000)}</table></main>`,
  ],
])('%s: refused by a limit that is named', (_, html) => {
  expect(() => readHtml(parseHtml(html), html)).toThrow(HtmlLimitError);
});

test.each<[string, string]>([
  ['an open tag', '<'.repeat(500_000)],
  ['styles without end', `<p style="${'('.repeat(200_000)}">a</p>`],
  ['names without a value', `<p style="${'a'.repeat(4_000)}">a`.repeat(2_000)],
  ['comments of styles without end', `<style>${'/* '.repeat(160_000)}</style><p>b</p>`],
  [
    'a rule for many classes',
    `<style>${`${'.a,'.repeat(160)}.a{${'b'.repeat(3_900)}}`.repeat(100)}</style><p class=a>b</p>`,
  ],
  ['spaces that are no empty line', `<p>${'&nbsp;'.repeat(400_000)}x</p>`],
  ['a width with spaces', `<p>a<img width="1${' '.repeat(400_000)}x">b</p>`],
  ['an item’s sign of digits', `<p style="mso-list:l0 level1"><b style="mso-list:Ignore">${'1'.repeat(400)}x</b>a</p>`],
  ['rules without end', `<style>${'a{'.repeat(100_000)}</style><p class=a>b</p>`],
  ['merged cells over each other', `<table>${'<tr><td rowspan=65534 colspan=1000>a'.repeat(2_000)}</table>`],
  ['lists in lists', '<ul><li>a'.repeat(200)],
])('%s: read in bounded time', (_, html) => {
  expect([...walk(readHtml(parseHtml(html), html).blocks)].length).toBeGreaterThan(0);
});
