import { unreachable } from '#shared/assert.ts';
import type { DocumentId } from '#shared/ids.ts';
import { decodeClientFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage } from '#shared/protocol/frame.ts';
import type { CloseName } from '#shared/protocol/close-code.ts';
import { HANDOVER_GRACE_MS } from '#shared/protocol/limits.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import { OLDEST_PROTOCOL_VERSION } from '#shared/protocol/version.ts';
import type { Role } from '#shared/role.ts';
import { decodeStateVector } from '#shared/update/coverage.ts';
import { Answering } from './answering.ts';
import type { Connection, Payload } from './connection.ts';
import { adviceFrame, askedBy, helloAnswer, step1Answer, welcomeFrame } from './greeting.ts';
import type { ServerAdvice } from './greeting.ts';
import { MAX_GAPS, MAX_OPENING_BYTES, MAX_WAITING_FOR_MORE_BYTES, OPENING_FRAME_BYTES } from './limits.ts';
import { deliverAck, isTooSlow } from './member.ts';
import type { Member } from './member.ts';
import { refusedFrame } from './refusal.ts';
import type { RoomRegistry } from './registry.ts';
import type { Outcome, Room } from './room.ts';

type State =
  /** the room is being loaded; what comes meanwhile waits */
  | { readonly kind: 'opening'; readonly frames: Uint8Array[]; bytes: number }
  | { readonly kind: 'stock'; readonly room: Room; readonly member: Member; gaps: number }
  | { readonly kind: 'full'; readonly room: Room; readonly member: Member }
  | { readonly kind: 'closed' };

export interface SocketSessionNeeds {
  readonly registry: RoomRegistry;
  readonly document: DocumentId;
  readonly connection: Connection;
  /** unique on this node */
  readonly id: string;
  readonly role: Role;
  readonly advice: ServerAdvice;
  /** runs a callback after everything that has arrived by now was read */
  readonly nextTurn: (callback: () => void) => void;
  /** told of an error that nobody expected while this client's frame was read */
  readonly onFault: (error: unknown) => void;
}

/** One WebSocket's membership of a room: a stock y-websocket client until it says hello. */
export class SocketSession {
  readonly #needs: SocketSessionNeeds;
  readonly #answering: Answering;
  #state: State = { kind: 'opening', frames: [], bytes: 0 };
  /** it knows the messages of the full protocol, even where its hello is refused */
  #saidHello = false;

  constructor(needs: SocketSessionNeeds) {
    this.#needs = needs;
    this.#answering = new Answering(needs.connection, needs.nextTurn);
    void this.#open();
  }

  receive(frame: Uint8Array): void {
    const state = this.#state;
    if (state.kind === 'closed') return;
    if (state.kind === 'opening') {
      state.bytes += frame.length + OPENING_FRAME_BYTES;
      if (state.bytes > MAX_OPENING_BYTES) return this.refuse('unavailable', 'the document takes too long to load');
      state.frames.push(frame);
      return;
    }
    const decoded = decodeClientFrame(frame);
    if (!decoded.ok) return this.refuse('bad-message', decoded.reason);
    try {
      for (const message of decoded.value) this.#take(message);
    } catch (error) {
      // a bug of ours, or of a library's, that this client found: it is not to end everybody's connection
      this.#needs.onFault(error);
      this.refuse('unavailable', 'the server failed at this message');
    }
  }

  /** Says why, then closes. */
  refuse(code: CloseName, reason: string): void {
    const { connection } = this.#needs;
    const stock = this.#state.kind === 'stock' && !this.#saidHello;
    if (this.#state.kind === 'closed') return;
    this.closed();
    connection.send([stock ? encodeFrame({ type: 'auth', reason }) : refusedFrame(code, reason)]);
    connection.close(code, reason);
  }

  /** The socket is gone. */
  closed(): void {
    const state = this.#state;
    this.#state = { kind: 'closed' };
    this.#answering.stop();
    if (state.kind === 'stock') state.room.leave(state.member, 0);
    if (state.kind === 'full') state.room.leave(state.member, HANDOVER_GRACE_MS);
  }

  async #open(): Promise<void> {
    const { registry, document, connection, id } = this.#needs;
    const opened = await registry.open(document);
    const waiting = this.#state;
    if (waiting.kind !== 'opening') return;
    if (opened.kind === 'unavailable') return this.refuse('unavailable', 'the document cannot be read');
    const { room } = opened;
    const member: Member = { id, protocol: 'stock', connection, reading: false, ackN: null };
    this.#state = { kind: 'stock', room, member, gaps: 0 };
    room.join(member);
    connection.send([encodeFrame({ type: 'sync', step: 'step1', stateVector: room.stateVector() })]);
    for (const frame of waiting.frames) this.receive(frame);
  }

