/** Who wrote something, as they called themselves: a server without accounts cannot vouch for it. */
export interface Author {
  /** the same for all that one person writes, as far as it is known; else "" */
  readonly id: string;
  readonly name: string;
  /** 1 to 8, one of the colours of presence; null where they had none */
  readonly color: number | null;
}

/** in UTF-16 units; what is longer is cut */
export const MAX_AUTHOR_NAME_LENGTH = 100;
export const MAX_AUTHOR_ID_LENGTH = 100;
const COLORS = 8;

/** The `user` of a presence state; null where it has no name. */
export function parseAuthor(user: unknown): Author | null {
  if (typeof user !== 'object' || user === null) return null;
  const { id, name, color } = user as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || name.trim() === '') return null;
  const isColor = typeof color === 'number' && Number.isInteger(color) && color >= 1 && color <= COLORS;
  return {
    id: typeof id === 'string' ? id.slice(0, MAX_AUTHOR_ID_LENGTH) : '',
    name: name.trim().slice(0, MAX_AUTHOR_NAME_LENGTH),
    color: isColor ? color : null,
  };
}

/** Whether two are one person. All who are not known count as one. */
export function isSameAuthor(a: Author | null, b: Author | null): boolean {
  if (a === null || b === null) return a === b;
  return a.id === b.id && (a.id !== '' || a.name === b.name);
}
