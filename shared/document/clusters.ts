/**
 * What a person reads as one letter: a base with its marks, an emoji of several signs, a flag, a syllable. Unicode calls it an extended
 * grapheme cluster. It is never cut: not by a format, not by a caret, not by what somebody puts in.
 */
import { pushText } from './runs.ts';
import type { Run } from './runs.ts';

/** Below it every sign is a letter of its own, unless something from above stands beside it. */
const FIRST_JOINING = 0x300;
/** Code units of a text that are looked at to the left of a place: the longest letters have some forty. */
const MAX_LOOK_BACK = 256;

/** Null in browsers that cannot tell (Firefox before 125): there a letter is a code point. */
const segmenter =
  typeof Intl.Segmenter === 'undefined' ? null : new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const JOINING = /[\u0300-\uFFFF]/;

/** May any two signs of it be one letter? */
export function mayHaveClusters(text: string): boolean {
  return JOINING.test(text);
}

/** The letters of a text, in order. */
export function lettersOf(text: string): string[] {
  if (segmenter === null) return Array.from(text);
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Does a letter end at this place, or nothing stand there? */
export function isBetweenLetters(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  const [left, right] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  if (left < FIRST_JOINING && right < FIRST_JOINING) return true;
  if (segmenter === null) return !(isHigh(left) && isLow(right));
  let from = at - 1;
  while (from > 0 && text.charCodeAt(from) >= FIRST_JOINING && at - from < MAX_LOOK_BACK) from -= 1;
  const around = segmenter.segment(text.slice(from, at + 2)).containing(at - from);
  return around === undefined || around.index === at - from;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** The end of the letter that a place is in; the place itself between two letters. */
export function endOfLetter(text: string, at: number): number {
  let end = at;
  while (!isBetweenLetters(text, end)) end += 1;
  return end;
}

/** The start of the letter that a place is in; the place itself between two letters. */
export function startOfLetter(text: string, at: number): number {
  let start = at;
  while (!isBetweenLetters(text, start)) start -= 1;
  return start;
}

/** A letter looks one way: where a format begins or ends within it, all of it looks as its first sign does. */
export function wholeLetters(runs: readonly Run[]): readonly Run[] {
  if (runs.length < 2 || !runs.some((run, at) => cutsLetter(runs[at - 1], run))) return runs;
  const whole: Run[] = [];
  for (const run of runs) {
    const last = whole.at(-1);
    if (last === undefined || !cutsLetter(last, run) || last.kind !== 'text' || run.kind !== 'text') {
      if (run.kind === 'text') pushText(whole, run.text, run.attributes);
      else whole.push(run);
      continue;
    }
    const size = last.text.length;
    const rest = endOfLetter(last.text + run.text, size) - size;
    pushText(whole, run.text.slice(0, rest), last.attributes);
    pushText(whole, run.text.slice(rest), run.attributes);
  }
  return whole;
}

/** Is there a letter that begins in one run and ends in the next? */
function cutsLetter(left: Run | undefined, right: Run): boolean {
  if (left?.kind !== 'text' || right.kind !== 'text') return false;
  const size = left.text.length;
  if (left.text.charCodeAt(size - 1) < FIRST_JOINING && right.text.charCodeAt(0) < FIRST_JOINING) return false;
  const before = left.text.slice(-MAX_LOOK_BACK);
  return !isBetweenLetters(before + right.text.slice(0, 2), before.length);
}

/** The same place of a text, or that behind or in front of the letter which it would cut. */
export function letterEdge(runs: readonly Run[], offset: number, side: 'end' | 'start'): number {
  let before = 0;
  // what is in no run of text is a letter of its own
  for (const run of runs) {
    const size = run.kind === 'text' ? run.text.length : 1;
    if (run.kind === 'text' && offset > before && offset < before + size) {
      const edge = side === 'end' ? endOfLetter : startOfLetter;
      return before + edge(run.text, offset - before);
    }
    before += size;
    if (before >= offset) break;
  }
  return offset;
}

/** May what stands behind this sign be a part of its letter, or this sign a part of what stands in front of it? */
export function isJoining(sign: string): boolean {
  return sign.charCodeAt(0) >= FIRST_JOINING && JOINS.test(sign);
}

const JOINS =
  /^[\p{M}\p{RI}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Cf}\u0E33\u0EB3\u0900-\u0DFF\u1000-\u109F\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF]/u;

/** A letter that is chosen as a whole, not typed sign by sign: an emoji, a flag, a key. */
export function isPicture(letter: string): boolean {
  return PICTURE.test(letter);
}

const PICTURE = /[\p{RI}\p{Extended_Pictographic}\p{Emoji_Modifier}\u20E3\uFE0F]/u;
