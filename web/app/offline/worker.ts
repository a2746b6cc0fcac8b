import { type Shell, ShellCache } from './shell-cache.ts';

/**
 * The service worker of the site, built to `/sw.js`: it lets a page of the site start where there is no server. What the documents hold is
 * not its business, that is in IndexedDB.
 */

/** Put in by the build (vite.config.ts). */
declare const SHELL_OF_THIS_BUILD: Shell;

/** What this uses of a ServiceWorkerGlobalScope; TypeScript's types of workers and of pages exclude each other. */
interface WorkerScope {
  readonly caches: CacheStorage;
  readonly location: Location;
  readonly fetch: typeof fetch;
  skipWaiting(): Promise<void>;
  addEventListener(event: 'install' | 'activate', listener: (event: Lasting) => void): void;
  addEventListener(event: 'fetch', listener: (event: Lasting & Asked) => void): void;
}
interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

const scope = globalThis as unknown as WorkerScope;
const shell = new ShellCache(SHELL_OF_THIS_BUILD, {
  caches: scope.caches,
  fetch: (request, init) => scope.fetch(request, init),
  after: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  origin: scope.location.origin,
});

scope.addEventListener('install', (event) => {
  event.waitUntil(shell.install().then(() => scope.skipWaiting()));
});
scope.addEventListener('activate', (event) => event.waitUntil(shell.deleteOthers()));
scope.addEventListener('fetch', (event) => {
  const answer = shell.answer(event.request);
  if (answer !== null) event.respondWith(answer);
});
