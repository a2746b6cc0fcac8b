import type { Awareness } from 'y-protocols/awareness';
import { PRESENCE_COLORS } from '#web/client/limits.ts';
import { createStore, type Store } from './store.ts';

const MAX_NAME_CHARS = 60;

/** One open tab of somebody, as its presence tells. */
export interface Visit {
  readonly clientId: number;
  readonly person: string;
  readonly name: string;
  /** 1 to 8, as they say */
  readonly color: number;
  readonly selection: unknown;
  readonly self: boolean;
}

/** Somebody who is here, once, however many tabs they have open. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly color: number;
  readonly self: boolean;
  readonly clientIds: readonly number[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads one awareness state. Whatever a peer may send, this gives something that can be shown, or null for who says no name at all. */
export function readVisit(clientId: number, state: unknown, self: boolean): Visit | null {
  if (!isRecord(state) || !isRecord(state['user'])) return null;
  const user = state['user'];
  const name = typeof user['name'] === 'string' ? user['name'].trim().slice(0, MAX_NAME_CHARS) : '';
  if (name === '') return null;
  const color = user['color'];
  return {
    clientId,
    person: typeof user['id'] === 'string' && user['id'] !== '' ? user['id'] : `client-${clientId}`,
    name,
    color:
      typeof color === 'number' && Number.isInteger(color) && color >= 1 && color <= PRESENCE_COLORS
        ? color
        : (clientId % PRESENCE_COLORS) + 1,
    selection: state['selection'] ?? null,
    self,
  };
}

/**
 * Everybody once, oneself first. A person has the colour that they say, on every screen and for as long as they stay: nobody's changes because
 * somebody comes or goes. Two may have the same; names tell them apart.
 */
export function peopleOf(visits: readonly Visit[]): readonly Person[] {
  const byId = new Map<string, Visit[]>();
  for (const visit of visits) {
    const own = byId.get(visit.person);
    if (own === undefined) byId.set(visit.person, [visit]);
    else own.push(visit);
  }
  const people = [...byId].flatMap(([id, own]): Person[] => {
    const shown = own.find((visit) => visit.self) ?? own[0];
    if (shown === undefined) return [];
    return [
      {
        id,
        name: shown.name,
        color: shown.color,
        self: own.some((visit) => visit.self),
        clientIds: own.map((visit) => visit.clientId),
      },
    ];
  });
  return people.sort(
    (a, b) => Number(b.self) - Number(a.self) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1),
  );
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstLetter(word: string | undefined): string {
  for (const { segment } of graphemes.segment(word ?? '')) return segment;
  return '';
}

/** One or two letters for an avatar, as the reader of the script counts letters. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return '?';
  const last = words.length > 1 ? firstLetter(words[words.length - 1]) : '';
  return (firstLetter(words[0]) + last).toLocaleUpperCase();
}

export interface People {
  readonly visits: readonly Visit[];
  readonly people: readonly Person[];
}

function samePeople(a: readonly Person[], b: readonly Person[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function watchPeople(awareness: Awareness): { store: Store<People>; stop: () => void } {
  const read = (): People => {
    const visits = [...awareness.getStates()].flatMap(([clientId, state]) => {
      const visit = readVisit(clientId, state, clientId === awareness.clientID);
      return visit === null ? [] : [visit];
    });
    return { visits, people: peopleOf(visits) };
  };
  const store = createStore<People>(read());
  const onChange = (): void => {
    const next = read();
    const { people } = store.get();
    // a caret that moved is no other person: who shows the people alone is not told
    store.set(samePeople(people, next.people) ? { ...next, people } : next);
  };
  awareness.on('change', onChange);
  return { store, stop: () => awareness.off('change', onChange) };
}
