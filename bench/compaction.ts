/**
 * What it takes to compact the log of a document of a million small edits, and whether anybody notices: `node bench/compaction.ts [edits]`.
 * While it goes on, somebody types into another document; the same typing without it is the control.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as Y from 'yjs';
import { RoomRegistry } from '#server/room/registry.ts';
import { KEPT_TAIL_ENTRIES } from '#server/store/limits.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import type { Store } from '#server/store/store.ts';
import { systemClock, systemRandomBytes } from '#server/system.ts';
import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';

const EDITS = Number(process.argv[2] ?? 1_000_000);
const PEOPLE = 5;
/** keys that somebody types before they go elsewhere */
const RUN_KEYS = 60;
const APPENDED = 2_000;
const TYPING_INTERVAL_MS = 20;
const CONTROL_MS = 5_000;

const random = seededRandom(1);
const below = (most: number): number => Math.floor(random() * most);

/** People who type at some place, take back a letter now and then, and go elsewhere. */
function* edits(): Generator<Uint8Array> {
  const doc = new Y.Doc();
  let update: Uint8Array = new Uint8Array();
  doc.on('update', (made: Uint8Array) => (update = made));
  const text = doc.getText('body');
  let at = 0;
  for (let made = 0; made < EDITS; made++) {
    if (made % RUN_KEYS === 0) {
      doc.clientID = 1 + below(PEOPLE);
      at = below(text.length + 1);
    }
    if (at > 0 && below(10) === 0) text.delete(--at, 1);
    else text.insert(at++, String.fromCharCode(97 + below(26)));
    yield update;
  }
}

function idOf(name: string): DocumentId {
  const id = parseDocumentId(name);
  if (id === null) throw new TypeError(name);
  return id;
}

interface Watched {
  readonly tookMs: number;
  readonly longestStallMs: number;
  readonly commits: readonly number[];
}

/** Runs something while somebody types into another document. */
async function watch(store: Store, work: () => Promise<unknown>): Promise<Watched> {
  const other = idOf('other');
  await store.load(other);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const commits: number[] = [];
  const pending = new Set<Promise<unknown>>();
  const typing = setInterval(() => {
    const from = performance.now();
    const commit = store.append(other, [new Uint8Array([0, 0])]).then(() => {
      commits.push(performance.now() - from);
      pending.delete(commit);
    });
    pending.add(commit);
  }, TYPING_INTERVAL_MS);
  delay.enable();
  const from = performance.now();
  await work();
  const tookMs = performance.now() - from;
  delay.disable();
  clearInterval(typing);
  await Promise.all(pending);
  return { tookMs, longestStallMs: delay.max / 1e6, commits: commits.sort((a, b) => a - b) };
}

function say(what: string, { tookMs, longestStallMs, commits }: Watched): void {
  const at = (share: number): string => (commits[Math.floor(share * (commits.length - 1))] ?? 0).toFixed(0);
  process.stdout.write(
    `| ${what} | ${tookMs.toFixed(0)} | ${longestStallMs.toFixed(0)} | ${commits.length} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |\n`,
  );
}

/** Of the closed database. */
function megabytes(folder: string): string {
  return (statSync(join(folder, 'manyhands.db')).size / 1024 ** 2).toFixed(1);
}

function openRooms(store: Store): RoomRegistry {
  return new RoomRegistry({
    store,
    clock: systemClock,
    nextTurn: (callback) => void setImmediate(callback),
    onUnavailable: () => {},
    onNotCompacted: () => {},
    onRefused: () => {},
  });
}

const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-compaction-'));
try {
  let opened = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
  if (opened.kind !== 'opened') throw new TypeError(opened.message);
  let { store } = opened;
  const document = idOf('large');
  await store.load(document);
  let batch: Uint8Array[] = [];
  for (const update of edits()) {
    batch.push(update);
    if (batch.length < APPENDED) continue;
    await store.append(document, batch);
    batch = [];
  }
  if (batch.length > 0) await store.append(document, batch);
  await store.close();
  const before = megabytes(folder);
  opened = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
  if (opened.kind !== 'opened') throw new TypeError(opened.message);
  ({ store } = opened);
  process.stdout.write(`${EDITS} edits\n\n`);
  process.stdout.write(
    '| | took, ms | longest stall, ms | commits of another document | median | p99 | longest, ms |\n',
  );
  process.stdout.write('| --- | --- | --- | --- | --- | --- | --- |\n');
  say('nothing', await watch(store, () => new Promise((resolve) => setTimeout(resolve, CONTROL_MS))));
  say('load from the log', await watch(store, () => store.look(document)));
  let result = '';
  say(
    'compaction',
    await watch(store, async () => {
      const compacted = await store.compact(document, KEPT_TAIL_ENTRIES);
      result = compacted.kind === 'left' ? compacted.reason : compacted.kind;
    }),
  );
  say('nothing', await watch(store, () => new Promise((resolve) => setTimeout(resolve, CONTROL_MS))));
  say('load from the snapshot', await watch(store, () => store.look(document)));
  const rooms = openRooms(store);
  say('a room is opened from it', await watch(store, () => rooms.open(document)));
  await rooms.drain(() => {});
  await store.close();
  process.stdout.write(`\n${result}; the file had ${before} MiB before and has ${megabytes(folder)} MiB after\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
