/** Code, and other blocks whose text is plain. */
import { NONE } from '../attributes.ts';
import type { Run } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { Leaf } from '../tree/block.ts';
import { looseProps } from '../tree/loose-props.ts';
import { DROPPED, LINES } from './element-kinds.ts';
import { descendants } from './html-node.ts';
import type { HtmlElement, HtmlNode } from './html-node.ts';

/** A `pre`. What stands in it beside its code are buttons and the language’s name. */
export function readCode(element: HtmlElement): Leaf {
  const codes = [...descendants(element)].filter(({ tag }) => tag === 'code');
  const [code = element] = codes.length === 1 ? codes : [];
  return codeOf(languageOf(code) ?? languageOf(element), linesIn(code));
}

/** Text that stands in lines of its own, as `div`s and line breaks have it. */
export function linesIn(element: HtmlElement): string {
  let text = '';
  const visit = (node: HtmlNode): void => {
    if (typeof node === 'string') text += node;
    else if (node.tag === 'br') text += '\n';
    else if (!DROPPED.has(node.tag)) {
      const isLine = LINES.has(node.tag) || node.tag === 'p';
      if (isLine && text !== '' && !text.endsWith('\n')) text += '\n';
      for (const child of node.children) visit(child);
      if (isLine && !text.endsWith('\n')) text += '\n';
    }
  };
  element.children.forEach(visit);
  return text.replaceAll('\u00A0', ' ');
}

function languageOf(element: HtmlElement): string | undefined {
  const names = (element.attribute('class') ?? '').split(/\s+/u);
  return names.map((name) => /^(?:language|lang|highlight-source)-([\w+#.-]{1,40})$/u.exec(name)?.[1]).find(Boolean);
}

export function codeOf(language: string | undefined, text: string): Leaf {
  return language === 'mermaid'
    ? leaf(looseProps('diagram', {}), plain(text))
    : leaf(looseProps('code', { language }), plain(text.replace(/\n$/u, '')));
}

export function plain(text: string): Run[] {
  return text === '' ? [] : [{ kind: 'text', text: text.replaceAll(/\r\n?/gu, '\n'), attributes: NONE }];
}
