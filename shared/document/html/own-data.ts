/**
 * What HTML has no way to say, as JSON in attributes of the pages that we write, so that they come back whole. A reader trusts it no more than
 * any other input: it goes through the same checks as a document sent as JSON.
 */
import type { HtmlElement } from './html-node.ts';

/** a block's keys that its element does not say */
export const PROPS = 'data-mh-props';
/** the same of a stretch of text */
export const MARKS = 'data-mh-marks';
/** something in a line that is no text */
export const EMBED = 'data-mh-embed';
/** of what a merged cell holds: which of its cells holds it, as `row,column` counted from the first */
export const CELL = 'data-mh-cell';
/** on the element around a whole document; its value is the version of these attributes */
export const DOCUMENT = 'data-mh-document';
/** a heading that shows the document's title and is no block of it */
export const TITLE = 'data-mh-title';

const MAX_LENGTH = 20_000;

/** Null where there is none, or none that is well formed. */
export function readData(element: HtmlElement, name: string): Record<string, unknown> | null {
  const text = element.attribute(name);
  if (text === null || text.length > MAX_LENGTH) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
