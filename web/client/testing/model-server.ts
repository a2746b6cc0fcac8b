import * as Y from 'yjs';
import type { Clock } from '#shared/clock.ts';
import { decodeClientFrame, encodeFrame } from '#shared/protocol/frame.ts';
import type { ClientMessage, ServerMessage } from '#shared/protocol/frame.ts';
import { MAX_FRAME_BYTES, MAX_PRESENCE_BYTES, MAX_UPDATE_BYTES, POLL_HOLD_MS } from '#shared/protocol/limits.ts';
import type { NackCode } from '#shared/protocol/nack-code.ts';
import { decodePollRequest, encodePollResponse } from '#shared/protocol/poll.ts';
import type { PushMessage } from '#shared/protocol/push.ts';
import type { HelloMessage, RefusedMessage } from '#shared/protocol/session.ts';
import type { Role } from '#shared/role.ts';
import type { Backend, BackendEnd, BackendResponse, BackendSocket } from './backend.ts';

interface Entry {
  readonly instance: string;
  readonly update: Uint8Array;
}

interface Listener {
  readonly instance: string;
  wake(): void;
  presence(update: Uint8Array, from: string): void;
}

interface Turn {
  readonly model: ModelServer;
  readonly instance: string;
  isDue(): boolean;
  answer(): ServerMessage[];
}

/**
 * PROTOCOL.md in its shortest form, for tests of the client: one document unless a test asks for more, one process, a Y.Doc where the real server has none. What a
 * test needs a server to be (refusing, slow, restored) is set on its fields.
 */
export class ModelServer implements Backend {
  /** the log: what is here is on disk */
  log: Entry[] = [];
  epoch = 1;
  role: Role = 'editor';
  /** refuse every push that way */
  nack: NackCode | null = null;
  /** refuse every session that way */
  refusal: RefusedMessage | null = null;
  /** the token that is asked for; null where access is open */
  token: string | null = null;
  upgrades: 'accepted' | 'refused' = 'accepted';
  maxFrameBytes = MAX_FRAME_BYTES;
  /** what it says of itself */
  maxUpdateBytes = MAX_UPDATE_BYTES;
  /** what it takes: larger pushes are refused as too large, whatever it said */
  takesBytes = Number.POSITIVE_INFINITY;
  /** bytes that it sends for the document, whatever it has; null: what the client lacks */
  sends: Uint8Array | null = null;
  /** how long a commit takes */
  commitMs = 1;
  reconnectDelayMs = 0;
  /** the token that is asked for as a header, refused with the status 401; null where none is */
  header: string | null = null;
  /** the documents of each poll */
  readonly requests: string[][] = [];
  readonly heard: { readonly by: 'socket' | 'poll'; readonly message: ClientMessage }[] = [];
  readonly #clock: Clock;
  /** counts crashes */
  #life = 0;
  #presence = new Map<string, { readonly update: Uint8Array; readonly revision: number }>();
  #revision = 0;
  readonly #listeners = new Set<Listener>();
  readonly #sockets = new Set<BackendEnd>();
  readonly #documents = new Map<string, ModelServer>();
  readonly #parked = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The document as it is on disk. */
  get doc(): Y.Doc {
    const doc = new Y.Doc();
    for (const { update } of this.log) Y.applyUpdate(doc, update);
    return doc;
  }

  /** As somebody else's edit. */
  write(update: Uint8Array): void {
    this.#append('somebody else', update);
  }

  /** Loses everything from `length` on, and says so with a new epoch. */
  restoreFromBackup(length: number): void {
    this.log = this.log.slice(0, length);
    this.epoch++;
  }

  /** Everything but the disk is gone; commits under way never happen. */
  crash(): void {
    this.#life++;
    this.#sockets.clear();
    this.#listeners.clear();
    this.#parked.clear();
    this.#presence = new Map();
  }