  #take(message: ClientMessage): void {
    const state = this.#state;
    if (state.kind === 'closed' || state.kind === 'opening') return;
    switch (message.type) {
      case 'hello':
        return this.#hello(message);
      case 'ping':
        return this.#say([encodeFrame({ type: 'pong', nonce: message.nonce })]);
      case 'pong':
        return;
      case 'queryAwareness':
        return this.#sendPresence(state.room, state.kind === 'stock' ? 'awareness' : 'presence');
      case 'awareness':
      case 'presence':
        if (!state.room.applyPresence(state.member.id, message.update))
          this.refuse('bad-message', 'no presence update');
        return;
      case 'bye':
        state.room.bye(state.member.id);
        return;
      case 'push':
        if (state.kind === 'full') this.#push(state, message.n, message.update);
        else this.refuse('bad-message', 'push before hello');
        return;
      case 'sync':
        if (message.step === 'step1') return this.#answerStep1(state.room, message.stateVector);
        if (state.kind === 'stock') this.#stockUpdate(state, message.update);
        else this.refuse('bad-message', 'a session of the full protocol pushes');
        return;
      default:
        unreachable(message);
    }
  }

  #hello(hello: HelloMessage): void {
    const state = this.#state;
    const { connection, role, advice } = this.#needs;
    if (state.kind !== 'stock' && state.kind !== 'full') return;
    this.#saidHello = true;
    if (hello.version < OLDEST_PROTOCOL_VERSION) return this.refuse('version', 'this protocol version is too old');
    const { room } = state;
    if (askedBy(room, hello).kind === 'no-state-vector') return this.refuse('bad-message', 'no state vector');
    const first = state.kind === 'stock';
    let { member } = state;
    if (first || member.id !== hello.instance) {
      member = { id: hello.instance, protocol: 'full', connection, reading: true, ackN: null };
      room.join(member);
      room.leave(state.member, 0);
      this.#state = { kind: 'full', room, member };
    }
    const welcome = first || hello.cursor.length === 0;
    this.#answering.ask(() => {
      member.reading = true;
      return helloAnswer(room, member.id, askedBy(room, hello), {
        before: () => (welcome ? [welcomeFrame(room, hello, role)] : []),
        behind: () => (first ? [adviceFrame(advice)] : []),
        caughtUp: () => (member.reading = false),
      });
    });
  }

  #push({ room, member }: Extract<State, { kind: 'full' }>, n: number, update: Uint8Array): void {
    let settled = false;
    room.submit({
      update,
      author: member.id,
      role: this.#needs.role,
      settle: (outcome) => {
        settled = true;
        if (outcome.kind === 'kept') member.ackN = Math.max(member.ackN ?? 0, n);
        else this.#say([encodeFrame({ type: 'nack', n, code: outcome.code, reason: outcome.reason })]);
      },
    });
    // settled at once: no batch will carry the acknowledgement
    if (settled) deliverAck(member);
  }

  #stockUpdate(state: Extract<State, { kind: 'stock' }>, update: Uint8Array): void {
    const settle = (outcome: Outcome): void => {
      if (outcome.kind === 'kept') {
        state.gaps = 0;
        return;
      }
      const { code, reason } = outcome;
      switch (code) {
        case 'gap':
          state.gaps += 1;
          if (state.gaps > MAX_GAPS) return this.refuse('bad-message', reason);
          return this.#say([encodeFrame({ type: 'sync', step: 'step1', stateVector: state.room.stateVector() })]);
        case 'read-only':
          return this.#say([encodeFrame({ type: 'auth', reason })]);
        case 'storage':
          return this.refuse('storage', reason);
        case 'too-large':
          return this.refuse('too-large', reason);
        case 'malformed':
        case 'foreign-client':
          return this.refuse('bad-message', reason);
        default:
          return unreachable(code);
      }
    };
    state.room.submit({ update, author: state.member.id, role: this.#needs.role, settle });
  }

  #answerStep1(room: Room, stateVector: Uint8Array): void {
    const known = decodeStateVector(stateVector);
    if (known === null) return this.refuse('bad-message', 'no state vector');
    this.#answering.ask(() => step1Answer(room, known));
  }

  /** Left out for whom much waits: presence is the first that may be lost, and it can be asked for again. */
  #sendPresence(room: Room, type: 'awareness' | 'presence'): void {
    if (this.#needs.connection.waitingBytes > MAX_WAITING_FOR_MORE_BYTES) return;
    const update = room.presence.everybody();
    if (update !== null) this.#say([encodeFrame({ type, update })]);
  }

  /** Whoever asks and does not read is cut off. */
  #say(payloads: readonly Payload[]): void {
    const { connection } = this.#needs;
    if (this.#state.kind === 'closed') return;
    if (isTooSlow(connection)) this.closed();
    else connection.send(payloads);
  }
}
