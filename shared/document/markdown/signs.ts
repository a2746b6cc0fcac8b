/** How blocks are written that Markdown has nothing for. */
import type { Paragraph, RootContent, Text } from 'mdast';
import { frameOf } from '../embed-providers.ts';
import { embedUrl } from '../embed-url.ts';

/** The language of a fence that is a diagram. */
export const DIAGRAM_LANGUAGE = 'mermaid';
export const PAGE_BREAK = '<!-- pagebreak -->';
export const CONTENTS = '[TOC]';
/** The title of a link that is a block of its own. */
const CARD = 'embed';

/** Keeps apart what would be taken together, and stands for nothing. */
export const NOTHING = '<!-- -->';

export function isEmptyComment(html: string): boolean {
  return /^<!--\s*-->$/u.test(html.trim());
}

/** Also as other editors write it: `<!-- page-break -->`, `<!-- newpage -->`. */
export function isPageBreak(html: string): boolean {
  return /^<!--\s*(?:page-?break|new-?page)\s*-->$/iu.test(html.trim());
}

type Leaf =
  | { readonly type: 'embed'; readonly url: string }
  | { readonly type: 'toc' }
  | { readonly type: 'formula'; readonly tex: string };

/** The block that a paragraph stands for: an address alone on its line, the sign of a table of contents, a formula alone. */
export function leafOf({ children }: Paragraph): Leaf | null {
  const [only, second] = children;
  if (only === undefined || second !== undefined) return null;
  if (only.type === 'text') return isContents(only) ? { type: 'toc' } : null;
  if (only.type === 'inlineMath') return { type: 'formula', tex: only.value };
  if (only.type !== 'link') return null;
  const [words, more] = only.children;
  const url = embedUrl(only.url);
  if (words?.type !== 'text' || more !== undefined || words.value !== only.url || url === null) return null;
  return only.title === CARD || (only.title == null && frameOf(url) !== null) ? { type: 'embed', url } : null;
}

/** Written with a backslash it is a text that says so, and longer than what it says. */
function isContents({ value, position }: Text): boolean {
  const size = (position?.end.offset ?? 0) - (position?.start.offset ?? 0);
  return /^\[(?:TOC|\[toc\])\]$/iu.test(value) && size === value.length;
}

/** What can be shown inside the document is its address alone; any other says by its title that it is more than a link in a text. */
export function writeEmbed(url: string): RootContent {
  const title = frameOf(url) === null ? CARD : null;
  return { type: 'paragraph', children: [{ type: 'link', url, title, children: [{ type: 'text', value: url }] }] };
}
