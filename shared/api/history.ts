import { z } from 'zod';
import { CONTENT_QUERY } from './documents.ts';
import { MAX_VERSION_NAME_LENGTH } from './history-limits.ts';

/**
 * The JSON of a document's history. A position is a seq of its log: 0 before the first edit, then one more for each that was committed.
 * `docs/history.md` describes all of it.
 */

const AUTHOR = z.object({
  id: z.string(),
  name: z.string(),
  /** 1 to 8 */
  color: z.int().nullable(),
});

/** A position that somebody named. */
export const NAMED_VERSION = z.object({
  position: z.int().positive(),
  name: z.string(),
  /** who named it last, and when, milliseconds since 1970; null where the server was not told who */
  by: AUTHOR.nullable(),
  at: z.number(),
});
export type NamedVersion = z.infer<typeof NAMED_VERSION>;

/** What `GET …/versions` answers, newest position first. */
export const VERSIONS = z.object({ versions: z.array(NAMED_VERSION) });
export type Versions = z.infer<typeof VERSIONS>;

/** What `PUT …/versions/:position` takes: the name, in one line, and who gives it. */
export const NAME_VERSION = z.object({
  name: z
    .string()
    .transform((name) => name.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(MAX_VERSION_NAME_LENGTH)),
  by: z.object({ id: z.string().optional(), name: z.string(), color: z.number().nullish() }).nullish(),
});

/** What `POST …/purge` answers: the position with which the history begins from now on, and how many files went with what was before. */
export const PURGED_DOCUMENT = z.object({ position: z.int().positive(), removedFiles: z.int().nonnegative() });
export type PurgedDocument = z.infer<typeof PURGED_DOCUMENT>;

/** What somebody, or several at once, wrote without a long pause. */
export const WRITING_SESSION = z.object({
  /** the position before it and behind it */
  from: z.int().nonnegative(),
  to: z.int().positive(),
  /** who wrote, in the order in which they began; empty where the log does not say */
  people: z.array(AUTHOR),
  /** of the first and the last edit, milliseconds since 1970; null where the log does not say */
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** the name of the position behind it; null where nobody named that */
  version: NAMED_VERSION.nullable(),
});
export type WritingSession = z.infer<typeof WRITING_SESSION>;

/** What `GET …/history?before=` answers: sessions that lie before a position, newest first. */
export const HISTORY_PAGE = z.object({
  sessions: z.array(WRITING_SESSION),
  /** `before` of the next page; null where this is the last */
  next: z.int().positive().nullable(),
});
export type HistoryPage = z.infer<typeof HISTORY_PAGE>;

export const POSITION = z.coerce.number().int().nonnegative();

export const HISTORY_QUERY = z.object({ before: z.coerce.number().int().positive().optional() });
/** `to` is the newest position unless given. */
export const RANGE_QUERY = z.object({ from: POSITION.default(0), to: POSITION.optional() });
/** `list` is for machines; `page` is the page with all changes in place. */
export const CHANGES_QUERY = RANGE_QUERY.extend({ form: z.enum(['list', 'page']).default('list') });
export type ChangesForm = z.infer<typeof CHANGES_QUERY>['form'];
/** a block as views and lists of changes call it */
const BLOCK_KEY = z.string().regex(/^(?:\d+:\d+(?:\/text)?|end)$/u, 'blocks are named as in the list of changes');
export const MAX_PART_BLOCKS = 1_000;
/**
 * What `GET …/history/:position/content` takes: the format, and the part that is wanted, by the blocks' names parted by commas or by the first
 * and the last one. Without either it is the whole document.
 */
export const PAST_CONTENT_QUERY = CONTENT_QUERY.extend({
  blocks: z
    .string()
    .transform((keys) => keys.split(','))
    .pipe(z.array(BLOCK_KEY).max(MAX_PART_BLOCKS))
    .optional(),
  first: BLOCK_KEY.optional(),
  last: BLOCK_KEY.optional(),
}).refine(
  ({ blocks, first, last }) =>
    (first === undefined) === (last === undefined) && (blocks === undefined || first === undefined),
  'a part is named by blocks, or by first and last',
);
export const STATE_QUERY = z.object({ at: POSITION.optional() });

/** What `GET …/updates?from=&to=` answers: the log itself, oldest first. */
export const UPDATES_PAGE = z.object({
  entries: z.array(
    z.object({
      seq: z.int().positive(),
      by: AUTHOR.nullable(),
      at: z.number().nullable(),
      /** a Yjs update, V1, in base64 */
      update: z.string(),
    }),
  ),
  /** `from` of the next page; null where this is the last */
  next: z.int().positive().nullable(),
});
export type UpdatesPage = z.infer<typeof UPDATES_PAGE>;
