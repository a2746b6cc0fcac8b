import {
  MAX_BARS_PER_TABLE,
  MAX_MARKDOWN_BLOCKS,
  MAX_MARKDOWN_LINES,
  MAX_MARKDOWN_NESTING,
  MAX_MARKDOWN_WEIGHT,
  MAX_MARKS_PER_PARAGRAPH,
  NESTING_WEIGHT,
} from './limits.ts';

/** A line's quotes and list items, each with the space before it. */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))+/u;
const CONTAINER = />|[-*+]|\d{1,9}[.)]/gu;
/** may begin a block without a gap before it */
const BLOCK = /^[ \t]*(?:[-*+>#|<]|\d{1,9}[.)])/u;
/** begins something of its own, whatever stands before it */
const BEGIN = /^(?:[-*+][ \t]+\S|#{1,6}[ \t])/u;
const MARKS = /[*_~`[\]<]/gu;
/** what the second line of a table is made of */
const DELIMITERS = /^[ \t>|:-]+$/u;
const tooManyLines = `Markdown may have ${MAX_MARKDOWN_LINES} lines that are not empty`;
const FENCE = /^ {0,3}(`{3,}|~{3,})/u;

/**
 * Which limit this Markdown is above, as a sentence; null when it may be parsed. The parser takes time in the square of what these limits
 * bound, and a page that people wrote stays far below them. What slips through is ended by the clock.
 */
export function aboveLimit(markdown: string): string | null {
  let lines = 0;
  let blocks = 0;
  let behindGap = true;
  let weight = 0;
  let marks = 0;
  let bars = 0;
  let table = false;
  /** what ends the block of code that the lines are in: nothing in there is markup */
  let fence: string | null = null;
  const endParagraph = (): string | null => {
    weight += table ? bars ** 2 / 10 : marks ** 2;
    const problem =
      table && bars > MAX_BARS_PER_TABLE
        ? `a table may have ${MAX_BARS_PER_TABLE} bars`
        : !table && marks > MAX_MARKS_PER_PARAGRAPH
          ? `lines that follow each other may have ${MAX_MARKS_PER_PARAGRAPH} characters of markup`
          : weight > MAX_MARKDOWN_WEIGHT
            ? `all markup together may weigh ${MAX_MARKDOWN_WEIGHT}: fewer marks in a paragraph, bars in a table, lists in lists`
            : null;
    marks = 0;
    bars = 0;
    table = false;
    return problem;
  };
  for (let from = 0; from <= markdown.length;) {
    const end = markdown.indexOf('\n', from);
    const line = markdown.slice(from, end === -1 ? undefined : end).trimEnd();
    from = end === -1 ? markdown.length + 1 : end + 1;
    const mark = FENCE.exec(line)?.[1];
    if (fence !== null) {
      lines += line === '' ? 0 : 1;
      if (lines > MAX_MARKDOWN_LINES) return tooManyLines;
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = null;
      continue;
    }
    if (mark !== undefined && !line.slice(line.indexOf(mark) + mark.length).includes('`')) fence = mark;
    if (line === '' || BEGIN.test(line.trimStart())) {
      const problem = endParagraph();
      if (problem !== null) return problem;
    }
    if (line === '') {
      behindGap = true;
      continue;
    }
    if (behindGap || BLOCK.test(line)) blocks += 1;
    behindGap = false;
    lines += 1;
    if (blocks > MAX_MARKDOWN_BLOCKS) return `Markdown may have ${MAX_MARKDOWN_BLOCKS} paragraphs, list items and rows`;
    if (lines > MAX_MARKDOWN_LINES) return tooManyLines;
    const nesting = nestingOf(line);
    weight += NESTING_WEIGHT * nesting ** 2;
    if (nesting > MAX_MARKDOWN_NESTING) return `quotes and lists may be nested ${MAX_MARKDOWN_NESTING} deep`;
    marks += count(line, MARKS);
    bars += count(line, /\|/gu);
    table ||= line.includes('|') && line.includes('-') && DELIMITERS.test(line);
  }
  return endParagraph();
}

function nestingOf(line: string): number {
  const containers = CONTAINERS.exec(line)?.[0];
  if (containers === undefined) return 0;
  const indentation = /^[ \t]*/u.exec(line)?.[0].length ?? 0;
  return Math.max(count(containers, CONTAINER), Math.ceil(indentation / 2));
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  for (const _ of text.matchAll(pattern)) found += 1;
  return found;
}
