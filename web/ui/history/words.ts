/** What the history says; it comes with its code. */

const dayAndTime = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
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
  formula: 'formula',
  diagram: 'diagram',
  hr: 'divider',
  break: 'page break',
  toc: 'table of contents',
  embed: 'embed',
  image: 'image',
  file: 'file',
  callout: 'callout',
  fold: 'collapsible section',
  columns: 'columns',
  column: 'column',
  table: 'table',
  row: 'row',
  col: 'column',
};

/** What a block's keys are called; those that nobody sees are not here. */
const PROPERTIES: Readonly<Record<string, string>> = {
  level: 'indent',
  align: 'alignment',
  dir: 'direction',
  style: 'look',
  checked: 'check mark',
  start: 'first number',
  language: 'language',
  url: 'address',
  src: 'content',
  alt: 'description',
  width: 'width',
  height: 'height',
  name: 'name',
  kind: 'kind',
  closed: 'folded',
  share: 'width',
  head: 'header',
  bg: 'colour of a cell',
  va: 'alignment of a cell',
  m: 'merged cells',
};

const FORMATS: Readonly<Record<string, string>> = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underlined',
  strike: 'struck through',
  code: 'code',
  sub: 'subscript',
  sup: 'superscript',
  highlight: 'highlight',
  color: 'colour',
  mark: 'highlight',
  link: 'link',
};

const list = new Intl.ListFormat('en', { type: 'conjunction' });
const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const typeName = (type: unknown): string => {
  const name = typeof type === 'string' ? type : 'p';
  return TYPES[name] ?? (/^h[1-6]$/u.test(name) ? `heading ${name.slice(1)}` : name);
};

export const historyWords = {
  title: 'Version history',
  list: 'Versions',
  page: 'The document in this version',
  loading: 'Loading the history',
  loadingPage: 'Loading this version',
  empty: 'There is no history yet. Versions are kept by themselves as people write.',
  failed: 'The history could not be loaded.',
  offline: 'You are offline. The history is on the server and comes back with the connection.',
  tryAgain: 'Try again',
  older: 'Show older versions',
  current: 'Current version',
  unknownTime: 'Before names and times were kept',
  noChanges: 'The text is the same',
  changeOf: (at: number, count: number) => `${numbers.format(at)} of ${numbers.format(count)}`,
  changes: (count: number) => `${numbers.format(count)} ${plurals.select(count) === 'one' ? 'change' : 'changes'}`,
  previous: 'Previous change (P)',
  next: 'Next change (N)',
  copy: 'Copy',
  copied: 'This version is on the clipboard',
  copiedPart: 'The chosen blocks are on the clipboard',
  choose: 'Choose parts',
  chooseBlock: 'Choose this block',
  chosen: (count: number) => (count === 0 ? 'Choose what to copy or to bring back' : `${numbers.format(count)} chosen`),
  bringBack: 'Bring back',
  broughtBack: 'The chosen blocks are back in the document',
  named: 'Named only',
  noneNamed: 'No version has a name yet.',
  nameVersion: 'Name this version',
  rename: 'Rename',
  nameLabel: 'Name of this version',
  unname: 'Remove name',
  namedAs: (name: string) => `This version is called ${name}`,
  unnamed: 'The name is removed',
  namedBy: (name: string | null) => `Named by ${name ?? 'somebody'}`,
  restore: 'Restore this version',
  restoreQuestion:
    'The document becomes what it was then. What others write meanwhile stays, nothing is lost from the history, and you can undo it.',
  restoreNow: 'Restore',
  restoring: 'Restoring',
  restored: 'The version is restored',
  notRestored: 'The version could not be restored',
  stale: 'This device does not have all edits yet. Try again when it is connected.',
  readOnly: 'You may read this document, not change it.',
  purge: 'Delete history for good',
  purgeQuestion:
    'All earlier versions, deleted text and pictures, and who wrote when are deleted for everybody. The document stays as it is. This cannot be undone.',
  purgeNow: 'Delete for good',
  purging: 'Deleting',
  purged: 'The history is deleted',
  did: { inserted: 'Added', deleted: 'Deleted', formatted: 'Changed the look', moved: 'Moved', changed: 'Changed' },
  joined: 'Joined with the next',
  split: 'Parted',
  movedHere: 'Moved here',
  noPicture: 'The picture is not there any more',
  checked: (isChecked: boolean) => (isChecked ? 'Done' : 'Not done'),
  becomes: (from: string, to: string) => `${from} → ${to}`,
  changed: (name: string) => `${name} changed`,
  whole: (name: string, kind: 'inserted' | 'deleted') => `${upper(name)} ${kind === 'inserted' ? 'added' : 'deleted'}`,
  /** null for what nobody sees */
  propertyName: (key: string) => {
    const name = PROPERTIES[key.split('/')[0] ?? key];
    return name === undefined ? null : upper(name);
  },
  /** null for what is not said in a word */
  propertyValue: (key: string, value: unknown): string | null => {
    if (key === 'closed' || key === 'checked' || key === 'head') return value === true ? 'yes' : 'no';
    if (key === 'kind') return typeof value === 'string' ? value : 'note';
    if (key === 'level') return String(typeof value === 'number' ? value : 0);
    if (key === 'language') return typeof value === 'string' ? value : 'plain text';
    if ((key === 'name' || key === 'alt') && typeof value === 'string') return `“${value}”`;
    return null;
  },
  /** which formats came and went */
  formatted: (from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>) => {
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => from[key] !== to[key]);
    const said = keys.map((key) => `${to[key] === undefined ? 'not ' : ''}${FORMATS[key] ?? 'look'}`);
    return `Changed to ${list.format([...new Set(said)])}`;
  },
  typeName,
  who: (what: string, name: string | null, at: number | null) =>
    `${what} by ${name ?? 'somebody'}${at === null ? '' : `, ${dayAndTime.format(at)}`}`,
  people: (names: readonly string[]) => (names.length === 0 ? 'Somebody' : list.format(names)),
};
