/** What an element's content is read by: what the elements around it have said. */
import { intern, NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { MAX_INDENT } from '../limits.ts';
import type { BlockStart } from './block-writer.ts';
import type { Declarations } from './css.ts';
import type { HtmlElement } from './html-node.ts';
import { marksIn } from './marks.ts';
import { DOCUMENT } from './own-data.ts';

export interface Context {
  readonly marks: Attributes;
  /** white space counts as it is written */
  readonly written: boolean;
  /** what the end of a line in a paragraph's text is */
  readonly lineEnds: 'breaks' | 'spaces';
  /** what words stand in that are in no block of their own */
  readonly line: BlockStart;
  /** A paragraph goes on in the item that was begun, as a further line of it. */
  readonly inItem: boolean;
  /** lists around it */
  readonly lists: number;
  readonly colored: boolean;
  /** a table of ours around it, or one of others, in which tables are lines */
  readonly inTable: boolean;
  /** containers around it */
  readonly within: number;
  readonly depth: number;
  /** it is in a document of ours */
  readonly own: boolean;
}

export const LINE: BlockStart = { type: 'p', props: {}, lazy: true };
export const START: Context = {
  marks: NONE,
  written: false,
  lineEnds: 'spaces',
  line: LINE,
  inItem: false,
  lists: 0,
  colored: true,
  inTable: false,
  within: 0,
  depth: 0,
  own: false,
};

/** What holds in an element, by what holds around it. */
export function contextIn(element: HtmlElement, style: Declarations, around: Context): Context {
  const own = around.own || element.attribute(DOCUMENT) !== null;
  return {
    ...around,
    own,
    written: isWritten(style) ?? around.written,
    marks: marksIn(element, style, around.marks, { ...around, own }),
  };
}

/** The same in a container or a cell, where blocks begin anew. */
export function blocksIn(context: Context, marks: Attributes = NONE): Context {
  return { ...context, line: LINE, lists: 0, inItem: false, marks, colored: true };
}

/** The same in a heading, which is bold and has its colour by itself. */
export function inHeading(context: Context): Context {
  const marks = intern({ ...context.marks, bold: undefined, color: undefined, mark: undefined });
  return { ...context, marks, colored: false };
}

/** Does white space count as it is written? Undefined where a style does not say. */
export function isWritten(style: Declarations): boolean | undefined {
  const space = style.get('white-space') ?? style.get('white-space-collapse');
  return space === undefined ? undefined : /^(?:pre|break-spaces)/u.test(space);
}

/** Lines in an item of a list stand below it. */
export function lineOf({ line, lists }: Context): BlockStart {
  return line.type === 'p' && lists > 0 ? { ...LINE, props: { level: Math.min(lists, MAX_INDENT) } } : line;
}
