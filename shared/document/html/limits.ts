/** How much HTML is read, the unit last in each name. What is above is refused. */

/** elements in each other; browsers stop there, too */
export const MAX_HTML_DEPTH = 500;
/** elements and stretches of text */
export const MAX_HTML_NODES = 500_000;
/** of a table: rows times columns */
export const MAX_HTML_PLACES = 200_000;
/** of a table of a document of ours, however many columns others have */
export const MAX_HTML_COLUMNS = 1_000;

/** HTML above one of these limits; the message is for whoever sent it. */
export class HtmlLimitError extends Error {
  readonly code = 'html-limit';
}
