import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from './config/config.ts';
import { isLoopback } from './config/loopback.ts';
import { parseConfig } from './config/parse-config.ts';
import { findChromium } from './content/find-chromium.ts';
import { ChromiumPrinter } from './content/pdf-printer.ts';
import { openContentWorkers } from './content/worker-content.ts';
import { openFolderFileStore } from './files/folder-file-store.ts';
import { removeUnusedFiles } from './files/unused-files.ts';
import { admissionFor } from './http/admission.ts';
import { createApp } from './http/app.ts';
import { Capacity } from './http/capacity.ts';
import { RECONNECT_DELAY_MS, RECONNECT_SPREAD_MS, STOP_CLOSE_TIMEOUT_MS } from './http/limits.ts';
import { createHttpServer, listen, stopListening } from './http/listen.ts';
import { openStaticFiles } from './http/static-files.ts';
import type { SyncPolls } from './http/sync-poll.ts';
import { addSyncPolls } from './http/sync-poll.ts';
import type { SyncSockets } from './http/sync-socket.ts';
import { addSyncSockets } from './http/sync-socket.ts';
import { Visitors } from './http/visitors.ts';
import { adviceFrame } from './room/greeting.ts';
import { RoomRegistry } from './room/registry.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { systemClock, systemRandom, systemRandomBytes } from './system.ts';
import type { Log } from './telemetry/log.ts';
import { createLog } from './telemetry/log.ts';

/** The composition root: the only file that names implementations. `npm run server` runs it. */

const PACKAGE = new URL('../package.json', import.meta.url);
/** the share of the grace that connections get to end by themselves; the rest is for the last commit */
const CUT_OFF_RATIO = 0.8;
/** within the folder for documents, so that this one holds everything */
const FILES_FOLDER = 'files';
const WEB_ROOT = fileURLToPath(new URL('../dist/web', import.meta.url));

export type Started =
  | { readonly kind: 'started'; readonly url: string; readonly stop: () => Promise<void> }
  /** a sentence for whoever starts the server */
  | { readonly kind: 'refused'; readonly message: string };

