import { z } from 'zod';

/** An error as RFC 9457 has it. `code` is for programs, `detail` for people. */
export const PROBLEM = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});
export type Problem = z.infer<typeof PROBLEM>;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';
