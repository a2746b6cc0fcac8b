/**
 * A document as JSON: `{ format: 'manyhands', version: 1, title, frontMatter?, blocks }`. A block is
 *
 * - `{ type, props?, content? }`, and with `children` where it holds others,
 * - `{ type: 'table', props?, columns: [{ props? }], rows: [{ props?, cells: [{ children, … }] }] }`.
 *
 * `type` and `props` are the names of `docs/document.md` (`p`, `h1`, `bullet`; `level`, `checked` …), `content` is a list of
 * `{ text, marks? }` and `{ embed, marks? }`. What is not known is kept. A reader refuses a version that it does not know; keys that are
 * added without changing the meaning of others do not raise it.
 */
import { z } from 'zod';
import { MAX_DEPTH } from '../limits.ts';
import { isFrontMatter } from '../markdown/front-matter.ts';

export const JSON_FORMAT = 'manyhands';
export const JSON_VERSION = 1;

/** brackets in each other, far above what as many containers as a document may have in each other come to */
export const MAX_JSON_DEPTH = MAX_DEPTH * 16;

const RECORD = z.record(z.string(), z.json());
const PROPS = RECORD.optional();
const INLINE = z.union([
  z.strictObject({ text: z.string(), marks: PROPS }),
  z.strictObject({ embed: RECORD, marks: PROPS }),
]);
export type JsonInline = z.infer<typeof INLINE>;

export interface JsonBlock {
  type: string;
  props?: Record<string, z.core.util.JSONType> | undefined;
  content?: JsonInline[] | undefined;
  children?: JsonBlock[] | undefined;
  columns?: { props?: Record<string, z.core.util.JSONType> | undefined }[] | undefined;
  rows?: JsonRow[] | undefined;
}
export interface JsonRow {
  props?: Record<string, z.core.util.JSONType> | undefined;
  cells: JsonCell[];
}
export interface JsonCell {
  children: JsonBlock[];
  background?: string | undefined;
  align?: string | undefined;
  rowSpan?: number | undefined;
  columnSpan?: number | undefined;
}

const BLOCK: z.ZodType<JsonBlock> = z.lazy(() =>
  z.strictObject({
    type: z.string().min(1).max(64),
    props: PROPS,
    content: z.array(INLINE).optional(),
    children: z.array(BLOCK).optional(),
    columns: z.array(z.strictObject({ props: PROPS })).optional(),
    rows: z.array(z.strictObject({ props: PROPS, cells: z.array(CELL) })).optional(),
  }),
);
const CELL: z.ZodType<JsonCell> = z.strictObject({
  children: z.array(BLOCK),
  background: z.string().max(64).optional(),
  align: z.string().max(64).optional(),
  rowSpan: z.int().min(1).max(1_000).optional(),
  columnSpan: z.int().min(1).max(1_000).optional(),
});

export const JSON_DOCUMENT = z.strictObject({
  format: z.literal(JSON_FORMAT),
  version: z.literal(JSON_VERSION),
  title: z.string(),
  frontMatter: z.string().refine(isFrontMatter, 'front matter has no line of `---`').optional(),
  blocks: z.array(BLOCK),
});
export type JsonDocument = z.infer<typeof JSON_DOCUMENT>;
