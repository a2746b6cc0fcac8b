/** What a Word document may have that a document of ours does not keep; named to whoever imports one. */
export const WORD_FEATURES = [
  'comments',
  'tracked-changes',
  'headers-and-footers',
  'text-columns',
  'drawings',
  'embedded-objects',
  'linked-images',
  'images',
  'formulas',
  'hidden-text',
  'small-caps',
  'fonts-and-sizes',
  'symbols',
  'list-levels',
  'large-tables',
] as const;
export type WordFeature = (typeof WORD_FEATURES)[number];
