import * as Y from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { CLOSE } from '#shared/protocol/close-code.ts';
import { DATA_CHUNK_BYTES, POLL_HOLD_MS } from '#shared/protocol/limits.ts';
import { decodePollRequest, pollResponsePieces } from '#shared/protocol/poll.ts';
import type { Random } from '#shared/random.ts';
import type { ManualClock } from '#shared/testing/manual-clock.ts';
import { seededBytes } from '#shared/testing/seeded-random.ts';
import type { Payload } from '#server/room/connection.ts';
import { parseBlock, PollTurn } from '#server/room/poll-turn.ts';
import { RoomRegistry } from '#server/room/registry.ts';
import { SocketSession } from '#server/room/socket-session.ts';
import { MemoryStore } from '#server/store/memory.ts';
import type { Store } from '#server/store/store.ts';
import type { Backend, BackendEnd, BackendResponse, BackendSocket } from '#web/client/testing/backend.ts';
import type { SimServer } from './sim-run.ts';

/** The real rooms over a store in memory, as `server/http` puts them together, in virtual time. A crash leaves the store alone. */
export class RealRooms implements SimServer, Backend {
  readonly #store: MemoryStore;
  readonly #clock: ManualClock;
  readonly #random: Random;
  #registry: RoomRegistry;
  /** counts crashes */
  #life = 0;
  #sockets = 0;
  /** the polls that wait, one for each instance and document: a newer one sends the older home */
  #parked = new Map<string, () => void>();

  constructor(clock: ManualClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#store = new MemoryStore(seededBytes(random));
    this.#registry = this.#start();
  }

  get backend(): Backend {
    return this;
  }

  crash(): void {
    this.#life++;
    this.#parked = new Map();
    this.#registry = this.#start();
  }

  async disk(document = 'sim'): Promise<Y.Doc> {
    const doc = new Y.Doc();
    const loaded = await this.#store.load(idOf(document));
    if (loaded.kind !== 'found') return doc;
    for (const update of loaded.snapshot?.updates ?? []) Y.applyUpdate(doc, update);
    for (const { update } of loaded.tail) Y.applyUpdate(doc, update);
    return doc;
  }

  openSocket(document: string, end: BackendEnd): BackendSocket {
    const connection = {
      send: (payloads: readonly Payload[]) => {
        for (const payload of payloads) end.send(payload instanceof Uint8Array ? payload : Buffer.concat(payload));
      },
      waitingBytes: 0,
      whenSent: (callback: () => void) => callback(),
      close: (code: keyof typeof CLOSE, reason: string) => end.close(CLOSE[code], reason),
    };
    const session = new SocketSession({
      registry: this.#registry,
      document: idOf(document),
      connection,
      id: `stock-${++this.#sockets}`,
      role: 'editor',
      advice: { pollHoldMs: POLL_HOLD_MS },
      nextTurn: (callback) => void this.#clock.after(0, callback),
      onFault: (error) => {
        throw error;
      },
    });
    return { receive: (frame) => session.receive(frame), closed: () => session.closed() };
  }

  async post(body: Uint8Array, gone: AbortSignal): Promise<BackendResponse> {
    const request = decodePollRequest(body);
    if (!request.ok) throw new Error(request.reason);
    const turns: PollTurn[] = [];
    for (const block of request.value.blocks) {
      const parsed = parseBlock(block);
      if (!parsed.ok) throw new Error(parsed.reason);
      const needs = { registry: this.#registry, role: 'editor', advice: { pollHoldMs: POLL_HOLD_MS } } as const;
      turns.push(await PollTurn.open(parsed.part, needs));
    }
    try {
      for (const turn of turns) await turn.take();
      if (request.value.waitMs > 0) await this.#park(turns, request.value.waitMs, gone);
      const budget = { leftBytes: DATA_CHUNK_BYTES };
      const blocks = turns.flatMap((turn) => turn.answer(budget) ?? []);
      const headers = { 'content-type': 'application/octet-stream' };
      return { status: 200, headers, body: Buffer.concat(pollResponsePieces(blocks)) };
    } finally {
      for (const turn of turns) turn.leave();
    }
  }

  #park(turns: readonly PollTurn[], waitMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      const end = (): void => {
        for (const stop of stops) stop();
        resolve();
      };
      const isDue = (): boolean => turns.some((turn) => turn.isDue);
      for (const { room, instance, document } of turns) {
        if (room === null) continue;
        stops.push(room.onChange(() => isDue() && end()));
        const key = `${instance} ${document}`;
        this.#parked.get(key)?.();
        this.#parked.set(key, end);
        stops.push(() => {
          if (this.#parked.get(key) === end) this.#parked.delete(key);
        });
      }
      if (isDue()) return end();
      stops.push(this.#clock.after(Math.min(waitMs, POLL_HOLD_MS), end));
      gone.addEventListener('abort', end);
    });
  }

  #start(): RoomRegistry {
    return new RoomRegistry({
      store: this.#mortal(this.#store),
      clock: this.#clock,
      nextTurn: (callback) => void this.#clock.after(0, callback),
      onUnavailable: (_document, reason) => {
        throw new Error(reason);
      },
      onNotCompacted: (_document, reason) => {
        throw new Error(reason);
      },
      onRefused: () => undefined,
      compaction: { isDue: ({ tailEntries }) => tailEntries > 4, keptEntries: 2 },
    });
  }

  /** Commits take time; one that a crash overtakes is on disk or not, and nobody hears of it either way. */
  #mortal(store: Store): Store {
    const life = this.#life;
    const never = new Promise<never>(() => {});
    const wait = (): Promise<void> =>
      new Promise((resolve) => void this.#clock.after(Math.floor(this.#random() * 12), resolve));
    return {
      // rooms count on a later turn, and virtual time is all the time there is
      beforeCommit: (callback) => void this.#clock.after(0, callback),
      oneMoreWaits: () => store.oneMoreWaits(),
      load: (document) => store.load(document),
      look: (document) => store.look(document),
      release: (document) => store.release(document),
      create: (document, update) => store.create(document, update),
      read: (document, afterSeq, mostBytes) => store.read(document, afterSeq, mostBytes),
      purge: (document) => store.purge(document),
      beginning: (document) => store.beginning(document),
      fileHashes: (document) => store.fileHashes(document),
      names: () => store.names(),
      compact: (document, keptEntries) => store.compact(document, keptEntries),
      check: () => store.check(),
      close: () => store.close(),
      signatures: (document, beforeSeq, most) => store.signatures(document, beforeSeq, most),
      versions: (document) => store.versions(document),
      nameVersion: (document, seq, name, by) => store.nameVersion(document, seq, name, by),
      append: async (document, updates, by) => {
        await wait();
        if (life !== this.#life) return never;
        const result = await store.append(document, updates, by);
        await wait();
        return life === this.#life ? result : never;
      },
    };
  }
}

function idOf(name: string): DocumentId {
  const id = parseDocumentId(name);
  if (id === null) throw new Error(`not a document name: ${name}`);
  return id;
}
