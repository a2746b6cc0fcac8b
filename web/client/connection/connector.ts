import { unreachable } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
import type { Random } from '#shared/random.ts';
import { ClientError } from '../client-error.ts';
import type { Connect, SocketLike } from '../environment.ts';
import { SOCKET_PROVEN_MS } from '../limits.ts';
import type { PollLane, PollOutcome } from '../transport/poll-lane.ts';
import { transition, wakeAt } from './machine.ts';
import type { ConnectionEffect, ConnectionEvent, ConnectionModel, Fallback, HttpFailure } from './model.ts';
import type { Tokens } from './tokens.ts';
import { pushWay } from './view.ts';
import type { PushWay } from './view.ts';

interface ConnectorParts {
  readonly document: string;
  readonly socketUrl: string;
  readonly connect: Connect | null;
  readonly polls: PollLane;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly random: Random;
  readonly remember: (fallback: Fallback | null) => void;
  /** the frame that begins a session on `lane`; the token is "" where it travels as a header */
  readonly hello: (lane: string, token: string) => Uint8Array<ArrayBuffer>;
  readonly receive: (lane: string, message: ServerMessage) => void;
  /** whether what comes on the lane follows from its hello */
  readonly follows: (lane: string) => boolean;
  /** what was sent on it and not answered is not answered any more */
  readonly laneClosed: (lane: string, answered: boolean) => void;
  /** after each event */
  readonly changed: () => void;
}

export interface WriteRequest {
  readonly lane: string;
  readonly frame: Uint8Array;
  readonly giveUpMs: number;
  readonly keepalive: boolean;
}

/** The hands of the connection's machine: opens, asks, closes and waits as it says, and tells it what happened. */
export class Connector {
  readonly #parts: ConnectorParts;
  #model: ConnectionModel;
  #socket: { readonly id: number; readonly like: SocketLike; readonly token: string } | null = null;
  #poll: { readonly id: number; readonly abort: AbortController } | null = null;
  readonly #writes = new Set<AbortController>();
  #stopTimer: (() => void) | null = null;

  constructor(parts: ConnectorParts, model: ConnectionModel) {
    this.#parts = parts;
    this.#model = model;
  }

  get model(): ConnectionModel {
    return this.#model;
  }

