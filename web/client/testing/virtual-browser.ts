import { seededBytes, seededRandom } from '#shared/testing/seeded-random.ts';
import type { ManualClock } from '#shared/testing/manual-clock.ts';
import { MemoryDevice } from '../device/memory-device-store.ts';
import type { DeviceStore } from '../device/device-store.ts';
import type {
  ChannelLike,
  Connect,
  Environment,
  FetchRequest,
  FetchResponse,
  LockEvents,
  LocksLike,
  NotesLike,
  PageSignal,
} from '../environment.ts';
import { PageSharing } from '../sharing/page-sharing.ts';
import type { VirtualNetwork } from './virtual-network.ts';

interface LockEntry {
  readonly owner: object;
  readonly events: LockEvents;
}

/** One browser in virtual time: its device, its locks and channels, and as many tabs as are opened in it. */
export class VirtualBrowser {
  readonly device = new MemoryDevice();
  readonly notes = new Map<string, string>();
  /** false: pages that are not served securely have no Web Locks */
  hasLocks = true;
  readonly #channels = new Map<string, Set<(message: unknown) => void>>();
  readonly #locks = new Map<string, LockEntry[]>();
  readonly #clock: ManualClock;
  readonly #network: VirtualNetwork;
  #seed: number;

  constructor(clock: ManualClock, network: VirtualNetwork, seed: number) {
    this.#clock = clock;
    this.#network = network;
    this.#seed = seed;
  }

  /** @param notes those of the page before in the same tab, or of the tab that it is a duplicate of */
  tab(notes: Map<string, string> = new Map()): VirtualTab {
    return new VirtualTab(this.#clock, this.#network, this, this.#seed++ * 7919, notes);
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

  hold(owner: object, name: string, how: 'wait' | 'steal', events: LockEvents): () => void {
    const queue = this.#locks.get(name) ?? [];
    this.#locks.set(name, queue);
    const entry = { owner, events };
    if (how === 'steal') {
      const [robbed] = queue.splice(0, 1, entry);
      if (robbed !== undefined) this.#clock.after(0, () => robbed.events.lost());
    } else queue.push(entry);
    if (queue[0] === entry) this.#clock.after(0, () => queue[0] === entry && events.got());
    return () => this.#release(name, (other) => other === entry);
  }

  releaseAll(owner: object): void {
    for (const name of this.#locks.keys()) this.#release(name, (entry) => entry.owner === owner);
  }

  #release(name: string, matches: (entry: LockEntry) => boolean): void {
    const queue = this.#locks.get(name) ?? [];
    const [first] = queue;
    const left = queue.filter((entry) => !matches(entry));
    queue.splice(0, queue.length, ...left);
    const [next] = left;
    if (next !== undefined && next !== first) this.#clock.after(0, () => queue[0] === next && next.events.got());
  }
}

/**
 * One tab. `kill` is what a crash does: nothing of it runs any more, its locks are free. `freeze` stops it as browsers stop tabs that
 * nobody looks at: nothing of it runs, its locks stay held, and what happens meanwhile reaches it when it is thawed.
 */
export class VirtualTab {
  readonly environment: Environment;
  readonly #signals = new Set<(signal: PageSignal) => void>();
  readonly #browser: VirtualBrowser;
  #online = true;
  #killed = false;
  #frozen = false;
  #backlog: (() => void)[] = [];
  hidden = false;
  readonly reported: unknown[] = [];

  constructor(
    clock: ManualClock,
    network: VirtualNetwork,
    browser: VirtualBrowser,
    seed: number,
    tabNotes: Map<string, string>,
  ) {
    this.#browser = browser;
    const random = seededRandom(seed);
    const isOver = (): boolean => this.#killed;
    const alive =
      (callback: () => void): (() => void) =>
      () =>
        this.#live(callback);
    const locks: LocksLike = {
      hold: (name, how, events) => {
        let over = false;
        const unlessOver = (callback: () => void): (() => void) => alive(() => !over && callback());
        const stop = browser.hold(this, name, how, {
          got: unlessOver(() => events.got()),
          lost: unlessOver(() => events.lost()),
          denied: unlessOver(() => events.denied()),
        });
        return () => {
          over = true;
          stop();
        };
      },
    };
    const notes = notesOf(browser.notes);
    const parts = {
      clock: {
        now: () => clock.now(),
        after: (ms: number, callback: () => void) => {
          let over = false;
          const stop = clock.after(
            ms,
            alive(() => !over && callback()),
          );
          return () => {
            over = true;
            stop();
          };
        },
      },
      random,
      randomBytes: seededBytes(random),
      // a tab that was killed hears no answer
      fetch: (url: string, request: FetchRequest) =>
        new Promise<FetchResponse>((resolve, reject) => {
          network.fetch(url, request).then(
            (response) => this.#live(() => resolve(response)),
            (error: unknown) => this.#live(() => reject(error instanceof Error ? error : new Error(String(error)))),
          );
        }),
      connect: ((url, events) =>
        network.connect(url, {
          opened: alive(() => events.opened()),
          frame: (bytes) => this.#live(() => events.frame(bytes)),
          closed: (code, reason) => this.#live(() => events.closed(code, reason)),
        })) satisfies Connect,
      report: (error: unknown) => void this.reported.push(error),
      frames: { next: (callback: () => void) => parts.clock.after(16, callback) },
      page: {
        online: () => this.#online,
        hidden: () => this.hidden,
        subscribe: (listener: (signal: PageSignal) => void) => {
          this.#signals.add(listener);
          return () => this.#signals.delete(listener);
        },
      },
      openDevice: async (name: string) => {
        const store = await browser.device.open(name);
        // what a killed tab had not written yet is never written
        const write: DeviceStore['write'] = (batch) => (this.#killed ? new Promise(() => {}) : store.write(batch));
        return { ...store, write };
      },
      openChannel: (name: string): ChannelLike => {
        const channel = browser.openChannel(name, isOver);
        return { ...channel, listen: (listener) => channel.listen((message) => this.#live(() => listener(message))) };
      },
      locks: browser.hasLocks ? locks : null,
      notes,
      tabNotes: notesOf(tabNotes),
    };
    this.environment = { ...parts, sharing: new PageSharing(parts) };
  }

  signal(signal: PageSignal): void {
    if (signal === 'online') this.#online = true;
    if (signal === 'offline') this.#online = false;
    for (const listener of this.#signals) listener(signal);
  }

  kill(): void {
    this.#killed = true;
    this.#backlog = [];
    this.#browser.releaseAll(this);
  }

  /** Without a word: browsers that say so give the signal `away` before. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const callback of this.#backlog.splice(0)) this.#live(callback);
  }

  #live(callback: () => void): void {
    if (this.#killed) return;
    if (this.#frozen) this.#backlog.push(callback);
    else callback();
  }
}

function notesOf(kept: Map<string, string>): NotesLike {
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}