  closeAll(code: number, reason: string): void {
    for (const end of this.#sockets) end.close(code, reason);
    this.#sockets.clear();
    this.#listeners.clear();
    this.#presence = new Map();
  }

  openSocket(document: string, end: BackendEnd): BackendSocket | null {
    const other = this.#documents.get(document);
    if (other !== undefined && other !== this) return other.openSocket(document, end);
    if (this.upgrades === 'refused') return null;
    this.#sockets.add(end);
    const say = (...messages: ServerMessage[]): void => end.send(encodeFrame(...messages));
    let seen = 0;
    let greeted = false;
    let listener: Listener | null = null;
    let instance = '';
    const closed = (): void => {
      this.#sockets.delete(end);
      if (listener !== null) this.#listeners.delete(listener);
    };
    const hello = (message: HelloMessage): void => {
      const refused = this.#refuse(message.token);
      if (refused !== null) {
        say(refused);
        end.close(
          refused.code === 'unauthorized' ? 4401 : refused.code === 'unavailable' ? 4500 : 4403,
          refused.reason,
        );
        closed();
        return;
      }
      instance = message.instance;
      const answer = this.#answer(message, !greeted);
      greeted = true;
      seen = answer.seen;
      // as the real one does: each a frame of its own
      for (const message of answer.messages) say(message);
      listener ??= {
        instance,
        wake: () => {
          const messages = this.#since(seen, instance);
          seen = this.log.length;
          say(messages);
        },
        presence: (update, from) => from !== instance && say({ type: 'presence', update }),
      };
      this.#listeners.add(listener);
    };
    return {
      closed,
      receive: (frame) => {
        const decoded = decodeClientFrame(frame);
        if (!decoded.ok) {
          end.close(4400, decoded.reason);
          return;
        }
        for (const message of decoded.value) {
          this.heard.push({ by: 'socket', message });
          if (message.type === 'hello') hello(message);
          else if (message.type === 'ping') say({ type: 'pong', nonce: message.nonce });
          else if (message.type === 'push') {
            void this.#verdict(instance, message).then((verdict) => say(verdict));
          } else if (message.type === 'presence') this.#tell(instance, message.update);
        }
      },
    };
  }

  /** The model of another document: this one is that of all names but those that a test asked for. */
  of(document: string): ModelServer {
    const other = this.#documents.get(document) ?? new ModelServer(this.#clock);
    this.#documents.set(document, other);
    return other;
  }

  async post(body: Uint8Array, gone: AbortSignal, token = ''): Promise<BackendResponse> {
    const request = decodePollRequest(body);
    if (!request.ok) return problem(400, request.reason);
    const { blocks, waitMs } = request.value;
    this.requests.push(blocks.map(({ document }) => document));
    const turns: { document: string; turn: Turn }[] = [];
    for (const { document, frame } of blocks) {
      const messages = decodeClientFrame(frame);
      if (!messages.ok) return problem(400, messages.reason);
      const model = this.#documents.get(document) ?? this;
      if (model.header !== null && token !== model.header) return problem(401, 'another token, please');
      turns.push({ document, turn: await model.#turn(messages.value, token) });
    }
    if (waitMs > 0 && !turns.some(({ turn }) => turn.isDue())) {
      await this.#park(
        turns.map(({ turn }) => turn),
        waitMs,
        gone,
      );
    }
    const answers = turns.flatMap(({ document, turn }) => {
      const said = turn.answer();
      return said.length === 0 ? [] : [{ document, frame: encodeFrame(...said) }];
    });
    return {
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: encodePollResponse(answers),
    };
  }

  /** One document in one poll: takes in what it says; what there is to answer is known when it is asked for. */
  async #turn(messages: ClientMessage[], token: string): Promise<Turn> {
    const [hello] = messages;
    if (hello?.type !== 'hello') return { model: this, instance: '', isDue: () => true, answer: () => [] };
    for (const message of messages) this.heard.push({ by: 'poll', message });
    const { instance } = hello;
    const refused = this.#refuse(hello.token === '' ? token : hello.token);
    if (refused !== null) return { model: this, instance, isDue: () => true, answer: () => [refused] };
    const verdicts: ServerMessage[] = [];
    let urgent = hello.cursor.length === 0;
    for (const message of messages) {
      if (message.type === 'presence') this.#tell(instance, message.update);
      if (message.type === 'bye') urgent = true;
      if (message.type !== 'push') continue;
      urgent = true;
      verdicts.push(await this.#verdict(instance, message));
    }
    const seen = this.#seenOf(hello.cursor);
    const hasNews = (): boolean => {
      if (seen === null || this.#presenceSince(hello).length > 0) return true;
      return this.log.slice(seen).some((entry) => entry.instance !== instance);
    };
    return {
      model: this,
      instance,
      isDue: () => urgent || hasNews(),
      answer: () =>
        hello.cursor.length > 0 && verdicts.length === 0 && !hasNews()
          ? []
          : [...verdicts, ...this.#answer(hello, false).messages],
    };
  }

  async #verdict(instance: string, { n, update }: PushMessage): Promise<ServerMessage> {
    const code = await this.#push(instance, update);
    return code === null ? { type: 'ack', n } : { type: 'nack', n, code, reason: `refused: ${code}` };
  }

  #park(turns: readonly Turn[], waitMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stops: (() => void)[] = [];
      const done = (): void => {
        for (const stop of stops) stop();
        resolve();
      };
      stops.push(this.#clock.after(Math.min(waitMs, POLL_HOLD_MS), done));
      for (const turn of turns) {
        const { model, instance } = turn;
        const wake = (): void => {
          if (turn.isDue()) done();
        };
        const listener: Listener = { instance, wake, presence: wake };
        model.#listeners.add(listener);
        stops.push(() => model.#listeners.delete(listener));
        // the older poll of two is answered at once
        model.#parked.get(instance)?.();
        model.#parked.set(instance, done);
        stops.push(() => {
          if (model.#parked.get(instance) === done) model.#parked.delete(instance);
        });
      }
      gone.addEventListener('abort', done);
    });
  }

  #refuse(token: string): RefusedMessage | null {
    if (this.refusal !== null) return this.refusal;
    if (this.token === null || token === this.token) return null;
    return { type: 'refused', code: 'unauthorized', reason: 'another token, please', retryAfterMs: 0 };
  }

  #answer(hello: HelloMessage, first: boolean): { messages: ServerMessage[]; seen: number } {
    const whole = hello.cursor.length === 0;
    const seen = this.#seenOf(hello.cursor);
    const messages: ServerMessage[] = [];
    if (whole || first) {
      messages.push({
        type: 'welcome',
        version: 1,
        role: this.role,
        maxUpdateBytes: this.maxUpdateBytes,
        maxFrameBytes: this.maxFrameBytes,
        maxPresenceBytes: MAX_PRESENCE_BYTES,
        cursor: this.#cursor(),
        stateVector: Y.encodeStateVector(this.doc),
      });
    }
    if (seen === null) {
      const flags = { more: false, caughtUp: false, stale: true };
      messages.push({ type: 'data', cursor: new Uint8Array(0), flags, updates: [] });
    } else if (whole) {
      const flags = { more: false, caughtUp: true, stale: false };
      const updates = [this.sends ?? Y.encodeStateAsUpdate(this.doc, hello.stateVector)];
      messages.push({ type: 'data', cursor: this.#cursor(), flags, updates });
    } else messages.push(this.#since(seen, hello.instance));
    for (const update of this.#presenceSince(hello)) messages.push({ type: 'presence', update });
    messages.push({
      type: 'advice',
      holdMs: POLL_HOLD_MS,
      minGapMs: 0,
      maxBodyBytes: 16 * 1024 * 1024,
      batchWindowMs: 0,
      reconnectDelayMs: this.reconnectDelayMs,
    });
    return { messages, seen: this.log.length };
  }

  #since(seen: number, instance: string): ServerMessage {
    const updates = this.log.slice(seen).filter((entry) => entry.instance !== instance);
    const flags = { more: false, caughtUp: true, stale: false };
    return { type: 'data', cursor: this.#cursor(), flags, updates: updates.map((entry) => entry.update) };
  }

  #cursor(): Uint8Array {
    const { length } = this.log;
    return new Uint8Array([this.epoch, length >> 8, length & 255, this.#revision >> 8, this.#revision & 255]);
  }

  #presenceSince({ cursor, instance }: HelloMessage): Uint8Array[] {
    const seen = ((cursor[3] ?? 0) << 8) | (cursor[4] ?? 0);
    const others = [...this.#presence].filter(([from, { revision }]) => from !== instance && revision > seen);
    return others.map(([, { update }]) => update);
  }

  /** null: unknown here */
  #seenOf(cursor: Uint8Array): number | null {
    const [epoch, high, low] = cursor;
    if (epoch === undefined || high === undefined || low === undefined) return cursor.length === 0 ? 0 : null;
    const seen = (high << 8) | low;
    return epoch === this.epoch && seen <= this.log.length ? seen : null;
  }

  async #push(instance: string, update: Uint8Array): Promise<NackCode | null> {
    const life = this.#life;
    await new Promise<void>((resolve) => {
      this.#clock.after(this.commitMs, () => life === this.#life && resolve());
    });
    if (this.nack !== null) return this.nack;
    if (update.length > Math.min(this.takesBytes, this.maxUpdateBytes)) return 'too-large';
    const { doc } = this;
    const before = Y.encodeStateAsUpdate(doc);
    Y.applyUpdate(doc, update);
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return 'gap';
    const known = String(before) === String(Y.encodeStateAsUpdate(doc));
    if (!known) this.#append(instance, update);
    return null;
  }

  #append(instance: string, update: Uint8Array): void {
    this.log.push({ instance, update: update.slice() });
    for (const listener of Array.from(this.#listeners)) listener.wake();
  }

  #tell(instance: string, update: Uint8Array): void {
    if (String(this.#presence.get(instance)?.update) === String(update)) return;
    this.#presence.set(instance, { update: update.slice(), revision: ++this.#revision });
    for (const listener of Array.from(this.#listeners)) listener.presence(update.slice(), instance);
  }
}

function problem(status: number, title: string): BackendResponse {
  const body = new TextEncoder().encode(JSON.stringify({ title }));
  return { status, headers: { 'content-type': 'application/problem+json' }, body };
}
