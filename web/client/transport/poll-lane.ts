import type { Clock } from '#shared/clock.ts';
import { decodePollResponse, encodePollRequest } from '#shared/protocol/poll.ts';
import { MAX_FRAME_BYTES } from '#shared/protocol/limits.ts';
import type { PollBlock } from '#shared/protocol/poll.ts';
import type { HttpFailure } from '../connection/model.ts';
import type { FetchLike, FetchRequest, FetchResponse } from '../environment.ts';
import { SLOWEST_BYTES_PER_MS, WRITE_TIMEOUT_MS } from '../limits.ts';

/**
 * `POST /sync`: one request and its answer. A body carries several documents, so a lane may be shared by all that a page shows; what
 * concerns one document is said in its block.
 */
export interface PollLane {
  /** Never rejects. An aborted request has failed with `network`. */
  ask(request: PollLaneRequest, signal: AbortSignal): Promise<PollOutcome>;
}

export interface PollLaneRequest {
  readonly waitMs: number;
  readonly blocks: readonly PollBlock[];
  /** "" where access is open */
  readonly token: string;
  /** until the answer begins */
  readonly giveUpMs: number;
  /** outlives the page; 64 KiB at most */
  readonly keepalive: boolean;
}

export type PollOutcome =
  | { readonly kind: 'answered'; readonly blocks: readonly PollBlock[] }
  | {
      readonly kind: 'failed';
      readonly failure: HttpFailure;
      /** how long the request had been under way */
      readonly afterMs: number;
    };

const CONTENT_TYPE = 'application/octet-stream';
const PROBLEM_TYPE = 'application/problem+json';

export function createPollLane(url: string, fetch: FetchLike, clock: Clock): PollLane {
  return {
    async ask(request, signal) {
      const abort = new AbortController();
      const begun = clock.now();
      const failed = (failure: HttpFailure): PollOutcome => ({ kind: 'failed', failure, afterMs: clock.now() - begun });
      let stopTimer = (): void => {};
      let onAbort = (): void => {};
      let waitFor = (_ms: number): void => {};
      // not every browser ends a request that is aborted
      const given = new Promise<HttpFailure>((resolve) => {
        const giveUp = (failure: HttpFailure): void => {
          resolve(failure);
          abort.abort();
        };
        waitFor = (ms) => {
          stopTimer();
          stopTimer = clock.after(ms, () => giveUp({ kind: 'timeout' }));
        };
        waitFor(request.giveUpMs);
        onAbort = () => giveUp({ kind: 'network', reason: 'aborted' });
        signal.addEventListener('abort', onAbort);
        if (signal.aborted) onAbort();
      });
      const headers: Record<string, string> = { 'content-type': CONTENT_TYPE };
      if (request.token !== '') headers['authorization'] = `Bearer ${request.token}`;
      const body = encodePollRequest({ waitMs: request.waitMs, blocks: request.blocks });
      const options = { method: 'POST', headers, body, signal: abort.signal, keepalive: request.keepalive } as const;
      try {
        const outcome = await Promise.race([answerOf(fetch, url, options, waitFor), given]);
        if (outcome.kind === 'answered') return outcome;
        return failed(outcome.kind === 'failed' ? outcome.failure : outcome);
      } finally {
        stopTimer();
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

type Outcome = { kind: 'answered'; blocks: readonly PollBlock[] } | { kind: 'failed'; failure: HttpFailure };

/** Never rejects. Once the answer has begun it is waited for as long as its bytes may take. */
async function answerOf(
  fetch: FetchLike,
  url: string,
  request: FetchRequest,
  waitFor: (ms: number) => void,
): Promise<Outcome> {
  try {
    const response = await fetch(url, request);
    const bytes = Number(response.headers.get('content-length') ?? MAX_FRAME_BYTES);
    waitFor(WRITE_TIMEOUT_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS));
    return await outcomeOf(response);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', failure: { kind: 'network', reason } };
  }
}

async function outcomeOf(response: FetchResponse): Promise<Outcome> {
  const type = response.headers.get('content-type') ?? '';
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.status === 200) {
    const decoded = decodePollResponse(body);
    if (type.startsWith(CONTENT_TYPE) && decoded.ok) return { kind: 'answered', blocks: decoded.value };
    // a captive portal answers everything with its own page
    const reason = `not an answer of this server: ${decoded.ok ? type : decoded.reason}`;
    return { kind: 'failed', failure: { kind: 'network', reason } };
  }
  return {
    kind: 'failed',
    failure: {
      kind: 'status',
      status: response.status,
      own: type.startsWith(PROBLEM_TYPE),
      reason: problemText(body) ?? `HTTP status ${response.status}`,
      retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
    },
  };
}

function problemText(body: Uint8Array): string | null {
  try {
    const problem: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof problem !== 'object' || problem === null) return null;
    if ('detail' in problem && typeof problem.detail === 'string') return problem.detail;
    return 'title' in problem && typeof problem.title === 'string' ? problem.title : null;
  } catch {
    return null;
  }
}

/** Seconds; the form with a date is not used by this server. */
function retryAfterMs(header: string | null): number {
  const seconds = header === null ? 0 : Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
