import { z } from 'zod';
import { PROBLEM } from './problem.ts';

/**
 * The JSON of `/api/v1/imports`. A Word file that is sent to `POST /documents` is brought in behind the answer, which is 202 and has the
 * job's address as `Location`.
 */

/** of a Word file that is sent */
export const MAX_OFFICE_BYTES = 32 * 1024 * 1024;

/** The query of `POST /documents` for such a file: what the file is called, which is the title of a document that has none. */
export const IMPORT_QUERY = z.object({ name: z.string().max(1_000).default('') });

/** What `GET` of a job's address answers, and `DELETE`, which cancels what is not done yet. */
export const IMPORT_JOB = z.discriminatedUnion('state', [
  z.object({ state: z.literal('queued') }),
  /** from 0 to 1 */
  z.object({ state: z.literal('running'), progress: z.number().min(0).max(1) }),
  z.object({
    state: z.literal('done'),
    /** the document's name */
    id: z.string(),
    title: z.string(),
    /** of the page where people edit it */
    url: z.url(),
    /** what the file has and the document has not */
    lost: z.array(z.string()),
  }),
  z.object({ state: z.literal('failed'), problem: PROBLEM }),
  z.object({ state: z.literal('cancelled') }),
]);
export type ImportJob = z.infer<typeof IMPORT_JOB>;

/** What `POST` answers with 202. */
export const STARTED_IMPORT = z.object({
  /** the job's address, a path of this server */
  job: z.string(),
});
export type StartedImport = z.infer<typeof STARTED_IMPORT>;
