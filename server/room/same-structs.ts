import * as Y from 'yjs';

/** Clocks of one client. */
interface Span {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Whether an update holds, in this span, what the document has: the same content at each clock, or nothing any more where that was
 * deleted. Null when the stored updates do not reach over the span. It decodes all of them: for the rare case in which it is asked.
 */
export function holdsTheSame(
  update: Uint8Array,
  stored: readonly Uint8Array[],
  span: Span,
  isDeleted: (clock: number) => boolean,
): boolean | null {
  const sent = unitsOf(update, span);
  const here = new Map(stored.flatMap((one) => [...unitsOf(one, span)]));
  for (const [clock, unit] of sent) {
    const known = here.get(clock);
    if (known === undefined) return null;
    if (known !== unit && !((known === GONE || unit === GONE) && isDeleted(clock))) return false;
  }
  return true;
}

const GONE = 'gone';

/** The content of each clock of the span, in an encoding that tells contents apart. */
function unitsOf(update: Uint8Array, { client, from, to }: Span): Map<number, string> {
  const units = new Map<number, string>();
  for (const struct of Y.decodeUpdate(update).structs) {
    const { clock } = struct.id;
    if (struct.id.client !== client || clock >= to || clock + struct.length <= from) continue;
    const unit = 'content' in struct ? unitsOfContent(struct.content) : () => GONE;
    const end = Math.min(to, clock + struct.length);
    for (let at = Math.max(from, clock); at < end; at++) units.set(at, unit(at - clock));
  }
  return units;
}

function unitsOfContent(content: Y.Item['content']): (offset: number) => string {
  if (content instanceof Y.ContentDeleted) return () => GONE;
  if (content instanceof Y.ContentString) return (offset) => `text ${content.str[offset] ?? ''}`;
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) {
    const values: readonly unknown[] = content.arr;
    return (offset) => `value ${JSON.stringify(values[offset])}`;
  }
  const encoder = new Y.UpdateEncoderV1();
  content.write(encoder, 0);
  const bytes = Buffer.from(encoder.toUint8Array()).toString('base64');
  return () => `${content.getRef()} ${bytes}`;
}
