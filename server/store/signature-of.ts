import type { Signature } from './store.ts';

/** Who wrote a row of the log, from its columns and its author's. */
export function signatureOf(row: Readonly<Record<string, unknown>>): Signature {
  const { wrote_at: at, person, name, color } = row;
  const by =
    typeof person === 'string' && typeof name === 'string'
      ? { id: person, name, color: typeof color === 'number' && color > 0 ? color : null }
      : null;
  return { by, at: typeof at === 'number' ? at : null };
}
