/** How a block stands on the page. */
import type { Declarations } from './css.ts';
import type { HtmlElement } from './html-node.ts';
import { PROPS, readData } from './own-data.ts';

/** Alignment, direction and indent are looks, but for those of our own pages; right-to-left is none. */
export function lookOf(element: HtmlElement, style: Declarations, own: boolean): Record<string, unknown> {
  const dir = element.attribute('dir');
  if (!own) return dir === 'rtl' ? { dir } : {};
  const indent = /^(\d+)em$/u.exec(style.get('margin-inline-start') ?? '')?.[1];
  const align = style.get('text-align');
  return {
    ...(align === undefined ? {} : { align }),
    ...(dir === null ? {} : { dir }),
    ...(indent === undefined ? {} : { level: Number(indent) / 2 }),
    ...readData(element, PROPS),
  };
}
