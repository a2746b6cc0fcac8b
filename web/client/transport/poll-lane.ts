import type { Clock } from '#shared/clock.ts';
import { decodePollResponse, encodePollRequest } from '#shared/protocol/poll.ts';
import { MAX_FRAME_BYTES } from '#shared/protocol/limits.ts';
import type { PollBlock } from '#shared/protocol/poll.ts';
import type { HttpFailure } from '../connection/model.ts';
import type { FetchLike, FetchRequest, FetchResponse } from '../environment.ts';
import { isRecord } from '../host-value.ts';
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
      const begun = clock.now();
      const patience = new Patience(clock, signal);
      patience.last(request.giveUpMs);
      try {
        const answer = answerOf(() => fetch(url, fetchRequest(request, patience.signal)), patience);
        // not every browser ends a request that is aborted
        const outcome = await Promise.race([answer, patience.lost]);
        if (outcome.kind === 'answered') return outcome;
        return { kind: 'failed', failure: outcome, afterMs: clock.now() - begun };
      } finally {
        patience.stop();
      }
    },
  };
}

function fetchRequest({ waitMs, blocks, token, keepalive }: PollLaneRequest, signal: AbortSignal): FetchRequest {
  const headers: Record<string, string> = { 'content-type': CONTENT_TYPE };
  if (token !== '') headers['authorization'] = `Bearer ${token}`;
  return { method: 'POST', headers, body: encodePollRequest({ waitMs, blocks }), signal, keepalive };
}

/** How long a request is waited for: until its time is over, or until whoever asked gives it up. */
class Patience {
  /** the failure that it is then */
  readonly lost: Promise<HttpFailure>;
  readonly #clock: Clock;
  readonly #asker: AbortSignal;
  readonly #abort = new AbortController();
  readonly #onAbort: () => void;
  #lose: (failure: HttpFailure) => void = () => {};
  #stopTimer = (): void => {};

  constructor(clock: Clock, asker: AbortSignal) {
    this.#clock = clock;
    this.#asker = asker;
    this.lost = new Promise((resolve) => {
      this.#lose = (failure) => {
        resolve(failure);
        this.#abort.abort();
      };
    });
    this.#onAbort = () => this.#lose({ kind: 'network', reason: 'aborted' });
    asker.addEventListener('abort', this.#onAbort);
    if (asker.aborted) this.#onAbort();
  }

  /** aborted when the patience is lost */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Lasts so long from now on. */
  last(ms: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(ms, () => this.#lose({ kind: 'timeout' }));
  }

  stop(): void {
    this.#stopTimer();
    this.#asker.removeEventListener('abort', this.#onAbort);
  }
}

type Outcome = { readonly kind: 'answered'; readonly blocks: readonly PollBlock[] } | HttpFailure;

/** Never rejects. Once the answer has begun it is waited for as long as its bytes may take. */
async function answerOf(ask: () => Promise<FetchResponse>, patience: Patience): Promise<Outcome> {
  try {
    const response = await ask();
    const bytes = Number(response.headers.get('content-length') ?? MAX_FRAME_BYTES);
    patience.last(WRITE_TIMEOUT_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS));
    return await outcomeOf(response);
  } catch (error) {
    return { kind: 'network', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function outcomeOf(response: FetchResponse): Promise<Outcome> {
  const type = response.headers.get('content-type') ?? '';
  const body = new Uint8Array(await response.arrayBuffer());
  if (response.status === 200) {
    const decoded = decodePollResponse(body);
    if (type.startsWith(CONTENT_TYPE) && decoded.ok) return { kind: 'answered', blocks: decoded.value };
    // a captive portal answers everything with its own page
    return { kind: 'network', reason: `not an answer of this server: ${decoded.ok ? type : decoded.reason}` };
  }
  const { code, text } = readProblem(body);
  return {
    kind: 'status',
    status: response.status,
    own: type.startsWith(PROBLEM_TYPE),
    code,
    reason: text ?? `HTTP status ${response.status}`,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after')),
  };
}

/** What a problem document (RFC 9457) says, as far as the body is one. */
function readProblem(body: Uint8Array): { readonly code: string; readonly text: string | null } {
  try {
    const problem: unknown = JSON.parse(new TextDecoder().decode(body));
    if (!isRecord(problem)) return { code: '', text: null };
    const { code, detail, title } = problem;
    const text = [detail, title].find((one) => typeof one === 'string');
    return { code: typeof code === 'string' ? code : '', text: text ?? null };
  } catch {
    return { code: '', text: null };
  }
}

/** Seconds; the form with a date is not used by this server. */
function retryAfterMs(header: string | null): number {
  const seconds = header === null ? 0 : Number(header);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
}
