import type { InstanceId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { decodeClientFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage } from '#shared/protocol/frame.ts';
import { HANDOVER_GRACE_MS } from '#shared/protocol/limits.ts';
import type { PollAnswer, PollBlock } from '#shared/protocol/poll.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import type { Role } from '#shared/role.ts';
import { decodeCursor } from './cursor.ts';
import { adviceFrame, askedBy, staleFrame, welcomeFrame } from './greeting.ts';
import type { ServerAdvice } from './greeting.ts';
import { LogReader } from './log-reader.ts';
import type { Position } from './log-reader.ts';
import { refusedFrame } from './refusal.ts';
import type { RoomRegistry } from './registry.ts';
import type { Room } from './room.ts';

/** One document's part of a poll request, parsed. */
export interface PollPart {
  readonly document: string;
  readonly hello: HelloMessage;
  readonly rest: readonly ClientMessage[];
}

export type ParsedBlock =
  | { readonly ok: true; readonly part: PollPart }
  | { readonly ok: false; readonly reason: string };

const ALLOWED = new Set<ClientMessage['type']>(['push', 'presence', 'bye', 'ping', 'pong', 'queryAwareness']);

export function parseBlock({ document, frame }: PollBlock): ParsedBlock {
  const decoded = decodeClientFrame(frame);
  if (!decoded.ok) return { ok: false, reason: decoded.reason };
  const [hello, ...rest] = decoded.value;
  if (hello?.type !== 'hello') return { ok: false, reason: 'a frame does not begin with hello' };
  const odd = rest.find((message) => !ALLOWED.has(message.type));
  return odd === undefined
    ? { ok: true, part: { document, hello, rest } }
    : { ok: false, reason: `${odd.type} in a poll` };
}

export interface PollTurnNeeds {
  readonly registry: RoomRegistry;
  readonly role: Role;
  readonly advice: ServerAdvice;
}

/** What the answer to one poll may still hold, over all its documents. A document that gets nothing of it is told that there is more. */
export interface PollBudget {
  leftBytes: number;
}

/** One document in one poll: nothing of it outlives the request but presence, for the hand-over's grace. */
export class PollTurn {
  readonly document: string;
  readonly instance: InstanceId;
  readonly room: Room | null;
  readonly #part: PollPart;
  readonly #needs: PollTurnNeeds;
  readonly #frames: Uint8Array[] = [];
  /** it pushes, begins, asks or leaves: answered as soon as that is done */
  readonly #urgent: boolean;
  /** it wants to hear of everybody, whatever its cursor says it has seen */
  readonly #wantsEverybody: boolean;

  private constructor(part: PollPart, room: Room | null, needs: PollTurnNeeds) {
    this.document = part.document;
    this.instance = part.hello.instance;
    this.room = room;
    this.#part = part;
    this.#needs = needs;
    const begins = part.hello.cursor.length === 0;
    const asks = part.rest.some(({ type }) => type === 'queryAwareness');
    this.#wantsEverybody = begins || asks;
    this.#urgent = begins || asks || part.rest.some(({ type }) => type === 'push' || type === 'bye');
    room?.arrive(this.instance);
  }

  static async open(part: PollPart, needs: PollTurnNeeds): Promise<PollTurn> {
    const id = parseDocumentId(part.document);
    if (id === null) return PollTurn.#refused(part, needs, refusedFrame('not-found', 'this is no document name'));
    const opened = await needs.registry.open(id);
    if (opened.kind === 'open') return new PollTurn(part, opened.room, needs);
    return PollTurn.#refused(part, needs, refusedFrame('unavailable', 'the document cannot be read'));
  }

  static #refused(part: PollPart, needs: PollTurnNeeds, frame: Uint8Array): PollTurn {
    const turn = new PollTurn(part, null, needs);
    turn.#frames.push(frame);
    return turn;
  }

  /** Takes in what the request says; resolves when its pushes are on disk or refused. */
  async take(): Promise<void> {
    const { room } = this;
    if (room === null) return;
    const waiting: Promise<void>[] = [];
    let acked: number | null = null;
    for (const message of this.#part.rest) {
      if (message.type === 'presence') {
        if (room.applyPresence(this.instance, message.update)) continue;
        this.#frames.push(refusedFrame('bad-message', 'no presence update'));
      } else if (message.type === 'bye') room.bye(this.instance);
      else if (message.type === 'ping') this.#frames.push(encodeFrame({ type: 'pong', nonce: message.nonce }));
      else if (message.type === 'push') {
        const { n, update } = message;
        waiting.push(
          new Promise((resolve) =>
            room.submit({
              update,
              author: this.instance,
              role: this.#needs.role,
              settle: (outcome) => {
                if (outcome.kind === 'kept') acked = Math.max(acked ?? n, n);
                else this.#frames.push(encodeFrame({ type: 'nack', n, code: outcome.code, reason: outcome.reason }));
                resolve();
              },
            }),
          ),
        );
      }
    }
    await Promise.all(waiting);
    if (acked !== null) this.#frames.push(encodeFrame({ type: 'ack', n: acked }));
  }

  /** Whether there is something to say now. */
  get isDue(): boolean {
    if (this.#urgent || this.#frames.length > 0 || this.room === null) return true;
    const { log, presence } = this.room;
    const cursor = decodeCursor(this.#part.hello.cursor);
    if (cursor === null || !log.knows(cursor)) return true;
    if (log.since(cursor.seq, this.instance).length > 0) return true;
    return presence.since(cursor.presence, this.instance) !== null;
  }

  /** The answer's block; null when there is nothing to say. */
  answer(budget: PollBudget): PollAnswer | null {
    const { room } = this;
    if (room !== null && this.isDue) this.#sayNews(room, budget);
    if (this.#frames.length === 0) return null;
    return { document: this.document, pieces: this.#frames };
  }

  leave(): void {
    this.room?.depart(this.instance, HANDOVER_GRACE_MS);
  }

  #sayNews(room: Room, budget: PollBudget): void {
    const { hello } = this.#part;
    const { role, advice } = this.#needs;
    const first = hello.cursor.length === 0;
    const asked = askedBy(room, hello);
    if (asked.kind === 'no-state-vector') {
      this.#frames.push(refusedFrame('bad-message', 'no state vector'));
      return;
    }
    if (first) this.#frames.push(welcomeFrame(room, hello, role));
    if (asked.kind === 'stale') this.#frames.push(staleFrame());
    else this.#sayData(room, asked.from, budget);
    const seen = this.#wantsEverybody ? null : (decodeCursor(hello.cursor)?.presence ?? null);
    const presence = room.presence.since(seen, this.instance);
    if (presence !== null) this.#frames.push(encodeFrame({ type: 'presence', update: presence }));
    if (first) this.#frames.push(adviceFrame(advice));
  }

  /** One message; its flags say that there is more. Only what is sent is encoded. */
  #sayData(room: Room, from: Position, budget: PollBudget): void {
    const log = new LogReader({ log: room.log, reader: this.instance, presence: room.presence.revision }, from);
    const payload = log.next(budget.leftBytes);
    budget.leftBytes -= log.lastBytes;
    if (payload instanceof Uint8Array) this.#frames.push(payload);
    else this.#frames.push(...payload);
  }
}
