import type { Random } from '#shared/random.ts';
import { PRESENCE_COLORS } from '#web/client/limits.ts';
import { GUEST_NAMES } from './words.ts';

/** Who somebody is in this browser while there are no accounts: chosen once, changed at will, kept here. */
export interface Guest {
  /** the same in all tabs of this browser, so that they are one person */
  readonly id: string;
  readonly name: string;
  /** 1 to 8 */
  readonly color: number;
  /** the colour was picked by the person, not by chance: it is never moved for anybody */
  readonly chosen?: true;
}

/** The least of `localStorage`; it may refuse. */
export interface KeyValueStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const GUEST_KEY = 'manyhands.guest';
export const MAX_GUEST_NAME_CHARS = 40;

export function newGuest(random: Random): Guest {
  const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';
  const id = Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(36)).join('');
  return {
    id: `guest-${id}`,
    name: `${pick(GUEST_NAMES.first)} ${pick(GUEST_NAMES.second)}`,
    color: 1 + Math.floor(random() * PRESENCE_COLORS),
  };
}

export function parseGuest(text: string | null): Guest | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return null;
    const { id, name, color, chosen } = value as Record<string, unknown>;
    if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name.trim() === '') return null;
    if (typeof color !== 'number' || !Number.isInteger(color) || color < 1 || color > PRESENCE_COLORS) return null;
    const guest = { id, name: name.slice(0, MAX_GUEST_NAME_CHARS), color };
    return chosen === true ? { ...guest, chosen } : guest;
  } catch {
    return null;
  }
}

/** The guest of this browser, made at the first visit. Where nothing can be kept, a new one each time. */
export function readGuest(store: KeyValueStore | null, random: Random): Guest {
  const kept = parseGuest(guarded(() => store?.getItem(GUEST_KEY) ?? null));
  if (kept !== null) return kept;
  const guest = newGuest(random);
  writeGuest(store, guest);
  return guest;
}

export function writeGuest(store: KeyValueStore | null, guest: Guest): void {
  guarded(() => {
    store?.setItem(GUEST_KEY, JSON.stringify(guest));
    return null;
  });
}

/** What the person made of themselves in the dialog. */
export function changeGuest(guest: Guest, next: { readonly name: string; readonly color: number }): Guest {
  const chosen = guest.chosen === true || next.color !== guest.color;
  return { id: guest.id, name: next.name, color: next.color, ...(chosen ? { chosen } : {}) };
}

function guarded(read: () => string | null): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** `localStorage`, or null where the browser refuses it. */
export function localStore(view: Window): Storage | null {
  try {
    return view.localStorage;
  } catch {
    return null;
  }
}
