/** The characters of a block as runs of Word's. */
import { ExternalHyperlink, HighlightColor, Math as OfficeMath, ShadingType, Tab, TextRun } from 'docx';
import type { IRunOptions, ParagraphChild } from 'docx';
import { latexToMath } from 'docx/math';
import type { Attributes } from '../attributes.ts';
import { parseChip } from '../chips.ts';
import { linkOf } from '../formats.ts';
import { isPaletteColor } from '../palette.ts';
import { embedText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { MARK_COLORS, TEXT_COLORS } from './colors.ts';
import { LineBreak } from './elements.ts';
import { STYLES, xmlText } from './names.ts';
import { wholeUrl } from './whole-url.ts';

/** What inline content needs to know of the whole. */
export interface InlineContext {
  /** the site's address, for links that lead to a path of it */
  readonly base: string;
  readonly lose: (feature: 'formulas') => void;
}

/** Neighbours in one link are one link. */
export function writeInline(runs: readonly Run[], context: InlineContext): ParagraphChild[] {
  const children: ParagraphChild[] = [];
  for (let at = 0; at < runs.length;) {
    const link = wordLink(runs[at]?.attributes, context.base);
    const inside: ParagraphChild[] = [];
    do {
      const run = runs[at];
      if (run !== undefined) inside.push(...writeRun(run, link !== null, context));
      at += 1;
    } while (at < runs.length && wordLink(runs[at]?.attributes, context.base) === link);
    children.push(...(link === null ? inside : [new ExternalHyperlink({ link, children: inside })]));
  }
  return children;
}

function writeRun(run: Run, isLink: boolean, context: InlineContext): ParagraphChild[] {
  const look = lookOf(run.attributes, isLink);
  if (run.kind === 'text') return [writeText(run.text, look)];
  const chip = parseChip(run.embed);
  if (chip?.t !== 'formula') return [writeText(embedText(run.embed), look)];
  const math = writeMath(chip.tex);
  if (math !== null) return [math];
  context.lose('formulas');
  return [writeText(chip.tex, { ...look, style: STYLES.inlineCode })];
}

/** Null for LaTeX that Word's formulas have no word for. */
export function writeMath(tex: string): OfficeMath | null {
  try {
    const children = latexToMath(xmlText(tex));
    return children.length === 0 ? null : new OfficeMath({ children });
  } catch {
    return null;
  }
}

export function writeText(text: string, look: IRunOptions = {}): TextRun {
  const children = xmlText(text)
    .split(/(\n|\t)/u)
    .filter((part) => part !== '')
    .map((part) => (part === '\n' ? new LineBreak() : part === '\t' ? new Tab() : part));
  return new TextRun({ ...look, children });
}

function lookOf(attributes: Attributes, isLink: boolean): IRunOptions {
  const has = (name: string): boolean => attributes[name] === true;
  const { color, mark } = attributes;
  return {
    ...(has('code') ? { style: STYLES.inlineCode } : isLink ? { style: 'Hyperlink' } : {}),
    ...(has('bold') ? { bold: true } : {}),
    ...(has('italic') ? { italics: true } : {}),
    ...(has('strike') ? { strike: true } : {}),
    ...(has('underline') ? { underline: {} } : {}),
    ...(has('sup') ? { superScript: true } : has('sub') ? { subScript: true } : {}),
    ...(has('uppercase') ? { allCaps: true } : {}),
    ...(has('highlight') ? { highlight: HighlightColor.YELLOW } : {}),
    ...(isPaletteColor(color) ? { color: TEXT_COLORS[color] } : {}),
    ...(isPaletteColor(mark) ? { shading: { type: ShadingType.CLEAR, color: 'auto', fill: MARK_COLORS[mark] } } : {}),
  };
}

/** The address of a link, whole; null where there is none that a program may follow. */
function wordLink(attributes: Attributes | undefined, base: string): string | null {
  const link = attributes === undefined ? null : linkOf(attributes);
  return link === null || link.unlinked === true ? null : wholeUrl(link.url, base);
}
