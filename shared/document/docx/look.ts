/** What a document of ours looks like in Word: its styles and the numbering of its lists. */
import { AlignmentType, BorderStyle, LevelFormat, LevelSuffix, LineRuleType, ShadingType } from 'docx';
import type { IParagraphStyleOptions, IStylesOptions } from 'docx';
import { MAX_WORD_LEVEL, STYLES } from './names.ts';

const INK = '1C1C1E';
const SOFT = '6B6B70';
const LINE = 'DCDCE0';
const WASH = 'F5F5F7';
const FONT = 'Calibri';
const MONO = 'Consolas';

/** Half points of the headings' sizes. */
const HEADING_SIZES = [36, 30, 26, 24, 22, 22] as const;

const heading = (size: number) => ({
  run: { font: FONT, size, bold: true, color: INK },
  paragraph: { spacing: { before: 280, after: 100 }, keepNext: true, keepLines: true },
});

const line = { style: BorderStyle.SINGLE, size: 6, space: 1, color: LINE } as const;
const wash = { type: ShadingType.CLEAR, fill: WASH, color: 'auto' } as const;

const OURS: readonly IParagraphStyleOptions[] = [
  {
    id: 'Quote',
    name: 'Quote',
    basedOn: 'Normal',
    quickFormat: true,
    run: { italics: true, color: SOFT },
    paragraph: {
      indent: { left: 360 },
      border: { left: { style: BorderStyle.SINGLE, size: 18, space: 8, color: LINE } },
    },
  },
  {
    id: STYLES.code,
    name: 'Source Code',
    basedOn: 'Normal',
    run: { font: MONO, size: 19, noProof: true },
    paragraph: { shading: wash, spacing: { before: 120, after: 120, line: 260, lineRule: LineRuleType.AUTO } },
  },
  { id: STYLES.diagram, name: 'Diagram Source', basedOn: STYLES.code },
  { id: STYLES.formula, name: 'Formula Source', basedOn: 'Normal', paragraph: { alignment: AlignmentType.CENTER } },
  { id: STYLES.embed, name: 'Embed Link', basedOn: 'Normal' },
  {
    id: STYLES.divider,
    name: 'Divider',
    basedOn: 'Normal',
    paragraph: { border: { bottom: line }, spacing: { before: 120, after: 240 } },
  },
  {
    id: STYLES.foldTitle,
    name: 'Fold Title',
    basedOn: 'Normal',
    run: { bold: true },
    paragraph: { keepNext: true, spacing: { before: 160, after: 80 } },
  },
  {
    id: STYLES.gap,
    name: 'Gap',
    basedOn: 'Normal',
    run: { size: 4 },
    paragraph: { spacing: { before: 0, after: 0, line: 80, lineRule: LineRuleType.EXACT } },
  },
];

const BASE: IStylesOptions = {
  default: {
    document: {
      run: { font: FONT, size: 22, color: INK },
      paragraph: { spacing: { after: 140, line: 280, lineRule: LineRuleType.AUTO } },
    },
    title: { run: { font: FONT, size: 48, bold: true, color: INK }, paragraph: { spacing: { after: 240 } } },
    heading1: heading(HEADING_SIZES[0]),
    heading2: heading(HEADING_SIZES[1]),
    heading3: heading(HEADING_SIZES[2]),
    heading4: heading(HEADING_SIZES[3]),
    heading5: heading(HEADING_SIZES[4]),
    heading6: heading(HEADING_SIZES[5]),
    listParagraph: { paragraph: { contextualSpacing: true } },
    caption: { run: { italics: true, size: 19, color: SOFT } },
  },
  paragraphStyles: OURS,
  characterStyles: [
    {
      id: STYLES.inlineCode,
      name: 'Verbatim Char',
      basedOn: 'DefaultParagraphFont',
      run: { font: MONO, noProof: true, shading: wash },
    },
  ],
};

/** @param codeStyles those of blocks of code whose language is known */
export function wordStyles(codeStyles: Iterable<string>): IStylesOptions {
  const more = [...codeStyles]
    .filter((id) => id !== STYLES.code)
    .map((id): IParagraphStyleOptions => ({
      id,
      name: id.replace('SourceCode-', 'Source Code '),
      basedOn: STYLES.code,
    }));
  return { ...BASE, paragraphStyles: [...OURS, ...more] };
}

const BULLETS = ['•', '◦', '▪'] as const;
const NUMBERS = [LevelFormat.DECIMAL, LevelFormat.LOWER_LETTER, LevelFormat.LOWER_ROMAN] as const;
const STEP_TWIPS = 400;

export type ListReference = 'bullets' | 'checks' | `numbers-${number}`;

/** What a list's levels look like; of numbers the one that they begin with is part of it. */
export function numberingOf(reference: ListReference) {
  const start = reference.startsWith('numbers-') ? Number(reference.slice('numbers-'.length)) : 1;
  const levels = Array.from({ length: MAX_WORD_LEVEL + 1 }, (_, level) => ({
    level,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: STEP_TWIPS * (level + 1), hanging: STEP_TWIPS } } },
    ...(reference === 'bullets'
      ? { format: LevelFormat.BULLET, text: BULLETS[level % BULLETS.length] ?? '•' }
      : reference === 'checks'
        ? { format: LevelFormat.NONE, text: '', suffix: LevelSuffix.NOTHING }
        : { format: NUMBERS[level % NUMBERS.length] ?? LevelFormat.DECIMAL, text: `%${level + 1}.`, start }),
  }));
  return { reference, levels };
}

/** The line beside a callout. */
export const CALLOUT_LINES: Readonly<Record<string, string>> = {
  note: '0B57D0',
  tip: '1A7F37',
  important: '8250DF',
  warning: 'BF8700',
  caution: 'CF222E',
};
export const CALLOUT_WASH = WASH;
export const TABLE_LINE = LINE;
export const HEAD_WASH = 'F0F0F3';
