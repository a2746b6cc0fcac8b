import type { Random } from '#shared/random.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import type { Backend } from '#web/client/testing/backend.ts';
import { VirtualBrowser } from '#web/client/testing/virtual-browser.ts';
import type { VirtualTab } from '#web/client/testing/virtual-browser.ts';
import { VirtualNetwork } from '#web/client/testing/virtual-network.ts';
import * as Y from 'yjs';

/** The server under simulation, a model or the real one. What `disk` gives is what survives a crash. */
export interface SimServer {
  readonly backend: Backend;
  /** ends it in the middle of whatever it does; the network is cut by the caller */
  crash(): void;
  disk(): Promise<Y.Doc>;
}

export interface SimResult {
  /** every step, to compare two runs of one seed */
  readonly trace: string;
  readonly edits: number;
}

interface Writer {
  readonly browser: VirtualBrowser;
  tab: VirtualTab;
  client: DocumentClient;
}

/** two of them are tabs of one browser */
const BROWSER_OF_WRITER = [0, 0, 1, 2];
const STEPS = 80;
/** back-offs end within 30 s, a give-up of a poll within as long */
const CALM_MS = 240_000;

/** One seed's life: four people write through everything that goes wrong, then it is quiet. Throws at the first broken promise. */
export async function simulate(seed: number, newServer: (clock: ManualClock) => SimServer): Promise<SimResult> {
  const random = seededRandom(seed);
  const clock = new ManualClock();
  const server = newServer(clock);
  const network = new VirtualNetwork(clock, server.backend);
  network.delayMs = () => 1 + Math.floor(random() * 40);
  const browsers = [0, 1, 2].map((i) => new VirtualBrowser(clock, network, seed * 1000 + i * 100));
  const writers = BROWSER_OF_WRITER.map((index) => {
    const browser = browsers[index]!;
    return { browser, ...openIn(browser, random) };
  });
  const typed = new Set<string>();
  const deleted = new Set<string>();
  const trace: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    const writer = pick(writers, random);
    const did = await act(random, { clock, server, network, writer, typed, deleted, step });
    trace.push(`${clock.now()} ${did}`);
    await clock.run(Math.floor(random() * 400));
  }
  calm(network, writers);
  await clock.run(CALM_MS);
  await check(writers, server, typed, deleted);
  const vector = Y.encodeStateVector(await server.disk());
  trace.push(`${clock.now()} ${String(vector)}`);
  for (const { tab } of writers) tab.kill();
  return { trace: trace.join('\n'), edits: typed.size + deleted.size };
}

interface Scene {
  readonly clock: ManualClock;
  readonly server: SimServer;
  readonly network: VirtualNetwork;
  readonly writer: Writer;
  readonly typed: Set<string>;
  readonly deleted: Set<string>;
  readonly step: number;
}

function openIn(browser: VirtualBrowser, random: Random): { tab: VirtualTab; client: DocumentClient } {
  const tab = browser.tab();
  const transport = pick(['auto', 'auto', 'auto', 'polling', 'websocket'] as const, random);
  const client = openDocument({ server: 'http://sim.example', document: 'sim', transport }, tab.environment);
  return { tab, client };
}

