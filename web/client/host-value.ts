/** What a host wrote may be anything, whatever its types say. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** A value as an error names it: a string as its code has it, cut at 100 characters, of anything else what it is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 100));
  return value === null ? 'null' : typeof value;
}
