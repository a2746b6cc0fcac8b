/** The characters of a block as OpenDocument has them: spans, links, and elements for what white space means. */
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { MARK_COLORS, TEXT_COLORS } from '../docx/colors.ts';
import { wholeUrl } from '../docx/whole-url.ts';
import { linkOf } from '../formats.ts';
import { isPaletteColor, PLAIN_MARK } from '../palette.ts';
import { embedText } from '../runs.ts';
import type { Run } from '../runs.ts';
import type { AutomaticStyles } from './automatic-styles.ts';
import { el } from './xml.ts';
import type { XmlChild, XmlNode } from './xml.ts';

export interface InlineContext {
  readonly styles: AutomaticStyles;
  /** the site's address, for links that lead to a path of it */
  readonly base: string;
  /** a formula is written as its source */
  readonly loseFormula: () => void;
}

export function writeInline(runs: readonly Run[], context: InlineContext): XmlChild[] {
  return runs.flatMap((run): XmlChild[] => {
    const isFormula = run.kind === 'embed' && parseChip(run.embed)?.t === 'formula';
    if (isFormula) context.loseFormula();
    const words = writeText(run.kind === 'text' ? run.text : embedText(run.embed));
    const spans = styled(words, run.attributes, context.styles, isFormula);
    const link = linkOf(run.attributes);
    const href = link === null || link.unlinked === true ? null : wholeUrl(link.url, context.base);
    if (href === null) return spans;
    return [linkTo(href, spans, link?.title)];
  });
}

export function linkTo(href: string, children: readonly XmlChild[], title?: string): XmlNode {
  const attributes = { 'xlink:type': 'simple', 'xlink:href': href, 'office:title': title };
  return el('text:a', { ...attributes, 'text:style-name': 'Internet_20_link' }, children);
}

/** Spaces beside each other, tabs and line breaks are elements: as characters they would count as one space. */
export function writeText(text: string): XmlChild[] {
  const parts = text.split(/(\n|\t|^ | {2,}| $)/mu).filter((part) => part !== '');
  return parts.map((part) => {
    if (part === '\n') return el('text:line-break');
    if (part === '\t') return el('text:tab');
    return /^ +$/u.test(part) ? el('text:s', { 'text:c': part.length }) : part;
  });
}

function styled(words: XmlChild[], attributes: Attributes, styles: AutomaticStyles, isSource: boolean): XmlChild[] {
  const has = (name: string): boolean => attributes[name] === true;
  const { color, mark } = attributes;
  const behind = isPaletteColor(mark) ? mark : has('highlight') ? PLAIN_MARK : null;
  const name = styles.nameOf('text', has('code') || isSource ? 'Source_20_Text' : undefined, {
    text: {
      'fo:font-weight': has('bold') ? 'bold' : undefined,
      'fo:font-style': has('italic') ? 'italic' : undefined,
      'style:text-underline-style': has('underline') ? 'solid' : undefined,
      'style:text-line-through-style': has('strike') ? 'solid' : undefined,
      'style:text-position': has('sup') ? 'super 65%' : has('sub') ? 'sub 65%' : undefined,
      'fo:text-transform': ['uppercase', 'lowercase', 'capitalize'].find(has),
      'fo:color': isPaletteColor(color) ? `#${TEXT_COLORS[color]}` : undefined,
      'fo:background-color': behind === null ? undefined : `#${MARK_COLORS[behind]}`,
    },
  });
  return name === undefined ? words : [el('text:span', { 'text:style-name': name }, words)];
}
