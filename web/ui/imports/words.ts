/** What the import of files says; it comes with its code. Short and plain, as in `web/ui/words.ts`. */

const LOST: Readonly<Record<string, string>> = {
  comments: 'comments',
  'tracked-changes': 'the history of tracked changes',
  'headers-and-footers': 'headers and footers',
  'text-columns': 'columns of text',
  drawings: 'drawings',
  'embedded-objects': 'embedded objects',
  'linked-images': 'images of other sites (they are links now)',
  images: 'some images',
  formulas: 'some formulas',
  'hidden-text': 'hidden text',
  'small-caps': 'small capitals',
  'fonts-and-sizes': 'fonts and sizes',
  symbols: 'some symbols',
  'list-levels': 'the deepest levels of lists',
  'large-tables': 'very large tables (they are text now)',
};

const percent = new Intl.NumberFormat('en', { style: 'percent' });
const list = new Intl.ListFormat('en');

export const importWords = {
  label: 'Files being imported',
  sending: 'Sending',
  waiting: 'Waiting for its turn',
  reading: (part: number) => `Reading, ${percent.format(part)}`,
  progressOf: (name: string) => `Import of ${name}`,
  done: 'Imported.',
  lost: (names: readonly string[]) => `Not kept: ${list.format(names.map((name) => LOST[name] ?? name))}.`,
  open: 'Open',
  openOf: (name: string) => `Open ${name}`,
  cancel: 'Cancel',
  cancelOf: (name: string) => `Cancel the import of ${name}`,
  dismiss: 'Dismiss',
  dismissOf: (name: string) => `Dismiss ${name}`,
  tryAgain: 'Try again',
  offline: 'The server did not answer. Nothing was imported.',
  unknown: 'Only Word (.docx), Markdown, web pages, JSON and plain text can be imported.',
  gone: 'The server has forgotten this import, perhaps because it was restarted. Send the file again.',
} as const;
