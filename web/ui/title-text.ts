/**
 * The document's title is a shared text, edited in a plain input: each change of the input is turned into the smallest edit, so that two
 * people can write in it at once, and a caret stays where it was when somebody else writes.
 */

export interface TextEdit {
  readonly index: number;
  readonly remove: number;
  readonly insert: string;
}

/** One piece of a change of a shared text, as Yjs tells it. */
export interface DeltaPiece {
  readonly retain?: number | undefined;
  readonly insert?: unknown;
  readonly delete?: number | undefined;
}

/**
 * The smallest edit from `before` to `after`, null where they are the same. `caret` is where the caret stands in `after`: it tells which of
 * two equal letters was typed.
 */
export function diffText(before: string, after: string, caret: number): TextEdit | null {
  if (before === after) return null;
  const growth = after.length - before.length;
  // what was typed ends at the caret, so what is behind the caret is kept if it can be
  const behind = after.slice(caret);
  let end = before.endsWith(behind) && before.length - behind.length >= 0 ? behind.length : 0;
  let start = 0;
  const most = Math.min(before.length, after.length) - end;
  while (start < most && before[start] === after[start]) start++;
  const left = Math.min(before.length, after.length) - start;
  while (end < left && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  start -= splitsPair(before, start) || splitsPair(after, start) ? 1 : 0;
  if (end > 0 && (splitsPair(before, before.length - end) || splitsPair(after, after.length - end))) end--;
  const remove = before.length - start - end;
  return { index: start, remove, insert: after.slice(start, start + remove + growth) };
}

/** Whether a cut here would part the two halves of one character. */
function splitsPair(text: string, index: number): boolean {
  const low = text.charCodeAt(index);
  const high = text.charCodeAt(index - 1);
  return low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff;
}

/** Where a caret is after somebody else's change. It stays in front of what is inserted where it stands. */
export function moveCaret(caret: number, delta: readonly DeltaPiece[]): number {
  let at = 0;
  let moved = caret;
  for (const piece of delta) {
    if (piece.retain !== undefined) at += piece.retain;
    else if (typeof piece.insert === 'string') {
      if (at < moved) moved += piece.insert.length;
      at += piece.insert.length;
    } else if (piece.delete !== undefined) {
      if (at < moved) moved -= Math.min(piece.delete, moved - at);
    }
  }
  return moved;
}

/** A title is one line: what is pasted into it with line breaks gets spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/gu, ' ');
}
