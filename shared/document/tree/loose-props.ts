/** A block's keys as somebody sent them → its properties. */
import { intern } from '../attributes.ts';
import { isBlockType } from '../kinds/kinds.ts';
import { KEY_DELETED, KEY_FOLLOWS, KEY_ID, KEY_INTO, KEY_PLACE, KEY_SECTION, KEY_TYPE } from '../layout.ts';
import { makeProps } from '../props.ts';
import type { BlockProps } from '../props.ts';

/** Keys that say where a block lies; a tree says that itself. */
export const PLACING: ReadonlySet<string> = new Set([
  KEY_ID,
  KEY_SECTION,
  KEY_DELETED,
  KEY_PLACE,
  KEY_INTO,
  KEY_FOLLOWS,
]);

/** What is not well formed, or of no use for a known type, is left out; of an unknown type all is kept. */
export function looseProps(type: string, props: Readonly<Record<string, unknown>>): BlockProps {
  const own = withoutPlace(props);
  return isBlockType(type) ? makeProps(type, own) : intern({ ...own, [KEY_TYPE]: type });
}

export function withoutPlace(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(props).filter(([key]) => key !== KEY_TYPE && !PLACING.has(key) && !/^(?:m|bg|va)\//u.test(key)),
  );
}
