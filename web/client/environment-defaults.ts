import type { Clock } from '#shared/clock.ts';
import { DeviceError } from './device/device-store.ts';
import type { DeviceStore } from './device/device-store.ts';
import { openIdbDevice } from './device/idb-device-store.ts';
import { PageSharing } from './sharing/page-sharing.ts';
import { steadyClock } from './steady-clock.ts';
import type {
  ChannelLike,
  Connect,
  Environment,
  FetchLike,
  FrameScheduler,
  LocksLike,
  NotesLike,
  PageSignal,
  PageSignals,
} from './environment.ts';

let ofThisRuntime: Environment | null = null;

/**
 * Finds what this runtime has: the one file of the client that touches globals. Whatever is missing is left out, never faked. The same
 * value each time, for the clients of a page share some of it.
 */
export function defaultEnvironment(): Environment {
  ofThisRuntime ??= findEnvironment();
  return ofThisRuntime;
}

function findEnvironment(): Environment {
  const inPage = typeof document !== 'undefined' && typeof window !== 'undefined';
  const found: Omit<Environment, 'sharing'> = {
    clock: realClock,
    random: Math.random,
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    fetch: sendByFetch,
    connect: typeof WebSocket === 'undefined' ? null : connectByWebSocket,
    // not the function itself: browsers let it be called on the page alone
    report: typeof reportError === 'undefined' ? throwLater : (error) => reportError(error),
    frames: inPage ? pageFrames : turnFrames,
    page: inPage ? pageSignals : noSignals,
    // Node has BroadcastChannel too, but no device that its instances would share
    openDevice: hasDatabase() ? openIdbDevice : inPage ? openNothing : null,
    openChannel: inPage && hasChannels() ? openChannel : null,
    locks: inPage && 'locks' in navigator ? webLocks : null,
    notes: inPage ? notesIn(() => window.localStorage) : null,
    tabNotes: inPage ? notesIn(() => window.sessionStorage) : null,
  };
  return { ...found, sharing: inPage ? new PageSharing(found) : null };
}

/** The getter itself throws in browsers that block site data. */
function hasDatabase(): boolean {
  return quietly(() => typeof indexedDB !== 'undefined' && (indexedDB as unknown) !== null) ?? false;
}

/** A person is told that a browser keeps nothing; where there is no browser nobody expects it. */
function openNothing(): Promise<DeviceStore> {
  return Promise.reject(new DeviceError('blocked', 'there is no IndexedDB here'));
}

/** Some browsers have the constructor and throw in it. */
function hasChannels(): boolean {
  return quietly(() => (new BroadcastChannel('manyhands').close(), true)) ?? false;
}

/** As an error that nothing caught: a runtime without `reportError` tells of those. */
function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

const realClock: Clock = steadyClock({
  wall: () => Date.now(),
  steady: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
});

const sendByFetch: FetchLike = (url, request) =>
  fetch(url, { ...request, cache: 'no-store', credentials: 'same-origin' });

const connectByWebSocket: Connect = (url, events) => {
  let socket: WebSocket;
  try {
    socket = new WebSocket(url);
  } catch (error) {
    // a page's own policy forbids it
    queueMicrotask(() => events.closed(1006, String(error)));
    return { send: () => {}, close: () => {} };
  }
  socket.binaryType = 'arraybuffer';
  const listening = new AbortController();
  const { signal } = listening;
  socket.addEventListener('open', () => events.opened(), { signal });
  socket.addEventListener(
    'message',
    ({ data }) => {
      // the server never sends text
      if (data instanceof ArrayBuffer) events.frame(new Uint8Array(data));
    },
    { signal },
  );
  socket.addEventListener(
    'close',
    ({ code, reason }) => {
      listening.abort();
      events.closed(code, reason);
    },
    { signal },
  );
  return {
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame);
    },
    close() {
      listening.abort();
      socket.close();
    },
  };
};

/** With the screen's next frame; hidden pages get none, so there it is the next turn. */
const pageFrames: FrameScheduler = {
  next(callback) {
    if (document.visibilityState !== 'visible') return turnFrames.next(callback);
    let frame = 0;
    const run = (): void => {
      stop();
      callback();
    };
    const onHidden = (): void => {
      if (document.visibilityState !== 'visible') run();
    };
    const stop = (): void => {
      cancelAnimationFrame(frame);
      document.removeEventListener('visibilitychange', onHidden);
    };
    frame = requestAnimationFrame(run);
    document.addEventListener('visibilitychange', onHidden);
    return stop;
  },
};

const turnFrames: FrameScheduler = {
  next(callback) {
    let stopped = false;
    queueMicrotask(() => {
      if (!stopped) callback();
    });
    return () => {
      stopped = true;
    };
  },
};

const pageSignals: PageSignals = {
  online: () => navigator.onLine,
  hidden: () => document.visibilityState === 'hidden',
  subscribe(listener) {
    const listening = new AbortController();
    const { signal } = listening;
    const tell = (target: EventTarget, event: string, what: PageSignal): void =>
      target.addEventListener(event, () => listener(what), { signal });
    tell(window, 'online', 'online');
    tell(window, 'offline', 'offline');
    tell(window, 'pagehide', 'away');
    // nothing of a frozen page runs: it neither answers nor polls
    tell(document, 'freeze', 'away');
    window.addEventListener('pageshow', ({ persisted }) => persisted && listener('awake'), { signal });
    tell(document, 'resume', 'awake');
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && listener('awake'), {
      signal,
    });
    return () => listening.abort();
  },
};

const noSignals: PageSignals = { online: () => true, hidden: () => false, subscribe: () => () => {} };

function openChannel(name: string): ChannelLike {
  const channel = new BroadcastChannel(name);
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none: it never leaves its origin
    post: (message) => channel.postMessage(message),
    listen: (listener) => channel.addEventListener('message', ({ data }) => listener(data)),
    close: () => channel.close(),
  };
}

const webLocks: LocksLike = {
  hold(name, how, events) {
    let over = false;
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const waiting = new AbortController();
    // a request that steals may not have a signal
    const options: LockOptions = how === 'steal' ? { steal: true } : { signal: waiting.signal };
    navigator.locks
      .request(name, options, () => {
        if (!over) events.got();
        return over ? undefined : released;
      })
      // stolen, or given up while it waited, or not to be had at all: in frames that have no origin
      .catch((error: unknown) => {
        if (over) return;
        if (error instanceof DOMException && error.name === 'AbortError') events.lost();
        else events.denied();
      });
    return () => {
      over = true;
      waiting.abort();
      release();
    };
  },
};

/** Null where the browser blocks site data. */
function notesIn(find: () => Storage): NotesLike | null {
  try {
    const storage = find();
    return {
      get: (key) => quietly(() => storage.getItem(key)),
      set: (key, value) => void quietly(() => storage.setItem(key, value)),
      remove: (key) => void quietly(() => storage.removeItem(key)),
    };
  } catch {
    return null;
  }
}

/** A note is worth no error: storage may be full or forbidden. */
function quietly<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
