// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest';
import { cleanHtml } from './clean-html.ts';
import { restoreWordLists } from './word-lists.ts';

function clean(html: string): string {
  const source = new DOMParser().parseFromString(`<!doctype html><html><body>${html}</body></html>`, 'text/html');
  restoreWordLists(source);
  const holder = document.createElement('div');
  holder.append(cleanHtml(source, document));
  return holder.innerHTML;
}

describe('what comes through', () => {
  test('headings, lists, links, quotes, code and formats stay', () => {
    const kept =
      '<h2>Head</h2><p>Hi <strong>b</strong><em>i</em><u>u</u><s>s</s><code>c</code> <a href="https://ok.org">ok</a></p>' +
      '<ul><li>a<ul><li>b</li></ul></li></ul><ol start="3"><li>c</li></ol><blockquote>q</blockquote><hr>';
    expect(clean(kept)).toBe(kept);
  });

  test('classes, ids and targets go, the words stay, and colours become the nearest of ours', () => {
    expect(clean('<p class="x" id="y" style="color:red;text-align:center"><font color="#a00">red</font></p>')).toBe(
      '<p><span data-color="red" data-mark="">red</span></p>',
    );
    expect(clean('<h1><font color="red">red</font></h1>')).toBe('<h1>red</h1>');
    expect(clean('<p><mark>a <span style="color:#000;background:#fff">b</span></mark></p>')).toBe(
      '<p><span data-color="" data-mark="yellow">a b</span></p>',
    );
    expect(clean('<a href="https://ok.org" target="_blank" onclick="x()" style="color:red">ok</a>')).toBe(
      '<a href="https://ok.org">ok</a>',
    );
  });

  test('lines are paragraphs, however deep', () => {
    expect(clean('<div><div>one</div><section>two <b>x</b></section></div>three')).toBe(
      '<p>one</p><p>two <strong>x</strong></p>three',
    );
  });

  test('a highlighter’s code is plain text', () => {
    expect(clean('<pre><span class="k" style="color:red">let</span> <a href="https://x.y">a</a>;\n  b</pre>')).toBe(
      '<pre>let a;\n  b</pre>',
    );
  });

  test('a table stays one, with a cell for each place, and colours that are ours', () => {
    expect(
      clean(
        '<table border=1><caption>T</caption><colgroup><col></colgroup><thead><tr><td class=x>a</td><td>b</td></tr></thead>' +
          '<tbody><tr><td rowspan=2 style="background:#fdd"><p>c</p></td><td><b>d</b></td></tr><tr><th>e</th></tr></tbody></table>',
      ),
    ).toBe(
      '<p>T</p><table><tr><th>a</th><th>b</th></tr><tr><td style="background-color: red;"><p>c</p></td><td><strong>d</strong></td></tr>' +
        '<tr><td></td><th>e</th></tr></table>',
    );
    expect(clean('<table><tr><td colspan=0>a<td colspan=9999 rowspan=9999>b</table>')).toContain('<td>b</td>');
  });

  test('a table of one cell is what is in it, and one in another is lines', () => {
    expect(clean('<table><tr><td><p>only</p></td></tr></table>')).toBe('<p>only</p>');
    expect(clean('<table><tr><td>a</td><td><table><tr><td>b</td><td> c </td></tr></table></td></tr></table>')).toBe(
      '<table><tr><td>a</td><td><p>b<span style="white-space: pre;">\t</span>c</p></td></tr></table>',
    );
  });

  test('each quoted paragraph is a quote', () => {
    expect(clean('<blockquote>\n<p>one <b>x</b></p>\n<p>two</p><ul><li>a</li></ul>and <i>three</i></blockquote>')).toBe(
      '<blockquote>one <strong>x</strong></blockquote><blockquote>two</blockquote><ul><li>a</li></ul><blockquote>and <em>three</em></blockquote>',
    );
  });
});

describe('an empty quote', () => {
  test.each(['<blockquote></blockquote>', '<blockquote> <br>\n</blockquote>', '<blockquote><p></p></blockquote>'])(
    '%j stays one, between what is around it',
    (quote) => {
      expect(clean(`<p>a</p>${quote}<p>b</p>`)).toBe('<p>a</p><blockquote></blockquote><p>b</p>');
    },
  );

  test('among quoted paragraphs, and in a quote', () => {
    expect(clean('<blockquote><p>a</p> <p></p> <p>b</p></blockquote>')).toBe(
      '<blockquote>a</blockquote><blockquote></blockquote><blockquote>b</blockquote>',
    );
    expect(clean('<blockquote>a<blockquote></blockquote></blockquote>')).toBe(
      '<blockquote>a</blockquote><blockquote></blockquote>',
    );
  });
});

describe('what other programs write', () => {
  test('formats in styles, and Google’s bold that is none', () => {
    expect(
      clean(
        '<b style="font-weight:normal" id="docs-internal-guid-1"><span style="font-weight:700;font-style:italic">x</span> y</b>',
      ),
    ).toBe('<strong><em>x</em></strong> y');
    expect(clean('<span style="text-decoration: underline line-through">x</span>')).toBe('<u><s>x</s></u>');
  });

  test('task lists', () => {
    expect(
      clean('<ul><li><input type="checkbox" checked disabled> done</li><li><input type="checkbox"> todo</li></ul>'),
    ).toBe(
      '<ul><li role="checkbox" aria-checked="true"> done</li><li role="checkbox" aria-checked="false"> todo</li></ul>',
    );
  });

  test('Word’s paragraphs that look like a list', () => {
    const item = (level: number, sign: string, text: string): string =>
      `<p style="mso-list:l0 level${level} lfo1"><span style="mso-list:Ignore">${sign}</span>${text}</p>`;
    expect(clean(item(1, '·', 'a') + item(2, '1.', 'b') + item(1, '·', 'c') + '<p>after</p>')).toBe(
      '<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul><p>after</p>',
    );
  });
});

describe('what never comes through', () => {
  const evil: readonly string[] = [
    '<script>x()</script>',
    '<style>p{}</style>',
    '<img src="x" onerror="x()">',
    '<svg onload="x()"><a href="javascript:x()">t</a></svg>',
    '<iframe srcdoc="<script>x()</script>"></iframe>',
    '<object data="x"></object>',
    '<video src="x"></video>',
    '<template><p>x</p></template>',
    '<button>x</button>',
    '<p hidden>x</p>',
    '<span style="display:none">x</span>',
  ];
  test.each(evil)('%s', (html) => {
    expect(clean(html)).toBe('');
  });

  test('a link to an unsafe address is its words', () => {
    for (const href of ['javascript:x()', ' java\nscript:x()', 'data:text/html,x', 'vbscript:x', '/relative']) {
      expect(clean(`<a href="${href}">words</a>`)).toBe('words');
    }
  });

  test('depth has an end', () => {
    expect(clean(`${'<b>'.repeat(2_000)}deep`).length).toBeLessThan(20_000);
  });
});
