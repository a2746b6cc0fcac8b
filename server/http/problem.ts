import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '#shared/api/problem.ts';
import { PROBLEM_MEDIA_TYPE } from '#shared/api/problem.ts';

/** What can go wrong with a request, by its code: the status and the words for it. */
const PROBLEMS = {
  'bad-request': [400, 'The request is not understood'],
  'foreign-origin': [403, 'The page that asks may not talk to this server'],
  'not-found': [404, 'There is no such thing here'],
  'method-not-allowed': [405, 'Not this way'],
  'too-large': [413, 'The body is too large'],
  'document-full': [413, 'The document holds as much as it may'],
  'unsupported-media-type': [415, 'The content type is not one of those that are taken here'],
  'foreign-host': [421, 'This server does not go by that name'],
  'unprocessable-content': [422, 'The content cannot be used'],
  'version-too-old': [426, 'This version of the protocol is not spoken any more'],
  'upgrade-required': [426, 'This is for WebSockets'],
  'too-many': [429, 'Too much from this address'],
  internal: [500, 'Something went wrong on the server'],
  'not-implemented': [501, 'This server cannot do that'],
  unavailable: [503, 'Not now'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Answers with a problem document (RFC 9457). `detail` says what to do about it; `headers` such as `Retry-After` go along. */
export function problem(
  context: Context,
  code: ProblemCode,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const [status] = PROBLEMS[code];
  return context.body(JSON.stringify(problemOf(code, detail)), status, {
    ...headers,
    'Content-Type': PROBLEM_MEDIA_TYPE,
    'Cache-Control': 'no-store',
  });
}

export function problemOf(code: ProblemCode, detail: string): Problem {
  const [status, title] = PROBLEMS[code];
  return { type: 'about:blank', title, status, detail, code };
}

/** For a path that answers other methods only; `Allow` names them. To be added behind its routes. */
export function onlyMethods(allow: string): (context: Context) => Response {
  return (context) => problem(context, 'method-not-allowed', `${context.req.path} takes ${allow}`, { Allow: allow });
}
