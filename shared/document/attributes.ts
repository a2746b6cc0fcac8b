/**
 * Interned records of JSON values: equal content is the same object, so that runs and properties are compared by identity.
 */
export type Attributes = Readonly<Record<string, unknown>>;

const pool = new Map<string, WeakRef<Attributes>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (pool.get(key)?.deref() === undefined) pool.delete(key);
});

/** The one record with these entries; entries that are null or undefined count as absent. */
export function intern(record: Record<string, unknown>): Attributes {
  const keys = Object.keys(record).filter((key) => record[key] !== null && record[key] !== undefined);
  if (keys.length === 0) return NONE;
  keys.sort();
  const name = JSON.stringify(keys.map((key) => [key, record[key]]));
  const known = pool.get(name)?.deref();
  if (known !== undefined) return known;
  const made = Object.freeze(Object.fromEntries(keys.map((key) => [key, record[key]])));
  pool.set(name, new WeakRef(made));
  forgotten.register(made, name);
  return made;
}

/** No attribute at all. */
export const NONE: Attributes = Object.freeze({});

/** What turns `from` into `to`: changed keys with their new value, removed ones with null. */
export function difference(from: Attributes, to: Attributes): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const key of Object.keys(to)) if (from[key] !== to[key]) changes[key] = to[key];
  for (const key of Object.keys(from)) if (to[key] === undefined) changes[key] = null;
  return changes;
}
