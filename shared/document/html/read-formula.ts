/** LaTeX where it stands beside what is drawn of it, as KaTeX and MediaWiki have it. */
import { descendants, hasClass, textIn } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';

export interface Formula {
  /** null where nothing says it: what is drawn is none */
  readonly tex: string | null;
  readonly isBlock: boolean;
}

/** Null for what is no formula, or is drawn in a way that can be read as text. */
export function formulaOf(element: HtmlElement): Formula | null {
  const { tag } = element;
  const isDrawn = hasClass(element, 'katex') || hasClass(element, 'katex-display') || tag === 'math';
  if (!isDrawn && !hasClass(element, 'mwe-math-element')) return null;
  const inside = [element, ...descendants(element)];
  const source = inside.find((one) => one.tag === 'annotation' && one.attribute('encoding') === 'application/x-tex');
  if (source === undefined) return tag === 'math' ? { tex: null, isBlock: false } : null;
  const isBlock =
    hasClass(element, 'katex-display') ||
    inside.some((one) => one.tag === 'math' && one.attribute('display') === 'block');
  return { tex: textIn(source).trim(), isBlock };
}