/** Opens the store, then the doors. `stop` loses nothing: polls are answered, sockets closed with 1012, commits finished. */
export async function startServer(config: Config, log: Log): Promise<Started> {
  const opened = await openSqliteStore({ folder: config.dataDir, randomBytes: systemRandomBytes });
  if (opened.kind === 'not-opened') return { kind: 'refused', message: opened.message };
  const { store } = opened;
  const filesFolder = join(config.dataDir, FILES_FOLDER);
  const openedFiles = await openFolderFileStore({
    folder: filesFolder,
    limits: config.files,
    randomBytes: systemRandomBytes,
    now: () => systemClock.now(),
  });
  if (openedFiles.kind === 'not-opened') {
    await store.close();
    return { kind: 'refused', message: openedFiles.message };
  }
  const content = openContentWorkers({ clock: systemClock });
  const chromium = findChromium(config.chromiumPath, process.env['PATH'] ?? '');
  const printer = chromium === null ? null : new ChromiumPrinter(chromium, systemClock);
  const stopRemoving = removeUnusedFiles({
    store,
    files: openedFiles.files,
    clock: systemClock,
    onRemoved: (document, count) => log.info({ document, count }, 'files that nothing names were removed'),
    onFault: (error) => log.warn({ error }, 'files that nothing names could not be removed'),
  });
  let draining = false;
  const isDraining = (): boolean => draining;
  const nextTurn = (callback: () => void): void => void setImmediate(callback);
  const registry = new RoomRegistry({
    store,
    clock: systemClock,
    nextTurn,
    onUnavailable: (document, reason, lastGoodSeq) =>
      log.error({ document, reason, lastGoodSeq }, 'a document cannot be read'),
    onNotCompacted: (document, reason) => log.warn({ document, reason }, 'a log stays as it is: it was not compacted'),
    sweep: (updates, old) => content.sweep(updates, old),
    onNotSwept: (document, reason) => log.warn({ document, reason }, 'what was deleted long ago stays in a document'),
    onRefused: (document, reason) => log.error({ document, reason }, 'edits are refused: the store does not take them'),
  });
  const advice = { pollHoldMs: config.sync.pollHoldMs };
  const admission = admissionFor(config);
  const visitors = new Visitors({ limits: config.visitors, trustedProxies: config.trustedProxies, clock: systemClock });
  const capacity = new Capacity(config.maxConnections);
  const doors: { polls?: SyncPolls; sockets?: SyncSockets } = {};

  const app = createApp({
    config,
    log,
    store,
    content,
    fileStore: openedFiles.files,
    purge: (document) => registry.purge(document),
    printer,
    clock: systemClock,
    admission,
    visitors,
    capacity,
    files: await openStaticFiles(WEB_ROOT),
    randomBytes: systemRandomBytes,
    version: readVersion(),
    checkStore: () => store.check(),
    draining: isDraining,
    addSync: (routes) => {
      const needs = { registry, advice, visitors, draining: isDraining };
      if (config.sync.transports.includes('polling')) {
        doors.polls = addSyncPolls(routes, { ...needs, clock: systemClock, random: systemRandom });
      }
      if (config.sync.transports.includes('websocket')) {
        const { pingIntervalMs } = config.sync;
        doors.sockets = addSyncSockets(routes, {
          ...needs,
          pingIntervalMs,
          admission,
          capacity,
          nextTurn,
          onFault: (error) => log.error({ error }, 'a session failed at a message'),
        });
      }
    },
  });
  const server = createHttpServer(app, capacity);
  doors.sockets?.attach(server);
  const listening = await listen(server, config.host, config.port);
  if (listening.kind === 'refused') {
    stopRemoving();
    await Promise.all([content.close(), store.close()]);
    return listening;
  }

  const stop = async (): Promise<void> => {
    draining = true;
    stopRemoving();
    doors.polls?.release();
    const cutOffMs = config.shutdownGraceMs * CUT_OFF_RATIO;
    // who does not answer the close is not waited for: what they had acknowledged is on disk
    const cuts = [
      systemClock.after(Math.min(STOP_CLOSE_TIMEOUT_MS, cutOffMs), () => {
        doors.sockets?.terminate();
        void content.close();
        printer?.close();
      }),
      systemClock.after(cutOffMs, () => server.closeAllConnections()),
    ];
    const reconnectDelayMs = RECONNECT_DELAY_MS + RECONNECT_SPREAD_MS * (doors.sockets?.count ?? 0);
    await registry.drain((member) => {
      if (member.protocol === 'full') member.connection.send([adviceFrame(advice, reconnectDelayMs)]);
      member.connection.close('service-restart', 'the server restarts');
    });
    doors.sockets?.stop();
    await stopListening(server);
    for (const cancel of cuts) cancel();
    await content.close();
    printer?.close();
    await store.close();
  };
  return { kind: 'started', url: addressOf(config, listening.port), stop };
}

/** Runs the server as this process: configuration from the environment, log to standard output, ends with the process's signals. */
export async function runServer(): Promise<void> {
  const parsed = parseConfig(process.env, {
    readFile: (path) => readFileSync(path, 'utf8'),
    terminal: process.stdout.isTTY,
  });
  if (!parsed.ok) return refuse(parsed.problems);
  const { config } = parsed;
  const log = createLog(config.log.level, config.log.format, (line) => process.stdout.write(line));
  const crash = (error: unknown): void => {
    log.error({ error }, 'a fault that nobody caught: the process ends');
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  // registered first: the first process of a container has no other way to end
  const ended = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
  if (!isLoopback(config.host) && config.publicUrl === null) {
    const advice =
      'set PUBLIC_URL to the address that people type: without it the server goes by any name that a client gives it';
    log.warn({ host: config.host }, advice);
  }
  const started = await startServer(config, log);
  if (started.kind === 'refused') return refuse([started.message]);
  log.info({}, `Manyhands is ready at ${started.url}`);

  const signal = await ended;
  log.info({ signal }, 'stopping');
  // whatever hangs in spite of everything must not keep the process
  setTimeout(() => process.exit(1), config.shutdownGraceMs).unref();
  await started.stop();
  log.info({}, 'stopped');
  process.exit(0);
}

function refuse(reasons: readonly string[]): void {
  process.stderr.write(`Manyhands cannot start:\n${reasons.map((reason) => `  ${reason}\n`).join('')}`);
  process.exitCode = 1;
}

function addressOf({ host, publicUrl }: Config, port: number): string {
  if (publicUrl !== null) return publicUrl.origin;
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere || isLoopback(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly version: string };
  return version;
}

if (import.meta.main) await runServer();
