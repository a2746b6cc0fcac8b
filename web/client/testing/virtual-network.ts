import type { Clock } from '#shared/clock.ts';
import { LinkedPair } from '#shared/testing/linked-pair.ts';
import type { Connect, FetchLike, FetchRequest, FetchResponse } from '../environment.ts';
import type { Backend, BackendResponse } from './backend.ts';

/** How the way to the server treats WebSockets. */
export type SocketWeather =
  | { readonly kind: 'clear' }
  /** a proxy answers the upgrade with 403 */
  | { readonly kind: 'blocked' }
  /** a proxy accepts the upgrade and ends it after so long */
  | { readonly kind: 'killed'; readonly afterMs: number }
  /** a proxy accepts the upgrade and lets nothing through */
  | { readonly kind: 'swallowed' };

/** A network in virtual time between clients and one backend: delays, cuts, lost answers, requests that arrive twice. */
export class VirtualNetwork {
  sockets: SocketWeather = { kind: 'clear' };
  /** false: every request fails, at once */
  http = true;
  /** a proxy ends requests that take longer */
  cutRequestsAfterMs = Number.POSITIVE_INFINITY;
  /** what something on the way answers every request with */
  answer: BackendResponse | null = null;
  /** a proxy keeps answers that took longer to itself, and the request open */
  keepsAnswersAfterMs = Number.POSITIVE_INFINITY;
  /** a proxy answers larger bodies with 413 */
  mostBodyBytes = Number.POSITIVE_INFINITY;
  /** how fast a client can send, and receive; each connection as if it were alone */
  uplinkBytesPerMs = Number.POSITIVE_INFINITY;
  downlinkBytesPerMs = Number.POSITIVE_INFINITY;
  /** called for each message, each way */
  delayMs: () => number = () => 5;
  /** the server answers, the client never hears it */
  losesAnswer: () => boolean = () => false;
  /** the request arrives twice */
  doubles: () => boolean = () => false;
  backend: Backend;
  readonly #clock: Clock;
  readonly #pairs = new Set<LinkedPair>();
  readonly #requests = new Set<AbortController>();

  constructor(clock: Clock, backend: Backend) {
    this.#clock = clock;
    this.backend = backend;
  }

  get openSockets(): number {
    return [...this.#pairs].filter((pair) => pair.open).length;
  }

  get openRequests(): number {
    return this.#requests.size;
  }

  /** Ends everything that is open, as a lost network or a killed server does. */
  cut(): void {
    for (const pair of this.#pairs) pair.cut(1006, '');
    this.#pairs.clear();
    for (const request of this.#requests) request.abort();
    this.#requests.clear();
  }

  /** As a person does who goes away from their network: what is open ends, and nothing new begins. */
  goOffline(): void {
    this.cut();
    this.http = false;
    this.sockets = { kind: 'blocked' };
  }

  comeBack(): void {
    this.http = true;
    this.sockets = { kind: 'clear' };
  }

  /** What is open looks alive; nothing arrives any more. */
  swallow(): void {
    for (const pair of this.#pairs) pair.swallow();
  }

  readonly connect: Connect = (url, events) => {
    const pair = new LinkedPair(
      this.#clock,
      () => this.delayMs(),
      (end) => (end === 'left' ? this.uplinkBytesPerMs : this.downlinkBytesPerMs),
    );
    const document = decodeURIComponent(new URL(url).pathname.replace('/sync/', ''));
    let over = false;
    const closed = (code: number, reason: string): void => {
      if (over) return;
      over = true;
      this.#pairs.delete(pair);
      events.closed(code, reason);
    };
    pair.left.onFrame = (frame) => !over && events.frame(frame);
    pair.left.onClose = closed;
    this.#clock.after(this.delayMs() * 2, () => {
      if (over) return;
      const weather = this.sockets;
      if (weather.kind === 'blocked') {
        closed(1006, '');
        return;
      }
      this.#pairs.add(pair);
      if (weather.kind === 'swallowed') pair.swallow();
      else {
        const socket = this.backend.openSocket(document, pair.right);
        if (socket === null) {
          closed(1006, '');
          return;
        }
        pair.right.onFrame = (frame) => socket.receive(frame);
        pair.right.onClose = () => socket.closed();
      }
      if (weather.kind === 'killed') this.#clock.after(weather.afterMs, () => pair.cut(1006, ''));
      events.opened();
    });
    return {
      send: (frame) => {
        if (!over) pair.left.send(frame);
      },
      close: () => {
        over = true;
        pair.left.close(1000, '');
      },
    };
  };

  readonly fetch: FetchLike = (_url, request) => {
    const way = new AbortController();
    return new Promise<FetchResponse>((resolve, reject) => {
      const gone = new AbortController();
      const fail = (): void => {
        this.#requests.delete(way);
        stopCut();
        gone.abort();
        reject(new TypeError('failed to fetch'));
      };
      const stopCut = Number.isFinite(this.cutRequestsAfterMs)
        ? this.#clock.after(this.cutRequestsAfterMs, fail)
        : (): void => {};
      if (request.signal.aborted) {
        fail();
        return;
      }
      // a request that its page gave up may be on its way all the same
      request.signal.addEventListener('abort', () => request.keepalive || fail());
      way.signal.addEventListener('abort', fail);
      this.#requests.add(way);
      this.#clock.after(this.delayMs() + request.body.length / this.uplinkBytesPerMs, () => {
        // given up before its last byte was sent
        if (request.signal.aborted && Number.isFinite(this.uplinkBytesPerMs)) return;
        if (!this.http) fail();
        else void this.#exchange(request, gone.signal, way, resolve, stopCut);
      });
    });
  };

  #answerOf(request: Uint8Array): BackendResponse | null {
    return request.length > this.mostBodyBytes ? { status: 413, headers: {}, body: new Uint8Array(0) } : this.answer;
  }

  async #exchange(
    request: FetchRequest,
    gone: AbortSignal,
    way: AbortController,
    resolve: (response: FetchResponse) => void,
    stopCut: () => void,
  ): Promise<void> {
    const { backend } = this;
    const body = request.body.slice();
    const token = (request.headers['authorization'] ?? '').replace('Bearer ', '');
    const begun = this.#clock.now();
    if (this.doubles()) void backend.post(body, new AbortController().signal, token);
    const { status, headers, body: answer } = this.#answerOf(body) ?? (await backend.post(body, gone, token));
    if (this.#clock.now() - begun > this.keepsAnswersAfterMs) return;
    if (this.losesAnswer()) {
      way.abort();
      return;
    }
    this.#clock.after(this.delayMs(), () => {
      if (way.signal.aborted) return;
      this.#requests.delete(way);
      stopCut();
      const bytes = new Uint8Array(answer).buffer;
      resolve({
        status,
        headers: { get: (name) => (name === 'content-length' ? String(bytes.byteLength) : (headers[name] ?? null)) },
        arrayBuffer: () =>
          new Promise((received) => {
            if (!Number.isFinite(this.downlinkBytesPerMs)) received(bytes);
            else this.#clock.after(bytes.byteLength / this.downlinkBytesPerMs, () => received(bytes));
          }),
      });
    });
  }
}
