import type { NotesLike } from '../environment.ts';
import { LEARNT_FOR_MS } from '../limits.ts';
import type { Fallback } from './model.ts';

/** What this browser learnt about a server's WebSockets, for its next start; forgotten after LEARNT_FOR_MS. */

function keyOf(serverBase: string): string {
  return `manyhands transport ${serverBase}`;
}

export function recall(notes: NotesLike | null, serverBase: string, now: number): Fallback | null {
  const text = notes?.get(keyOf(serverBase)) ?? null;
  if (text === null) return null;
  try {
    const note: unknown = JSON.parse(text);
    if (typeof note !== 'object' || note === null || !('at' in note) || !('closed' in note)) return null;
    const { at, closed } = note;
    if (typeof at !== 'number' || typeof closed !== 'string') return null;
    return at <= now && now - at < LEARNT_FOR_MS ? { at, closed, probes: -1 } : null;
  } catch {
    return null;
  }
}

export function remember(notes: NotesLike | null, serverBase: string, fallback: Fallback | null): void {
  if (fallback === null) notes?.remove(keyOf(serverBase));
  else notes?.set(keyOf(serverBase), JSON.stringify({ at: fallback.at, closed: fallback.closed }));
}
