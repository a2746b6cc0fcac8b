import type { KeyValueStore } from '#web/ui/guest.ts';

/** A document that was opened in this browser. The list stays here: no server knows it. */
export interface RecentDocument {
  readonly name: string;
  readonly title: string;
  /** its first words */
  readonly excerpt: string;
  /** ms since 1970 */
  readonly openedAt: number;
}

const RECENT_KEY = 'manyhands.recent';
export const MAX_RECENT = 60;
export const MAX_EXCERPT_CHARS = 200;
const MAX_TITLE_CHARS = 300;

/** Pure: the list after a document was opened, newest first, each name once. */
export function withRecent(list: readonly RecentDocument[], opened: RecentDocument): readonly RecentDocument[] {
  return [opened, ...list.filter((one) => one.name !== opened.name)].slice(0, MAX_RECENT);
}

/** Pure: the list as soon as a document is opened, with what was known of it before. */
export function withOpened(list: readonly RecentDocument[], name: string, openedAt: number): readonly RecentDocument[] {
  const before = list.find((one) => one.name === name) ?? { name, title: '', excerpt: '' };
  return withRecent(list, { ...before, openedAt });
}

export function withoutRecent(list: readonly RecentDocument[], name: string): readonly RecentDocument[] {
  return list.filter((one) => one.name !== name);
}

/** Pure: puts back what was taken out, where it was. */
export function restoreRecent(list: readonly RecentDocument[], document: RecentDocument): readonly RecentDocument[] {
  return [...withoutRecent(list, document.name), document].sort((a, b) => b.openedAt - a.openedAt).slice(0, MAX_RECENT);
}

function parseRecent(value: unknown): RecentDocument[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, title, excerpt, openedAt } = value as Record<string, unknown>;
  if (typeof name !== 'string' || name === '' || typeof openedAt !== 'number' || !Number.isFinite(openedAt)) return [];
  return [
    {
      name,
      title: typeof title === 'string' ? title.slice(0, MAX_TITLE_CHARS) : '',
      excerpt: typeof excerpt === 'string' ? excerpt.slice(0, MAX_EXCERPT_CHARS) : '',
      openedAt,
    },
  ];
}

/** What cannot be read is left out: a list that another version wrote must not keep the home from showing. */
export function readRecent(store: KeyValueStore | null): readonly RecentDocument[] {
  try {
    const value: unknown = JSON.parse(store?.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(value) ? value.flatMap(parseRecent).slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}

/** Reads, changes and writes in one go, so that two tabs do not undo each other's. Where nothing can be kept, nothing is. */
export function changeRecent(
  store: KeyValueStore | null,
  change: (list: readonly RecentDocument[]) => readonly RecentDocument[],
): readonly RecentDocument[] {
  const next = change(readRecent(store));
  try {
    store?.setItem(RECENT_KEY, JSON.stringify(next));
  } catch {
    // full or refused: the list is a convenience
  }
  return next;
}

/** A first line this short, with more below it and no full stop, is a heading: the card has a title already. */
const MAX_HEADING_CHARS = 80;

/** The first words of a text behind its heading, whole words where it can be. */
export function excerptOf(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const first = lines[0]?.trim() ?? '';
  const heading = lines.length > 1 && first.length <= MAX_HEADING_CHARS && !/[.!?:;,…。]$/u.test(first);
  const flat = (heading ? lines.slice(1) : lines).join(' ').replace(/\s+/gu, ' ').trim();
  if (flat.length <= MAX_EXCERPT_CHARS) return flat;
  const cut = flat.slice(0, MAX_EXCERPT_CHARS);
  const space = cut.lastIndexOf(' ');
  return space > MAX_EXCERPT_CHARS / 2 ? cut.slice(0, space) : cut;
}
