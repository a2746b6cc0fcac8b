/** What elements are, beside those that are read one by one, by their tags, classes and styles. */
import type { Declarations } from './css.ts';
import { descendants, hasClass, textIn } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';

/** Gone with all that is in them. */
export const DROPPED = new Set(
  (
    'script style template noscript iframe frame embed applet svg canvas video audio map head title meta link base ' +
    'button select textarea dialog slot portal xml o:smarttagtype w:sdtpr datalist progress meter'
  ).split(' '),
);

/** What is in them is a line of its own. */
export const LINES = new Set(
  'div section article main aside header footer nav figure figcaption address dl dt dd details summary tr caption body center form fieldset legend hgroup search'.split(
    ' ',
  ),
);

/** Blocks that may begin a page. */
export const BREAKABLE = /^(?:p|h[1-6]|div)$/u;

export function beginsPage(style: Declarations): boolean {
  return style.get('page-break-before') === 'always' || style.get('break-before') === 'page';
}

export function isHidden(element: HtmlElement, style: Declarations): boolean {
  return (
    element.attribute('hidden') !== null ||
    style.get('display') === 'none' ||
    style.get('visibility') === 'hidden' ||
    style.get('opacity') === '0' ||
    style.has('mso-hide') ||
    // the sign of a paragraph's end, which Word shows in a browser
    hasClass(element, 'EOP') ||
    style.get('mso-element') === 'comment-list'
  );
}

/** A paragraph that is a heading: of Word's titles, and of those who say it to screen readers. */
export function headingOf(element: HtmlElement): string | null {
  if (hasClass(element, 'MsoTitle')) return 'h1';
  const level = element.attribute('role') === 'heading' ? element.attribute('aria-level') : null;
  return level !== null && /^[1-6]$/u.test(level) ? `h${level}` : null;
}

/** A line of nothing but a space that keeps it open is an empty one. */
export function isBlank(element: HtmlElement): boolean {
  const text = textIn(element);
  return (
    text.includes('\u00A0') &&
    text.trim() === '' &&
    ![...descendants(element)].some(({ tag }) => tag === 'img' || tag === 'br')
  );
}
