import { seededBytes, seededRandom } from '#shared/testing/seeded-random.ts';
import type { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryDevice } from '../device/memory-device-store.ts';
import type { ChannelLike, Environment, LocksLike, NotesLike, PageSignal } from '../environment.ts';
import type { VirtualNetwork } from './virtual-network.ts';

/** One browser in virtual time: its device, its locks and channels, and as many tabs as are opened in it. */
export class VirtualBrowser {
  readonly device = new MemoryDevice();
  readonly notes = new Map<string, string>();
  readonly #channels = new Map<string, Set<(message: unknown) => void>>();
  readonly #locks = new Map<string, { readonly owner: object; readonly held: (got: boolean) => void }[]>();
  readonly #clock: ManualClock;
  readonly #network: VirtualNetwork;
  #seed: number;

  constructor(clock: ManualClock, network: VirtualNetwork, seed: number) {
    this.#clock = clock;
    this.#network = network;
    this.#seed = seed;
  }

  tab(): VirtualTab {
    return new VirtualTab(this.#clock, this.#network, this, this.#seed++ * 7919);
  }

  openChannel(name: string, isOver: () => boolean): ChannelLike {
    const members = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, members);
    let own: ((message: unknown) => void) | null = null;
    return {
      post: (message) => {
        if (isOver()) return;
        const copy: unknown = structuredClone(message);
        for (const member of members)
          if (member !== own) this.#clock.after(0, () => members.has(member) && member(copy));
      },
      listen: (listener) => {
        own = (message) => !isOver() && listener(message);
        members.add(own);
      },
      close: () => own !== null && members.delete(own),
    };
  }

  hold(owner: object, name: string, ifFree: boolean, held: (got: boolean) => void): () => void {
    const queue = this.#locks.get(name) ?? [];
    this.#locks.set(name, queue);
    if (ifFree && queue.length > 0) {
      held(false);
      return () => {};
    }
    const entry = { owner, held };
    queue.push(entry);
    if (queue.length === 1) this.#clock.after(0, () => queue[0] === entry && held(true));
    return () => this.#release(name, (other) => other === entry);
  }

  releaseAll(owner: object): void {
    for (const name of this.#locks.keys()) this.#release(name, (entry) => entry.owner === owner);
  }

  #release(name: string, matches: (entry: { readonly owner: object }) => boolean): void {
    const queue = this.#locks.get(name) ?? [];
    const [first] = queue;
    const left = queue.filter((entry) => !matches(entry));
    queue.splice(0, queue.length, ...left);
    const [next] = left;
    if (next !== undefined && next !== first) this.#clock.after(0, () => queue[0] === next && next.held(true));
  }
}

/** One tab. `kill` is what a crash does: nothing of it runs any more, its locks are free. */
export class VirtualTab {
  readonly environment: Environment;
  readonly #signals = new Set<(signal: PageSignal) => void>();
  readonly #browser: VirtualBrowser;
  #online = true;
  #killed = false;

  constructor(clock: ManualClock, network: VirtualNetwork, browser: VirtualBrowser, seed: number) {
    this.#browser = browser;
    const random = seededRandom(seed);
    const isOver = (): boolean => this.#killed;
    const alive =
      (callback: () => void): (() => void) =>
      () => {
        if (!this.#killed) callback();
      };
    const locks: LocksLike = { hold: (name, ifFree, held) => browser.hold(this, name, ifFree, held) };
    const notes: NotesLike = {
      get: (key) => browser.notes.get(key) ?? null,
      set: (key, value) => void browser.notes.set(key, value),
      remove: (key) => void browser.notes.delete(key),
    };
    this.environment = {
      clock: { now: () => clock.now(), after: (ms, callback) => clock.after(ms, alive(callback)) },
      random,
      randomBytes: seededBytes(random),
      // a tab that was killed hears no answer
      fetch: (url, request) =>
        network.fetch(url, request).then(
          (response) => (this.#killed ? new Promise(() => {}) : response),
          (error: unknown) => {
            if (this.#killed) return new Promise(() => {});
            throw error;
          },
        ),
      connect: (url, events) =>
        network.connect(url, {
          opened: alive(() => events.opened()),
          frame: (bytes) => !this.#killed && events.frame(bytes),
          closed: (code, reason) => !this.#killed && events.closed(code, reason),
        }),
      frames: { next: (callback) => clock.after(16, alive(callback)) },
      page: {
        online: () => this.#online,
        subscribe: (listener) => {
          this.#signals.add(listener);
          return () => this.#signals.delete(listener);
        },
      },
      openDevice: async (name) => {
        const store = await browser.device.open(name);
        // what a killed tab had not written yet is never written
        return { ...store, write: (batch) => (this.#killed ? new Promise(() => {}) : store.write(batch)) };
      },
      openChannel: (name) => browser.openChannel(name, isOver),
      locks,
      notes,
    };
  }

  signal(signal: PageSignal): void {
    if (signal === 'online') this.#online = true;
    if (signal === 'offline') this.#online = false;
    for (const listener of this.#signals) listener(signal);
  }

  kill(): void {
    this.#killed = true;
    this.#browser.releaseAll(this);
  }
}
