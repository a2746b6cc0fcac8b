import { expect, test } from 'vitest';
import { intern, NONE } from '../attributes.ts';
import { makeProps } from '../props.ts';
import type { Block } from '../tree/block.ts';
import { leaf } from '../tree/block.ts';
import { treeToPrint } from './to-print.ts';

const text = (words: string) => ({ kind: 'text' as const, text: words, attributes: NONE });
const src = `/files/d/${'1b'.repeat(32)}/a.png`;
const base = 'https://docs.example.org';
const typeset = (tex: string, isBlock: boolean): string | null =>
  tex === 'odd' ? null : `<math${isBlock ? ' display="block"' : ''}><mi>${tex}</mi></math>`;

function print(...blocks: readonly Block[]): string {
  const images = new Map([[src, 'data:image/png;base64,AA']]);
  const html = treeToPrint({ title: '', blocks }, { images, base, typeset });
  return html.slice(html.indexOf('<main'));
}

test('images are in the page, those of elsewhere are links', () => {
  const elsewhere = 'https://example.org/a.png';
  const page = print(
    leaf(makeProps('image', { src, alt: 'A' }), []),
    leaf(makeProps('image', { src: elsewhere, alt: 'B' }), []),
  );
  expect(page).toContain('<img src="data:image/png;base64,AA" alt="A">');
  expect(page).toContain('<a href="https://example.org/a.png">B</a>');
});

test('links to files lead to the site, and those to headings stay in the page', () => {
  const gone = `/files/d/${'2c'.repeat(32)}/b.png`;
  const page = print(
    leaf(makeProps('toc', {}), []),
    leaf(makeProps('h1', {}), [text('One')]),
    leaf(makeProps('file', { src: `/files/d/${'3d'.repeat(32)}/c.pdf`, name: 'c.pdf' }), []),
    leaf(makeProps('image', { src: gone, alt: 'B' }), []),
  );
  expect(page).toContain('<a href="#heading-1">One</a>');
  expect(page).toContain(`<a href="https://docs.example.org/files/d/${'3d'.repeat(32)}/c.pdf"`);
  expect(page).toContain(`<a href="https://docs.example.org${gone}">B</a>`);
});

test('formulas are drawn, and stay what they are where that cannot be', () => {
  const formula = { kind: 'embed' as const, embed: { t: 'formula', tex: 'a<b' }, attributes: NONE };
  const page = print(
    leaf(makeProps('p', {}), [text('as '), formula]),
    leaf(makeProps('formula', {}), [text('x')]),
    leaf(makeProps('formula', {}), [text('odd')]),
  );
  expect(page).toContain('as <span class="drawn"><math><mi>a<b</mi></math></span>');
  expect(page).toContain('<p class="drawn"><math display="block"><mi>x</mi></math></p>');
  expect(page).toContain('<code>odd</code></pre>');
});

test('folds are open, and nothing may be loaded', () => {
  const fold: Block = {
    kind: 'container',
    props: intern({ t: 'fold', closed: true }),
    runs: [text('T')],
    children: [],
  };
  expect(print(fold)).toContain('<details open>');
  const whole = treeToPrint({ title: 'T', blocks: [] }, { images: new Map(), base, typeset });
  expect(whole).toContain('img-src data:');
  expect(whole).not.toContain('img-src http');
});
