/** The characters of a block: stretches of text with equal attributes, and embeds of one position each. */
import { NONE } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { chipText, parseChip } from './chips.ts';
import { breakAttributes } from './formats.ts';

export interface TextRun {
  readonly kind: 'text';
  /** A line break is `\n`, a tab is `\t`. Lengths are UTF-16 units, as in Yjs and Lexical. */
  readonly text: string;
  readonly attributes: Attributes;
}

/** Something inline that is not text: a chip, or what this version does not know. */
export interface EmbedRun {
  readonly kind: 'embed';
  readonly embed: unknown;
  readonly attributes: Attributes;
}

export type Run = TextRun | EmbedRun;

export const NO_RUNS: readonly Run[] = [];

/** Adds text in canonical form: equal neighbours are one run, a line break keeps its link only. */
export function pushText(runs: Run[], text: string, attributes: Attributes): void {
  const plain = breakAttributes(attributes);
  if (plain === attributes || !text.includes('\n')) {
    pushStretch(runs, text, attributes);
    return;
  }
  text.split('\n').forEach((line, index) => {
    if (index > 0) pushStretch(runs, '\n', plain);
    pushStretch(runs, line, attributes);
  });
}

function pushStretch(runs: Run[], text: string, attributes: Attributes): void {
  if (text === '') return;
  const last = runs.at(-1);
  if (last?.kind === 'text' && last.attributes === attributes) {
    runs[runs.length - 1] = { kind: 'text', text: last.text + text, attributes };
  } else {
    runs.push({ kind: 'text', text, attributes });
  }
}

/** Parts of one text, in canonical form. */
export function joinRuns(parts: ReadonlyArray<readonly Run[]>, bare: boolean): readonly Run[] {
  const [first = NO_RUNS] = parts;
  if (parts.length === 1 && (!bare || first.every(({ attributes }) => attributes === NONE))) return first;
  const runs: Run[] = [];
  for (const run of parts.flat()) {
    const attributes = bare ? NONE : run.attributes;
    if (run.kind === 'text') pushText(runs, run.text, attributes);
    else runs.push({ ...run, attributes });
  }
  return runs;
}

export function runLength(run: Run): number {
  return run.kind === 'text' ? run.text.length : 1;
}

export function runsLength(runs: readonly Run[]): number {
  let length = 0;
  for (const run of runs) length += runLength(run);
  return length;
}

export function sameRuns(a: readonly Run[], b: readonly Run[]): boolean {
  return a === b || (a.length === b.length && a.every((run, index) => sameRun(run, b[index])));
}

function sameRun(a: Run, b: Run | undefined): boolean {
  if (b === undefined || a.attributes !== b.attributes) return false;
  if (a.kind === 'text') return b.kind === 'text' && a.text === b.text;
  return b.kind === 'embed' && sameEmbed(a.embed, b.embed);
}

export function sameEmbed(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The text alone, position for position: an embed counts as one replacement character. */
export function runsText(runs: readonly Run[]): string {
  return runs.map((run) => (run.kind === 'text' ? run.text : '\uFFFC')).join('');
}

/** The text as somebody reads it: chips say what they are. */
export function readableText(runs: readonly Run[]): string {
  return runs.map((run) => (run.kind === 'text' ? run.text : embedText(run.embed))).join('');
}

export function embedText(embed: unknown): string {
  const chip = parseChip(embed);
  return chip === null ? 'Unknown content' : chipText(chip);
}