  get way(): PushWay {
    return pushWay(this.#model);
  }

  dispatch(event: ConnectionEvent): void {
    const { clock, random } = this.#parts;
    const { model, effects } = transition(this.#model, event, clock.now(), random);
    this.#model = model;
    for (const effect of effects) this.#run(effect);
    this.#arm();
    this.#parts.changed();
  }

  /** On the WebSocket that is open; gives false where there is none. */
  send(frame: Uint8Array<ArrayBuffer>): boolean {
    if (this.#socket === null) return false;
    this.#socket.like.send(frame);
    return true;
  }

  /** Begins the session on the WebSocket again. */
  helloAgain(): void {
    if (this.#socket === null) return;
    const { id, token } = this.#socket;
    this.send(this.#parts.hello(socketLane(id), token));
  }

  /** A request of its own, answered when it is done. Its messages are received before this resolves. */
  async write(request: WriteRequest): Promise<'answered' | HttpFailure> {
    const abort = new AbortController();
    this.#writes.add(abort);
    const { outcome, token } = await this.#post(request.frame, 0, request.giveUpMs, request.keepalive, abort.signal);
    this.#writes.delete(abort);
    if (outcome.kind === 'answered') this.#receiveBlocks(request.lane, outcome, token);
    this.#parts.laneClosed(request.lane, outcome.kind === 'answered');
    if (outcome.kind === 'answered') return 'answered';
    const { failure } = outcome;
    const isOld = failure.kind === 'status' && failure.status === 401 && !this.#parts.tokens.isCurrent(token);
    if (!abort.signal.aborted && !isOld) this.dispatch({ kind: 'write-failed', failure });
    return failure;
  }

  /** Ends requests under way; the machine is told by `destroy` or `away`. */
  abortWrites(): void {
    for (const abort of this.#writes) abort.abort();
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    this.abortWrites();
  }

  #run(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'open-socket':
        void this.#openSocket(effect.id);
        return;
      case 'close-socket':
        this.#dropSocket(effect.id);
        return;
      case 'ping':
        this.send(encodeFrame({ type: 'ping', nonce: effect.id }));
        return;
      case 'ask':
        void this.#ask(effect.id, effect.waitMs, effect.giveUpMs);
        return;
      case 'abort-poll':
        if (this.#poll?.id === effect.id) this.#poll.abort.abort();
        return;
      case 'forget-token':
        this.#parts.tokens.forget();
        return;
      case 'remember':
        this.#parts.remember(effect.fallback);
        return;
      default:
        unreachable(effect);
    }
  }

  #arm(): void {
    this.#stopTimer?.();
    this.#stopTimer = null;
    const at = wakeAt(this.#model, SOCKET_PROVEN_MS);
    if (at === null || this.#model.life.kind !== 'running') return;
    const { clock } = this.#parts;
    this.#stopTimer = clock.after(Math.max(0, at - clock.now()), () => this.dispatch({ kind: 'tick' }));
  }

  // -- the WebSocket

  async #openSocket(id: number): Promise<void> {
    const { connect, tokens, socketUrl } = this.#parts;
    let token: string;
    try {
      token = await tokens.get();
    } catch (error) {
      this.#noToken(error);
      this.dispatch({ kind: 'socket-closed', id, code: 4503, reason: `no token: ${String(error)}` });
      return;
    }
    if (!this.#isCurrentSocket(id)) return;
    if (connect === null) {
      this.dispatch({ kind: 'socket-closed', id, code: 1006, reason: 'no WebSockets here' });
      return;
    }
    const lane = socketLane(id);
    const like = connect(socketUrl, {
      opened: () => {
        if (!this.#isCurrentSocket(id)) return;
        like.send(this.#parts.hello(lane, token));
        this.dispatch({ kind: 'socket-opened', id });
      },
      frame: (bytes) => this.#heard(id, bytes),
      closed: (code, reason) => {
        if (this.#socket?.id !== id) return;
        this.#socket = null;
        this.#parts.laneClosed(lane, false);
        this.dispatch({ kind: 'socket-closed', id, code, reason });
      },
    });
    this.#socket = { id, like, token };
  }

  /** What can be no token is a fault of the host's code, and final: asking again gives the same. */
  #noToken(error: unknown): void {
    if (!(error instanceof ClientError)) return;
    this.dispatch({ kind: 'refused', code: error.code, reason: error.message, retryAfterMs: 0 });
  }

  #isCurrentSocket(id: number): boolean {
    const { socket } = this.#model;
    return socket.kind !== 'off' && socket.kind !== 'waiting' && socket.id === id;
  }

  #dropSocket(id: number): void {
    if (this.#socket?.id !== id) return;
    const { like } = this.#socket;
    this.#socket = null;
    like.close();
    this.#parts.laneClosed(socketLane(id), false);
  }

  #heard(id: number, bytes: Uint8Array): void {
    if (this.#socket?.id !== id) return;
    const decoded = decodeServerFrame(bytes);
    if (!decoded.ok) {
      this.#dropSocket(id);
      this.dispatch({ kind: 'socket-closed', id, code: 1006, reason: `unreadable frame: ${decoded.reason}` });
      return;
    }
    this.dispatch({ kind: 'socket-heard', id });
    const { token } = this.#socket;
    for (const message of decoded.value) {
      if (this.#socket?.id !== id) return;
      this.#receive(socketLane(id), message, token);
      if (message.type === 'welcome') this.dispatch({ kind: 'socket-welcomed', id });
      if (message.type === 'pong') this.dispatch({ kind: 'socket-pong', id });
      else if (message.type === 'ping') this.send(encodeFrame({ type: 'pong', nonce: message.nonce }));
      else if (message.type === 'data' && message.flags.stale && this.#model.socket.kind === 'greeting')
        this.helloAgain();
      else if (message.type === 'data' && message.flags.caughtUp && this.#parts.follows(socketLane(id))) {
        this.dispatch({ kind: 'socket-caught-up', id });
      }
    }
  }

  // -- HTTP

  async #ask(id: number, waitMs: number, giveUpMs: number): Promise<void> {
    const abort = new AbortController();
    this.#poll = { id, abort };
    const lane = `poll ${id}`;
    const posted = await this.#post(() => this.#parts.hello(lane, ''), waitMs, giveUpMs, false, abort.signal);
    const { outcome, token } = posted;
    if (this.#poll?.id === id) this.#poll = null;
    const { poll } = this.#model;
    if (poll.kind !== 'asking' || poll.id !== id) {
      this.#parts.laneClosed(lane, false);
      return;
    }
    const brought = outcome.kind === 'answered' && this.#receiveBlocks(lane, outcome, token);
    this.#parts.laneClosed(lane, outcome.kind === 'answered');
    if (outcome.kind === 'answered') this.dispatch({ kind: 'poll-answered', id, brought });
    else this.dispatch({ kind: 'poll-failed', id, failure: outcome.failure, afterMs: outcome.afterMs });
  }

  async #post(
    frame: Uint8Array | (() => Uint8Array),
    waitMs: number,
    giveUpMs: number,
    keepalive: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly outcome: PollOutcome; readonly token: string }> {
    const { polls, tokens, document } = this.#parts;
    const failed = (reason: string): PollOutcome => ({
      kind: 'failed',
      failure: { kind: 'network', reason },
      afterMs: 0,
    });
    let token: string;
    try {
      token = await tokens.get();
    } catch (error) {
      this.#noToken(error);
      return { outcome: failed(`no token: ${String(error)}`), token: '' };
    }
    if (signal.aborted) return { outcome: failed('aborted'), token };
    const blocks = [{ document, frame: typeof frame === 'function' ? frame() : frame }];
    return { outcome: await polls.ask({ waitMs, blocks, token, giveUpMs, keepalive }, signal), token };
  }

  #receiveBlocks(lane: string, outcome: PollOutcome & { kind: 'answered' }, token: string): boolean {
    let brought = false;
    for (const block of outcome.blocks) {
      if (block.document !== this.#parts.document) continue;
      const decoded = decodeServerFrame(block.frame);
      if (!decoded.ok) continue;
      brought ||= decoded.value.length > 0;
      for (const message of decoded.value) this.#receive(lane, message, token);
    }
    return brought;
  }

  #receive(lane: string, message: ServerMessage, token: string): void {
    if (message.type === 'refused' && message.code === 'unauthorized' && !this.#parts.tokens.isCurrent(token)) return;
    this.#parts.receive(lane, message);
    if (message.type === 'advice') {
      const { holdMs, minGapMs, reconnectDelayMs } = message;
      this.dispatch({ kind: 'advice', holdMs, minGapMs, reconnectDelayMs });
    } else if (message.type === 'refused') {
      const { code, reason, retryAfterMs } = message;
      this.dispatch({ kind: 'refused', code, reason, retryAfterMs });
    }
  }
}

export function socketLane(id: number): string {
  return `socket ${id}`;
}
