/** What is measured in a large document, and what a measurement is. Used by the process that orders it and by those that do it. */

export const ROWS = [
  'open',
  'heap',
  'key at the start',
  'key in the middle',
  'key at the end',
  'Enter',
  'key of somebody else',
  'key at p95 while five others type',
  'paste of 500 by somebody else',
  'all bold',
  'undo of that',
  'move by one',
  'move to the end',
  'delete everything',
  'undo of the deletion',
] as const;
export type RowName = (typeof ROWS)[number];

/** Done by real keys, which only a browser has. */
export const KEYS_ROW = 'key at p95 while five others type' satisfies RowName;

/** `lexical` is an editor without any binding that does the same: what is no binding's cost. */
export const CONTESTANTS = ['ours', 'V2', 'V1', 'lexical'] as const;
export type ContestantName = (typeof CONTESTANTS)[number];

export const STYLES = ['plain', 'formatted'] as const;
export type Style = (typeof STYLES)[number];

export const PLACES = ['headless', 'chromium'] as const;
export type Place = (typeof PLACES)[number];

/** One document of one contestant. */
export interface Setting {
  readonly contestant: ContestantName;
  readonly style: Style;
  readonly paragraphs: number;
  /** repetitions of a row, fewer where it takes long */
  readonly repeats: number;
}

export interface Figure {
  /** the median of the whole step, milliseconds, or where the row says so another quantile; bytes for the heap */
  readonly total: number;
  /** the median of the part that is spent in the binding's own listener of the editor and in what it puts off to the end of the turn; null where others' edits come in, or none has one */
  readonly binding: number | null;
  readonly repeats: number;
}

/** A row that took longer than it may has `over`, the limit in seconds; one that ended with an exception `fault`. */
export type Outcome = Figure | { readonly over: number } | { readonly fault: string };

/** The rows that need what the one before them did. */
export const AFTER: Partial<Record<RowName, RowName>> = {
  'undo of that': 'all bold',
  'undo of the deletion': 'delete everything',
};
