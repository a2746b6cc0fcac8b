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
import type { Connection } from './connection.ts';
import { adviceFrame, dataFor, welcomeFrame } from './greeting.ts';
import type { ServerAdvice } from './greeting.ts';
import { MAX_GAPS, MAX_OPENING_BYTES } from './limits.ts';
import { deliverAck } from './member.ts';
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
  /** told of an error that nobody expected while this client's frame was read */
  readonly onFault: (error: unknown) => void;
}

/** One WebSocket's membership of a room: a stock y-websocket client until it says hello. */
export class SocketSession {
  readonly #needs: SocketSessionNeeds;
  #state: State = { kind: 'opening', frames: [], bytes: 0 };

  constructor(needs: SocketSessionNeeds) {
    this.#needs = needs;
    void this.#open();
  }

  receive(frame: Uint8Array): void {
    const state = this.#state;
    if (state.kind === 'closed') return;
    if (state.kind === 'opening') {
      state.bytes += frame.length;
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
    const stock = this.#state.kind === 'stock';
    if (this.#state.kind === 'closed') return;
    this.closed();
    connection.send([stock ? encodeFrame({ type: 'auth', reason }) : refusedFrame(code, reason)]);
    connection.close(code, reason);
  }

  /** The socket is gone. */
  closed(): void {
    const state = this.#state;
    this.#state = { kind: 'closed' };
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
    const member: Member = { id, protocol: 'stock', connection, ackN: null };
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
        return this.#needs.connection.send([encodeFrame({ type: 'pong', nonce: message.nonce })]);
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
    if (hello.version < OLDEST_PROTOCOL_VERSION) return this.refuse('version', 'this protocol version is too old');
    const { room } = state;
    const data = dataFor(room, hello, null);
    if (data === null) return this.refuse('bad-message', 'no state vector');
    const first = state.kind === 'stock';
    const payloads: Uint8Array[] = first || hello.cursor.length === 0 ? [welcomeFrame(room, hello, role)] : [];
    payloads.push(...data);
    const presence = room.presence.everybody();
    if (presence !== null) payloads.push(encodeFrame({ type: 'presence', update: presence }));
    if (first) payloads.push(adviceFrame(advice));
    connection.send(payloads);
    if (!first && state.member.id === hello.instance) return;
    const member: Member = { id: hello.instance, protocol: 'full', connection, ackN: null };
    room.join(member);
    room.leave(state.member, 0);
    this.#state = { kind: 'full', room, member };
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
        else member.connection.send([encodeFrame({ type: 'nack', n, code: outcome.code, reason: outcome.reason })]);
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
          return this.#needs.connection.send([
            encodeFrame({ type: 'sync', step: 'step1', stateVector: state.room.stateVector() }),
          ]);
        case 'read-only':
          return this.#needs.connection.send([encodeFrame({ type: 'auth', reason })]);
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

  /** A stock client reads one message of each frame, so each gets a payload of its own; step 2 comes last, it says "synced". */
  #answerStep1(room: Room, stateVector: Uint8Array): void {
    const known = decodeStateVector(stateVector);
    if (known === null) return this.refuse('bad-message', 'no state vector');
    const updates = known.size > 0 ? room.log.difference(known) : room.log.merged();
    const last = updates.pop() ?? new Uint8Array([0, 0]);
    const payloads = updates.map((update) => encodeFrame({ type: 'sync', step: 'update', update }));
    payloads.push(encodeFrame({ type: 'sync', step: 'step2', update: last }));
    this.#needs.connection.send(payloads);
    this.#sendPresence(room, 'awareness');
  }

  #sendPresence(room: Room, type: 'awareness' | 'presence'): void {
    const update = room.presence.everybody();
    if (update !== null) this.#needs.connection.send([encodeFrame({ type, update })]);
  }
}
