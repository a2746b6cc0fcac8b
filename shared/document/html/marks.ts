/** What an element says of the text in it: formats by tag and by style, colours, and what is marked as ours. */
import { intern } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { internLink, shownAttributes } from '../formats.ts';
import type { Link } from '../formats.ts';
import { isPaletteColor, PLAIN_MARK } from '../palette.ts';
import { isSafeLink, mayBeKept } from '../safe-url.ts';
import type { Declarations } from './css.ts';
import type { HtmlElement } from './html-node.ts';
import { nearestColor } from './nearest-color.ts';
import { MARKS, readData } from './own-data.ts';

const FORMATS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  cite: 'italic',
  dfn: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  strike: 'strike',
  del: 'strike',
  code: 'code',
  kbd: 'code',
  samp: 'code',
  tt: 'code',
  sub: 'sub',
  sup: 'sup',
};
const CASES: ReadonlySet<string> = new Set(['lowercase', 'uppercase', 'capitalize']);
const OWN_COLOR = /^var\(--(?:color|mark)-([a-z]+)(?:,transparent)?\)$/u;

export interface MarkContext {
  /** it is a document of ours, where nothing is a matter of looks */
  readonly own: boolean;
  /** links and headings have their colours by themselves */
  readonly colored: boolean;
}

/** The attributes of text in an element, from those around it. */
export function marksIn(
  element: HtmlElement,
  style: Declarations,
  around: Attributes,
  { own, colored }: MarkContext,
): Attributes {
  const marks: Record<string, unknown> = { ...around };
  const { tag } = element;
  const format = FORMATS[tag];
  if (format !== undefined) marks[format] = true;
  const link = tag === 'a' ? linkOf(element) : null;
  if (link !== null) {
    marks['link'] = link;
    if (!own) for (const name of ['underline', 'color', 'mark']) delete marks[name];
  }
  if (style.size > 0) readStyle(style, marks, own);
  if (colored) readColors(element, style, marks, own);
  // a link is underlined and coloured by itself
  if (!own && marks['link'] !== undefined) for (const name of ['underline', 'color', 'mark']) delete marks[name];
  const data = readData(element, MARKS);
  if (data === null) return intern(marks);
  const all = shownAttributes(intern({ ...marks, ...data }));
  const given = all['link'] as Link | undefined;
  return given === undefined || mayBeKept(given.url) ? all : intern({ ...all, link: undefined });
}

/** Null for one that is not to be followed. */
export function linkOf(element: HtmlElement): ReturnType<typeof internLink> {
  const url = unwrapped(element.attribute('href') ?? '');
  return isSafeLink(url) ? internLink({ url, title: element.attribute('title') }) : null;
}

/** What some programs put in front of an address learns who follows it, and the address is in it. */
function unwrapped(url: string): string {
  const target =
    /^https:\/\/(?:www\.google\.com\/url\?(?:.*&)?q|[a-z0-9]+\.safelinks\.protection\.outlook\.com\/\?(?:.*&)?url)=([^&#]+)/iu.exec(
      url,
    )?.[1];
  if (target === undefined) return url;
  try {
    const whole = decodeURIComponent(target);
    return isSafeLink(whole) ? whole : url;
  } catch {
    return url;
  }
}

function readStyle(style: Declarations, marks: Record<string, unknown>, own: boolean): void {
  const font = style.get('font') ?? '';
  const weight = style.get('font-weight') ?? (/\bbold\b/u.test(font) ? 'bold' : '');
  if (/^(?:bold|bolder|[6-9]00)$/u.test(weight)) marks['bold'] = true;
  if (/^(?:normal|[1-4]00)$/u.test(weight)) delete marks['bold'];
  const slant = style.get('font-style') ?? (/\b(?:italic|oblique)\b/u.test(font) ? 'italic' : '');
  if (/^(?:italic|oblique)/u.test(slant)) marks['italic'] = true;
  if (slant === 'normal') delete marks['italic'];
  const lines = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
  if (lines.includes('underline')) marks['underline'] = true;
  if (lines.includes('line-through')) marks['strike'] = true;
  const height = style.get('vertical-align');
  if (height === 'sub' || height === 'super') marks[height === 'sub' ? 'sub' : 'sup'] = true;
  const letters = style.get('text-transform');
  if (own && letters !== undefined && CASES.has(letters)) marks[letters] = true;
}

function readColors(element: HtmlElement, style: Declarations, marks: Record<string, unknown>, own: boolean): void {
  const fore = style.get('color') ?? (element.tag === 'font' ? (element.attribute('color') ?? '') : '');
  const back = style.get('background-color') ?? style.get('background') ?? style.get('mso-highlight') ?? '';
  if (fore !== '') marks['color'] = colorOf(fore);
  if (own && element.tag === 'mark') marks['highlight'] = true;
  else if (element.tag === 'mark' && back === '') marks['mark'] = PLAIN_MARK;
  // what is behind a whole block or cell is no highlight
  else if (!BLOCKISH.test(element.tag)) marks['mark'] = colorOf(back) ?? marks['mark'];
}

const BLOCKISH =
  /^(?:p|h[1-6]|div|section|article|main|body|li|ul|ol|td|th|tr|table|tbody|thead|blockquote|pre|figure)$/u;

/** Of our own names, or the nearest of them; undefined for none, and for black, white and grey. */
export function colorOf(css: string): string | undefined {
  const name = OWN_COLOR.exec(css)?.[1];
  if (name !== undefined) return isPaletteColor(name) ? name : undefined;
  return nearestColor(css) ?? undefined;
}
