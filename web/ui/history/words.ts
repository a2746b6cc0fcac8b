/** What the history says; it comes with its code. */
import { shortTime } from '../times.ts';

const numbers = new Intl.NumberFormat('en');
const plurals = new Intl.PluralRules('en');

/** What a block is called. */
const TYPES: Readonly<Record<string, string>> = {
  p: 'text',
  quote: 'quote',
  bullet: 'bullet item',
  number: 'numbered item',
  check: 'check item',
  code: 'code',
  hr: 'divider',
};

export const historyWords = {
  title: 'Version history',
  list: 'Versions',
  page: 'The document in this version',
  loading: 'Loading the history',
  loadingPage: 'Loading this version',
  empty: 'Nothing has been written yet. Versions are kept by themselves as people write.',
  failed: 'The history could not be loaded.',
  offline: 'You are offline. The history is on the server and comes back with the connection.',
  tryAgain: 'Try again',
  older: 'Show older versions',
  current: 'Current version',
  nobody: 'Somebody',
  unknownTime: 'Before names and times were kept',
  noChanges: 'The text is the same',
  changeOf: (at: number, count: number) => `${numbers.format(at)} of ${numbers.format(count)}`,
  changes: (count: number) => `${numbers.format(count)} ${plurals.select(count) === 'one' ? 'change' : 'changes'}`,
  previous: 'Previous change (P)',
  next: 'Next change (N)',
  copy: 'Copy text',
  copied: 'The text of this version is on the clipboard',
  restore: 'Restore this version',
  restoreQuestion:
    'The document becomes what it was then. What others write meanwhile stays, nothing is lost from the history, and you can undo it.',
  restoreNow: 'Restore',
  restoring: 'Restoring',
  restored: 'The version is restored',
  notRestored: 'The version could not be restored',
  stale: 'This device does not have all edits yet. Try again when it is connected.',
  readOnly: 'You may read this document, not change it.',
  did: { inserted: 'Added', deleted: 'Deleted', formatted: 'Changed the look', moved: 'Moved', changed: 'Changed' },
  joined: 'Joined with the next',
  split: 'Parted',
  movedHere: 'Moved here',
  becomes: (from: string, to: string) => `${from} → ${to}`,
  property: (key: string) => `${key} changed`,
  typeName: (type: string) => TYPES[type] ?? (/^h[1-6]$/u.test(type) ? `heading ${type.slice(1)}` : type),
  who: (what: string, name: string | null, at: number | null) =>
    `${what} by ${name ?? 'somebody'}${at === null ? '' : `, ${shortTime(at)}`}`,
  people: (names: readonly string[]) =>
    names.length === 0 ? 'Somebody' : new Intl.ListFormat('en', { type: 'conjunction' }).format(names),
};
