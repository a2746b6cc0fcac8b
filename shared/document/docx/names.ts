/**
 * How a document of ours says in Word what Word has no word for: content controls, whose tag Word keeps, and styles. What is written with
 * these names is read by them; in a document from elsewhere they do not occur.
 */

/** Of the content control around a box: `mh.<kind>`, and what else there is to say behind a colon. Word allows 64 characters. */
const TAG = /^mh\.(callout|fold|columns)(?::(.{0,48}))?$/u;
export type TaggedKind = 'callout' | 'fold' | 'columns';

export function writeTag(kind: TaggedKind, detail = ''): string {
  return detail === '' || detail.length > 48 ? `mh.${kind}` : `mh.${kind}:${detail}`;
}

/** Null for a content control that is not ours. */
export function readTag(tag: string): { readonly kind: TaggedKind; readonly detail: string } | null {
  const [, kind, detail = ''] = TAG.exec(tag) ?? [];
  return kind === undefined ? null : { kind: kind as TaggedKind, detail };
}

/** Ids of styles that are ours. */
export const STYLES = {
  /** of a block of code in any language or none; behind it a line and the language */
  code: 'SourceCode',
  diagram: 'DiagramSource',
  formula: 'FormulaSource',
  embed: 'EmbedLink',
  inlineCode: 'VerbatimChar',
  divider: 'Divider',
  foldTitle: 'FoldTitle',
  /** a paragraph that is there because Word wants one: between two tables, behind the last one */
  gap: 'Gap',
  /** of tables; never defined, it says that the look of the first column was meant */
  table: 'ManyhandsTable',
} as const;

const LANGUAGE = /^[\w+#.]{1,30}$/u;

/** The style of a block of code, so that its language comes back. */
export function codeStyle(language: string | undefined): string {
  return language === undefined || !LANGUAGE.test(language) ? STYLES.code : `${STYLES.code}-${language}`;
}

/** What a paragraph is whose style says so, null for any other. */
export function readStyle(
  id: string | undefined,
): { readonly kind: 'code' | 'diagram' | 'formula' | 'embed'; readonly language?: string } | null {
  switch (id) {
    case undefined:
      return null;
    case STYLES.code:
      return { kind: 'code' };
    case STYLES.diagram:
      return { kind: 'diagram' };
    case STYLES.formula:
      return { kind: 'formula' };
    case STYLES.embed:
      return { kind: 'embed' };
    default: {
      const language = id.startsWith(`${STYLES.code}-`) ? id.slice(STYLES.code.length + 1) : '';
      return LANGUAGE.test(language) ? { kind: 'code', language } : null;
    }
  }
}

/** Word has nine levels of a list. */
export const MAX_WORD_LEVEL = 8;

/** Twips (a twentieth of a point) for each level of indent. */
export const INDENT_TWIPS = 720;
/** Twips of an A4 page between margins of an inch. */
export const TEXT_WIDTH_TWIPS = 9_026;
export const TWIPS_PER_PIXEL = 15;

/** What cells keep free at both sides together, and callouts. */
export const CELL_MARGINS_TWIPS = 220;
export const CALLOUT_MARGINS_TWIPS = 400;
const LEAST_WIDTH_TWIPS = 240;

/** What there is for the blocks of a cell; boxes in boxes get narrow, but not to nothing. */
export function innerWidth(width: number, margins: number): number {
  return Math.max(LEAST_WIDTH_TWIPS, width - margins);
}

/** What a file may say in XML: no control characters, no halves of characters. */
export function xmlText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '');
}
