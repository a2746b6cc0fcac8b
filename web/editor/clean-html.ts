/**
 * What is pasted from the web, made fit for a document of ours: the words, headings, lists, tables, links, quotes, code and the five formats
 * stay, of a picture its words, and colours as the nearest ones of ours, but for those of links and headings, which have theirs by
 * themselves; scripts, styles, forms and everything else goes. Works on an inert document (DOMParser runs nothing and
 * loads nothing) and builds a new tree out of tags on a list, so what is not known here cannot come through.
 */
import { $isTextNode, type DOMConversionMap, type LexicalNode } from 'lexical';
import { isPaletteColor, PLAIN_MARK } from '#shared/document/palette.ts';
import { type Painted, UNPAINTED } from '#shared/document/paint.ts';
import { writeTextStyle } from '#shared/document/text-style.ts';
import { nearestColor } from './paste-colors.ts';
import { copyTable } from './clean-table.ts';
import { isSafeLink } from './safe-link.ts';

const BLOCKS = new Set(['P', 'H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'UL', 'OL', 'LI', 'BLOCKQUOTE', 'PRE', 'HR', 'BR']);
const FORMATS: Readonly<Record<string, string>> = {
  B: 'strong',
  STRONG: 'strong',
  I: 'em',
  EM: 'em',
  CITE: 'em',
  DFN: 'em',
  U: 'u',
  INS: 'u',
  S: 's',
  STRIKE: 's',
  DEL: 's',
  CODE: 'code',
  KBD: 'code',
  SAMP: 'code',
  TT: 'code',
};
/** Gone with all that is in them. */
const DROPPED = new Set(
  (
    'SCRIPT STYLE TEMPLATE NOSCRIPT IFRAME FRAME OBJECT EMBED APPLET SVG MATH CANVAS VIDEO AUDIO MAP HEAD TITLE META LINK ' +
    'BUTTON SELECT TEXTAREA DIALOG SLOT PORTAL'
  ).split(' '),
);
/** Gone, but what is in them is a line of its own. */
const LINES = new Set(
  'DIV SECTION ARTICLE MAIN ASIDE HEADER FOOTER NAV FIGURE FIGCAPTION ADDRESS DL DT DD DETAILS SUMMARY TR CAPTION'.split(
    ' ',
  ),
);

const MAX_DEPTH = 200;

/** Gives a fragment of `document` (the page's own, or any) that holds only what is allowed. */
export function cleanHtml(source: Document, document: Document): DocumentFragment {
  const fragment = document.createDocumentFragment();
  copyChildren(source.body, fragment, { document, depth: 0, isInTable: false, isColored: true, paint: UNPAINTED });
  return fragment;
}

interface Context {
  readonly document: Document;
  readonly depth: number;
  /** a table in another is lines */
  readonly isInTable: boolean;
  /** colours stay here */
  readonly isColored: boolean;
  /** those that are given further out */
  readonly paint: Painted;
}

function copyChildren(from: ParentNode, to: ParentNode & Node, context: Context): void {
  if (context.depth > MAX_DEPTH) return;
  for (const child of from.childNodes) copyNode(child, to, { ...context, depth: context.depth + 1 });
}

function copyNode(node: Node, to: ParentNode & Node, context: Context): void {
  if (node.nodeType === 3) {
    to.appendChild(context.document.createTextNode(node.textContent ?? ''));
    return;
  }
  if (node.nodeType !== 1) return;
  const element = node as HTMLElement;
  const tag = element.tagName.toUpperCase();
  if (DROPPED.has(tag) || isHidden(element)) return;
  if (tag === 'IMG') copyPicture(element, to, context);
  else if (BLOCKS.has(tag)) copyBlock(element, tag, to, context);
  else if (tag === 'A') copyLink(element, to, context);
  else if (tag === 'INPUT') return;
  else if (tag === 'TABLE' && !context.isInTable) copyWholeTable(element as HTMLTableElement, to, context);
  else if (tag === 'TD' || tag === 'TH') copyCell(element, to, context);
  else if (LINES.has(tag)) copyLine(element, to, context);
  else copyFormatted(element, tag, to, context);
}

/** Read by hand: under a content policy without inline styles, `element.style` of a pasted element is empty. */
function styleOf(element: HTMLElement): ReadonlyMap<string, string> {
  const style = new Map<string, string>();
  for (const part of (element.getAttribute('style') ?? '').split(';')) {
    const colon = part.indexOf(':');
    if (colon > 0)
      style.set(
        part.slice(0, colon).trim().toLowerCase(),
        part
          .slice(colon + 1)
          .trim()
          .toLowerCase(),
      );
  }
  return style;
}

function isHidden(element: HTMLElement): boolean {
  const style = styleOf(element);
  return element.hasAttribute('hidden') || style.get('display') === 'none' || style.has('mso-hide');
}

function copyBlock(element: HTMLElement, tag: string, to: ParentNode & Node, context: Context): void {
  if (tag === 'BLOCKQUOTE') {
    copyQuote(element, to, context);
    return;
  }
  const block = to.appendChild(context.document.createElement(tag.toLowerCase()));
  if (tag === 'HR' || tag === 'BR') return;
  if (tag === 'PRE') {
    // one text, so that formats and links of a highlighter do not come along
    block.textContent = element.textContent;
    return;
  }
  if (tag === 'LI') markChecked(element, block);
  const start = tag === 'OL' ? element.getAttribute('start') : null;
  if (start !== null && /^\d{1,6}$/u.test(start)) block.setAttribute('start', start);
  copyChildren(element, block, { ...context, isColored: context.isColored && !/^H[1-6]$/u.test(tag) });
}

/**
 * A quote of ours is one paragraph: each that is quoted becomes one, and lists or code in between stay what they are. An empty quote stays
 * one, as an empty paragraph does: somebody is about to write there.
 */
function copyQuote(element: HTMLElement, to: ParentNode & Node, context: Context): void {
  const quoted = context.document.createDocumentFragment();
  copyChildren(element, quoted, context);
  const quotes = context.document.createDocumentFragment();
  const begin = (): HTMLElement => quotes.appendChild(context.document.createElement('blockquote'));
  /** takes the words that stand in no paragraph */
  let open: HTMLElement | null = null;
  // a list of its own: each is moved out of there in turn
  const children = [...quoted.childNodes];
  for (const child of children) {
    if (BLOCKS.has(child.nodeName) && child.nodeName !== 'BR') {
      open = null;
      if (child.nodeName === 'P') begin().append(...child.childNodes);
      else quotes.append(child);
    } else if (open !== null || (child.textContent ?? '').trim() !== '') {
      open ??= begin();
      open.append(child);
    }
  }
  if (!quotes.hasChildNodes()) begin();
  to.append(quotes);
}

/** Task lists of GitHub and Google Docs, as Lexical reads them. */
function markChecked(item: HTMLElement, copy: HTMLElement): void {
  const box = item.querySelector(
    ':scope > input[type="checkbox"], :scope > p > input[type="checkbox"], :scope > label > input[type="checkbox"]',
  );
  const role = item.getAttribute('role') === 'checkbox' ? item.getAttribute('aria-checked') : null;
  if (box === null && role === null) return;
  copy.setAttribute('role', 'checkbox');
  copy.setAttribute('aria-checked', box?.hasAttribute('checked') === true || role === 'true' ? 'true' : 'false');
}

/** Pictures have no place in a document yet; what their author says of them for those who cannot see them has. */
function copyPicture(element: HTMLElement, to: ParentNode & Node, context: Context): void {
  const words = (element.getAttribute('alt') ?? '').replace(/\s+/gu, ' ').trim();
  if (words !== '') to.appendChild(context.document.createTextNode(words));
}

function copyLink(element: HTMLElement, to: ParentNode & Node, context: Context): void {
  const href = element.getAttribute('href') ?? '';
  const link = context.document.createElement('a');
  copyChildren(element, link, { ...context, isColored: false });
  if (!isSafeLink(href) || (link.textContent ?? '').trim() === '') {
    to.append(...link.childNodes);
    return;
  }
  link.setAttribute('href', href);
  to.appendChild(link);
}

/** Its title, and then the table. */
function copyWholeTable(table: HTMLTableElement, to: ParentNode & Node, context: Context): void {
  for (const child of table.children) if (child.tagName.toUpperCase() === 'CAPTION') copyNode(child, to, context);
  const inside = { ...context, isInTable: true };
  const isFrame = table.querySelectorAll('td, th').length === 1;
  copyTable(
    table,
    to,
    context.document,
    (cell, own) => copyChildren(cell, own, isFrame ? context : inside),
    (cell) => {
      const style = styleOf(cell);
      return nearestColor(
        style.get('background-color') ?? style.get('background') ?? cell.getAttribute('bgcolor') ?? '',
      );
    },
  );
}

/** Of a table in another, or without one, a row is a line whose cells a tab sets apart. */
function copyCell(element: HTMLElement, to: ParentNode & Node, context: Context): void {
  if (to.hasChildNodes()) {
    // set apart by hand, because white space is one space otherwise
    const gap = context.document.createElement('span');
    gap.style.whiteSpace = 'pre';
    gap.textContent = '\t';
    to.appendChild(gap);
  }
  to.appendChild(context.document.createTextNode((element.textContent ?? '').replace(/\s+/gu, ' ').trim()));
}

function copyLine(element: HTMLElement, to: ParentNode & Node, context: Context): void {
  const holdsBlocks = [...element.children].some((child) => {
    const tag = child.tagName.toUpperCase();
    return LINES.has(tag) || BLOCKS.has(tag) || tag === 'TABLE' || tag === 'TBODY' || tag === 'THEAD';
  });
  if (holdsBlocks && element.tagName.toUpperCase() !== 'TR') {
    copyChildren(element, to, context);
    return;
  }
  if ((element.textContent ?? '').trim() === '') return;
  const line = context.document.createElement('p');
  to.appendChild(line);
  copyChildren(element, line, context);
}

/** Formats by tag, and by style, as Google Docs writes them: it wraps all it copies into `<b style="font-weight:normal">`. */
function copyFormatted(element: HTMLElement, tag: string, to: ParentNode & Node, context: Context): void {
  const wanted = new Set<string>();
  const byTag = FORMATS[tag];
  const style = styleOf(element);
  const weight = style.get('font-weight') ?? '';
  const slant = style.get('font-style') ?? '';
  const decoration = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  if (byTag !== undefined) wanted.add(byTag);
  if (/^(?:bold|bolder|[6-9]00)$/u.test(weight)) wanted.add('strong');
  if (/^(?:normal|[1-4]00)$/u.test(weight)) wanted.delete('strong');
  if (slant === 'italic') wanted.add('em');
  if (slant === 'normal') wanted.delete('em');
  if (decoration.includes('underline')) wanted.add('u');
  if (decoration.includes('line-through')) wanted.add('s');
  let inner: ParentNode & Node = to;
  const paint = context.isColored ? paintOf(element, tag, style, context.paint) : context.paint;
  if (paint.color !== context.paint.color || paint.mark !== context.paint.mark) {
    const span = context.document.createElement('span');
    span.dataset['color'] = paint.color ?? '';
    span.dataset['mark'] = paint.mark ?? '';
    inner = inner.appendChild(span);
  }
  for (const name of wanted) inner = inner.appendChild(context.document.createElement(name));
  copyChildren(element, inner, { ...context, paint });
}

/** The colours within an element; a span that names them is read by {@link COLOR_IMPORT}. */
function paintOf(element: HTMLElement, tag: string, style: ReadonlyMap<string, string>, around: Painted): Painted {
  const fore = style.get('color') ?? (tag === 'FONT' ? (element.getAttribute('color') ?? '') : '');
  const back = style.get('background-color') ?? style.get('background') ?? '';
  return {
    color: fore === '' ? around.color : nearestColor(fore),
    mark: tag === 'MARK' && back === '' ? PLAIN_MARK : (nearestColor(back) ?? around.mark),
  };
}

/** How Lexical reads what cleaned HTML says of colours. */
export const COLOR_IMPORT: DOMConversionMap = {
  span: (element) => {
    const { color, mark } = element.dataset;
    if (color === undefined && mark === undefined) return null;
    const paint = {
      color: isPaletteColor(color) ? color : undefined,
      mark: isPaletteColor(mark) ? mark : undefined,
    };
    const forChild = (node: LexicalNode): LexicalNode =>
      $isTextNode(node) ? node.setStyle(writeTextStyle(paint)) : node;
    return { conversion: () => ({ node: null, forChild }), priority: 1 };
  },
};
