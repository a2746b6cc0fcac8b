/** Formulas, drawn by KaTeX: loaded when a document first shows one. */
import katex from 'katex';
import sheet from 'katex/dist/katex.min.css?inline';
import { ensureSheet } from './sheets.ts';

/** Longer sources, in UTF-16 units, are not drawn. */
const MAX_TEX_CHARS = 20_000;
/** Macros that call themselves end here. */
const MAX_EXPANSIONS = 1_000;
/** Times the size of the text: `\rule` and such make nothing larger. */
const MAX_SIZE_EM = 40;

/**
 * Draws a formula into an element, and leaves that as it is where the source cannot be read.
 * @param display on a line of its own, and not in a line of text
 * @returns why it could not be read, null where it was
 */
export function typeset(element: HTMLElement, tex: string, display: boolean): string | null {
  if (tex.length > MAX_TEX_CHARS) return `longer than ${MAX_TEX_CHARS} characters`;
  const drawn = element.ownerDocument.createElement('span');
  try {
    katex.render(tex, drawn, {
      displayMode: display,
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: MAX_EXPANSIONS,
      maxSize: MAX_SIZE_EM,
    });
  } catch (error) {
    if (error instanceof katex.ParseError) return error.message.replace(/^KaTeX parse error: /u, '');
    throw error;
  }
  ensureSheet(element, 'formula', sheet, import.meta.url);
  element.replaceChildren(...drawn.childNodes);
  return null;
}
