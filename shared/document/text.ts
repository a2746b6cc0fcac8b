/** Documents as plain text. */
import type * as Y from 'yjs';
import { readBody, readTitle } from './markdown/read-document.ts';
import { oneLine } from './markdown/title.ts';
import { typeOf } from './props.ts';
import { readableText } from './runs.ts';

/** The title, unless the first block repeats it, and each block on lines of its own. */
export function documentToText(doc: Y.Doc): string {
  const lines = readBody(doc).map(({ props, runs }) =>
    typeOf(props) === 'embed' && typeof props['url'] === 'string' ? props['url'] : readableText(runs),
  );
  const title = readTitle(doc);
  if (title !== '' && oneLine(lines[0] ?? '') !== oneLine(title)) lines.unshift(title);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
