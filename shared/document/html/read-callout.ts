/** Callouts of our own, of GitHub's pages, and of Notion, which begin with their sign. */
import { CALLOUT_KINDS } from '../nodes/callout.ts';
import type { CalloutKind } from '../nodes/callout.ts';
import { hasClass, textIn } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';

/** Null for what is none; the kind is undefined where it says none of ours. */
export function calloutOf(element: HtmlElement): { readonly kind: CalloutKind | undefined } | null {
  const isOne =
    element.tag === 'aside'
      ? hasClass(element, 'callout') || /^\s*\p{Extended_Pictographic}/u.test(textIn(element))
      : element.tag === 'div' && hasClass(element, 'markdown-alert');
  if (!isOne) return null;
  return { kind: CALLOUT_KINDS.find((name) => hasClass(element, name) || hasClass(element, `markdown-alert-${name}`)) };
}