/** Does one thing; gives its name. */
async function act(random: Random, scene: Scene): Promise<string> {
  const { clock, server, network, writer, typed, deleted, step } = scene;
  const dice = random() * 100;
  if (dice < 50) {
    const token = `<${step}>`;
    insert(writer.client.doc, token, random);
    typed.add(token);
    return `type ${token}`;
  }
  if (dice < 56) return remove(writer.client.doc, deleted, random);
  if (dice < 60) {
    network.cut();
    return 'cut';
  }
  if (dice < 63) {
    network.swallow();
    return 'swallow';
  }
  if (dice < 69) {
    network.sockets = pick(
      [
        { kind: 'clear' },
        { kind: 'clear' },
        { kind: 'blocked' },
        { kind: 'killed', afterMs: 30 + Math.floor(random() * 400) },
        { kind: 'swallowed' },
      ] as const,
      random,
    );
    return `sockets ${network.sockets.kind}`;
  }
  if (dice < 72) {
    network.http = !network.http;
    return `http ${network.http}`;
  }
  if (dice < 76) {
    const share = random() * 0.5;
    network.losesAnswer = () => random() < share;
    network.doubles = () => random() < share;
    return 'loss';
  }
  if (dice < 79) {
    network.losesAnswer = () => false;
    network.doubles = () => false;
    return 'no loss';
  }
  if (dice < 84) {
    // in the middle of what it does: commits under way are lost, answers of those that are done too
    await clock.run(Math.floor(random() * 20));
    server.crash();
    network.cut();
    return 'crash';
  }
  if (dice < 90) {
    writer.tab.kill();
    await clock.run(Math.floor(random() * 50));
    Object.assign(writer, openIn(writer.browser, random));
    return 'reload';
  }
  if (dice < 95) {
    const signal = pick(['online', 'offline', 'away', 'awake'] as const, random);
    writer.tab.signal(signal);
    return signal;
  }
  const choice = pick(['auto', 'polling', 'websocket'] as const, random);
  writer.client.setTransport(choice);
  return `choose ${choice}`;
}

/** Between two tokens, never inside one. */
function insert(doc: Y.Doc, token: string, random: Random): void {
  const text = doc.getText('t');
  const places = [0, ...Array.from(text.toJSON().matchAll(/>/g), (match) => match.index + 1)];
  text.insert(pick(places, random), token);
}

function remove(doc: Y.Doc, deleted: Set<string>, random: Random): string {
  const text = doc.getText('t');
  const tokens = text.toJSON().match(/<\d+>/g) ?? [];
  if (tokens.length === 0) return 'delete nothing';
  const token = pick(tokens, random);
  text.delete(text.toJSON().indexOf(token), token.length);
  deleted.add(token);
  return `delete ${token}`;
}

function calm(network: VirtualNetwork, writers: readonly Writer[]): void {
  network.sockets = { kind: 'clear' };
  network.http = true;
  network.losesAnswer = () => false;
  network.doubles = () => false;
  for (const { tab } of writers) {
    tab.signal('online');
    tab.signal('awake');
  }
}

async function check(
  writers: readonly Writer[],
  server: SimServer,
  typed: ReadonlySet<string>,
  deleted: ReadonlySet<string>,
): Promise<void> {
  const disk = await server.disk();
  const kept = disk.getText('t').toJSON();
  const expected = [...typed].filter((token) => !deleted.has(token)).sort();
  const found = (kept.match(/<\d+>/g) ?? []).sort();
  same(found.join(' '), expected.join(' '), 'what was typed is on the disk, once');
  for (const [index, { client, browser }] of writers.entries()) {
    const who = `writer ${index}`;
    same(client.state.connection.kind, 'online', `${who} is online`);
    same(client.state.saving.kind, 'saved', `${who} has everything saved`);
    same(client.doc.getText('t').toJSON(), kept, `${who} has what the server has`);
    same(String(sorted(client.doc)), String(sorted(disk)), `${who} has the server's state vector`);
    const store = await browser.device.open('manyhands http://sim.example sim');
    same(String((await store.readOutbox()).length), '0', `${who} has nothing left on the device`);
    const copy = new Y.Doc();
    for (const update of (await store.read()).updates) Y.applyUpdate(copy, update);
    same(copy.getText('t').toJSON(), kept, `${who} has a whole copy on the device`);
  }
}

function sorted(doc: Y.Doc): [number, number][] {
  return [...Y.decodeStateVector(Y.encodeStateVector(doc))].sort(([a], [b]) => a - b);
}

function same(actual: string, expected: string, promise: string): void {
  if (actual !== expected) throw new Error(`broken: ${promise}\n  expected ${expected}\n  but got  ${actual}`);
}

function pick<T>(from: readonly T[], random: Random): T {
  return from[Math.floor(random() * from.length)]!;
}
