/** Tree → a page to print: the reading copy as one file that loads nothing at all, with its images in it and its formulas drawn. */
import type { Element, ElementContent, Root } from 'hast';
import { parseChip } from '../chips.ts';
import type { DocumentTree } from '../tree/block.ts';
import { treeToHtml } from './to-html.ts';

export interface PrintNeeds {
  /** images as `data:` addresses, by their `src`; one that is not there is written as a link to it */
  readonly images: ReadonlyMap<string, string>;
  /** the site's address, for links that lead to a path of it: on paper, and in the folder that is printed from, they would lead elsewhere */
  readonly base: string;
  /** LaTeX as MathML, null for what cannot be drawn */
  readonly typeset: (tex: string, isBlock: boolean) => string | null;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
const PAPER = '@page { size: A4; margin: 20mm 18mm; } main { padding: 0; max-width: none; }';

export function treeToPrint(tree: DocumentTree, needs: PrintNeeds): string {
  return treeToHtml(tree, { policy: POLICY, styles: PAPER, finish: (root) => finish(root, needs) });
}

function finish(parent: Root | Element, needs: PrintNeeds): void {
  parent.children = parent.children.map((child) => {
    if (child.type !== 'element') return child;
    const made = replaced(child, needs);
    if (made !== null) return made;
    // paper cannot be opened
    if (child.tagName === 'details') child.properties['open'] = true;
    if (child.tagName === 'a') child.properties['href'] = wholeAddress(child.properties['href'], needs.base);
    finish(child, needs);
    return child;
  });
}

/** What stands in an element's place on paper, null where it stays. */
function replaced(element: Element, { images, base, typeset }: PrintNeeds): ElementContent | null {
  const { tagName, properties, children } = element;
  if (tagName === 'img') {
    const src = typeof properties['src'] === 'string' ? properties['src'] : '';
    const image = images.get(src);
    if (image !== undefined) return { ...element, properties: { ...properties, src: image } };
    const words = typeof properties['alt'] === 'string' && properties['alt'] !== '' ? properties['alt'] : src;
    return {
      type: 'element',
      tagName: 'a',
      properties: { href: wholeAddress(src, base) },
      children: [{ type: 'text', value: words }],
    };
  }
  const isBlock = tagName === 'pre' && isFormulaBlock(properties['className']);
  const tex = isBlock ? textOf(children) : inlineFormula(properties['dataMhEmbed']);
  const drawn = tex === null ? null : typeset(tex, isBlock);
  if (drawn === null) return null;
  return {
    type: 'element',
    tagName: isBlock ? 'p' : 'span',
    properties: { className: ['drawn'] },
    // what the typesetter made, as it is
    children: [{ type: 'raw', value: drawn } as unknown as ElementContent],
  };
}

/** Files are named by their paths. What leads to a place in the page stays. */
function wholeAddress(href: unknown, base: string): string {
  const address = typeof href === 'string' ? href : '';
  return address.startsWith('/') ? new URL(address, base).href : address;
}

function isFormulaBlock(classes: unknown): boolean {
  return Array.isArray(classes) && classes.includes('formula');
}

/** The LaTeX of a chip as `inline-to-html.ts` writes it, null for any other element. */
function inlineFormula(embed: unknown): string | null {
  const chip = typeof embed === 'string' ? parseChip(JSON.parse(embed)) : null;
  return chip?.t === 'formula' ? chip.tex : null;
}

function textOf(children: readonly ElementContent[]): string {
  return children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? textOf(child.children) : ''))
    .join('');
}
