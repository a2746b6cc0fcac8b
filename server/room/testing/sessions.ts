/** Socket sessions without a socket, for tests. */
import * as Y from 'yjs';
import type { DocumentId, InstanceId } from '#shared/ids.ts';
import { instanceIdFromBytes } from '#shared/ids.ts';
import { decodeServerFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage, ServerMessage } from '#shared/protocol/frame.ts';
import type { HelloMessage } from '#shared/protocol/session.ts';
import type { Role } from '#shared/role.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryStore } from '#server/store/memory.ts';
import type { Connection } from '../connection.ts';
import { RoomRegistry } from '../registry.ts';
import { SocketSession } from '../socket-session.ts';

export const DOCUMENT = 'a' as DocumentId;

/** A session with what it hears and what became of it. */
export interface Client {
  readonly session: SocketSession;
  readonly line: Line;
  readonly heard: ServerMessage[];
  readonly closed: string[];
  readonly faults: unknown[];
  say(...messages: ClientMessage[]): void;
  /** what came since the last call */
  news(): ServerMessage[];
}

/** A connection whose reader may stop reading: what is sent then waits. */
class Line implements Connection {
  waitingBytes = 0;
  readonly #hear: (frame: Uint8Array) => void;
  readonly #closed: string[];
  #waiting: Uint8Array[] | null = null;
  #whenSent: (() => void)[] = [];

  constructor(hear: (frame: Uint8Array) => void, closed: string[]) {
    this.#hear = hear;
    this.#closed = closed;
  }

  send(payloads: Parameters<Connection['send']>[0]): void {
    for (const payload of payloads) {
      const frame = payload instanceof Uint8Array ? payload : Buffer.concat(payload);
      if (this.#waiting === null) this.#hear(frame);
      else {
        this.waitingBytes += frame.length;
        this.#waiting.push(frame);
      }
    }
  }

  whenSent(callback: () => void): void {
    this.#whenSent.push(callback);
  }

  close(code: string): void {
    this.#closed.push(code);
  }

  stopReading(): void {
    this.#waiting = [];
  }

  /** Reads what waits; what is sent because of that waits again. */
  read(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = [];
    this.waitingBytes = 0;
    for (const frame of waiting) this.#hear(frame);
    for (const callback of this.#whenSent.splice(0)) callback();
  }
}

/** Sessions over one memory store, with a clock that the test turns. */
export class Sessions {
  readonly store = new MemoryStore((count) => new Uint8Array(count).fill(7));
  readonly clock = new ManualClock();
  count = 0;
  #registry = this.#open();

  /** Forgets all rooms, as a restart does. */
  restart(): void {
    this.#registry = this.#open();
  }

  /** A session whose room is open. */
  async connect(role: Role = 'editor'): Promise<Client> {
    const client = this.begin(role);
    await turn();
    return client;
  }

  begin(role: Role = 'editor'): Client {
    const heard: ServerMessage[] = [];
    const closed: string[] = [];
    const faults: unknown[] = [];
    let told = 0;
    const line = new Line((frame) => {
      const decoded = decodeServerFrame(frame);
      if (!decoded.ok) throw new Error(decoded.reason);
      heard.push(...decoded.value);
    }, closed);
    this.count += 1;
    const session = new SocketSession({
      registry: this.#registry,
      document: DOCUMENT,
      connection: line,
      id: `stock-${this.count}`,
      role,
      advice: { pollHoldMs: 20_000 },
      nextTurn: (callback) => void setImmediate(callback),
      onFault: (error) => void faults.push(error),
    });
    return {
      session,
      line,
      heard,
      closed,
      faults,
      say: (...messages) => session.receive(encodeFrame(...messages)),
      news: () => heard.slice(told, (told = heard.length)),
    };
  }

  #open(): RoomRegistry {
    return new RoomRegistry({
      store: this.store,
      clock: this.clock,
      nextTurn: (callback) => void setImmediate(callback),
      onUnavailable: () => undefined,
      onNotCompacted: () => undefined,
      onRefused: () => undefined,
    });
  }
}

/** Everything that has been set off by now is done: the memory store and the rooms take a turn of the event loop each. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 4; i++) await new Promise((resolve) => setImmediate(resolve));
}

function instance(n: number): InstanceId {
  const id = instanceIdFromBytes(new Uint8Array(16).fill(n));
  if (id === null) throw new Error('an instance has 16 bytes');
  return id;
}

export const hello = (n: number, more: Partial<HelloMessage> = {}): HelloMessage => ({
  type: 'hello',
  version: 1,
  instance: instance(n),
  token: '',
  cursor: new Uint8Array(),
  stateVector: new Uint8Array([0]),
  ...more,
});

export function edits(count: number): Uint8Array[] {
  const doc = Object.assign(new Y.Doc(), { clientID: 9 });
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < count; i++) doc.getText('t').insert(i, 'x');
  return updates;
}

/** Awareness of one client id. */
export function presence(client: number, clock: number, state: object | null): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(state));
  return new Uint8Array([1, client, clock, json.length, ...json]);
}

export const kinds = (messages: readonly ServerMessage[]): string[] => messages.map(({ type }) => type);
export const push = (n: number, update: Uint8Array): ClientMessage => ({ type: 'push', n, update });
