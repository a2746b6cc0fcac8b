import type { Random } from '#shared/random.ts';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';
import type { DocumentClient } from '#web/client/document-client.ts';
import { MOST_PARKED_POLLS } from '#web/client/limits.ts';
import { openDocument } from '#web/client/open-document.ts';
import { VirtualBrowser } from '#web/client/testing/virtual-browser.ts';
import type { VirtualTab } from '#web/client/testing/virtual-browser.ts';
import { VirtualNetwork } from '#web/client/testing/virtual-network.ts';
import { RealRooms } from './real-rooms.ts';

/** Tabs of one browser that poll, one of them for all, and somebody else in each of their documents. */

const DOCUMENTS = ['a', 'b', 'c'];
const TABS = 5;
const STEPS = 70;
/** takeovers, back-offs and turns are over within that */
const CALM_MS = 120_000;
/** what a poll may take to hear of an edit when all is well */
const SOON_MS = 8_000;

interface Tab {
  readonly browser: VirtualBrowser;
  tab: VirtualTab;
  readonly documents: readonly string[];
  clients: DocumentClient[];
  frozen: boolean;
}

/** One seed's life. Throws at the first broken promise; gives every step. */
export async function simulateTabs(seed: number): Promise<string> {
  const random = seededRandom(seed);
  const clock = new ManualClock();
  const rooms = new RealRooms(clock, seededRandom(seed * 31 + 5));
  const network = new VirtualNetwork(clock, rooms);
  network.sockets = { kind: 'blocked' };
  network.delayMs = () => 1 + Math.floor(random() * 30);
  const shared = new VirtualBrowser(clock, network, seed * 1000);
  shared.hasLocks = random() < 0.7;
  const elsewhere = new VirtualBrowser(clock, network, seed * 1000 + 500);
  const tabs: Tab[] = [];
  for (let i = 0; i < TABS; i++) {
    // a page with two editors now and then
    const documents = DOCUMENTS.filter(() => random() < 0.4);
    tabs.push(openTab(shared, documents.length > 0 ? documents : [pick(DOCUMENTS, random)], random));
  }
  const others = DOCUMENTS.map((document) => openTab(elsewhere, [document], random));
  const typed = new Map(DOCUMENTS.map((document) => [document, new Set<string>()]));
  const trace: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    const did = await act(step, { random, clock, rooms, network, tabs, others, typed });
    trace.push(`${clock.now()} ${did}`);
    await clock.run(Math.floor(random() * 900));
  }
  network.http = true;
  network.losesAnswer = () => false;
  network.doubles = () => false;
  for (const one of [...tabs, ...others]) {
    if (one.frozen) one.tab.thaw();
    one.frozen = false;
    one.tab.signal('online');
    one.tab.signal('awake');
  }
  await clock.run(CALM_MS);
  await check([...tabs, ...others], rooms, typed);
  same(
    String(network.openRequests <= 2 * MOST_PARKED_POLLS),
    'true',
    `${network.openRequests} requests of two browsers`,
  );
  // everybody hears of what is new
  for (const other of others) type(other, 'last', typed);
  await clock.run(SOON_MS);
  await check([...tabs, ...others], rooms, typed);
  for (const { tab } of [...tabs, ...others]) tab.kill();
  return trace.join('\n');
}

interface Scene {
  readonly random: Random;
  readonly clock: ManualClock;
  readonly rooms: RealRooms;
  readonly network: VirtualNetwork;
  readonly tabs: readonly Tab[];
  readonly others: readonly Tab[];
  readonly typed: ReadonlyMap<string, Set<string>>;
}

function openTab(browser: VirtualBrowser, documents: readonly string[], random: Random): Tab {
  const tab = browser.tab();
  return { browser, tab, documents, clients: openIn(tab, documents, random), frozen: false };
}

function openIn(tab: VirtualTab, documents: readonly string[], random: Random): DocumentClient[] {
  const transport = pick(['polling', 'polling', 'auto'] as const, random);
  return documents.map((document) =>
    openDocument({ server: 'http://sim.example', document, transport }, tab.environment),
  );
}

async function act(step: number, scene: Scene): Promise<string> {
  const { random, clock, rooms, network, tabs, others, typed } = scene;
  const dice = random() * 100;
  const index = Math.floor(random() * tabs.length);
  const one = tabs[index] ?? openNothing();
  if (dice < 45) {
    const writer = pick([...tabs, ...others], random);
    if (writer.frozen) return 'nothing: frozen';
    type(writer, String(step), typed);
    return `type ${step}`;
  }
  if (dice < 57) {
    one.tab.kill();
    await clock.run(Math.floor(random() * 60));
    one.tab = one.browser.tab();
    one.clients = openIn(one.tab, one.documents, random);
    one.frozen = false;
    return `crash of tab ${index}, opened again`;
  }
  if (dice < 72) {
    if (one.frozen) {
      one.tab.thaw();
      one.frozen = false;
      if (random() < 0.5) one.tab.signal('awake');
      return `thaw ${index}`;
    }
    // most browsers say so before
    if (random() < 0.5) one.tab.signal('away');
    one.tab.freeze();
    one.frozen = true;
    return `freeze ${index}`;
  }
  if (dice < 82) {
    if (one.frozen) return 'nothing: frozen';
    const signal = pick(['online', 'offline', 'away', 'awake'] as const, random);
    one.tab.signal(signal);
    return `${signal} ${index}`;
  }
  if (dice < 87) {
    network.cut();
    return 'cut';
  }
  if (dice < 91) {
    network.http = !network.http;
    return `http ${network.http}`;
  }
  if (dice < 93) {
    network.sockets = pick([{ kind: 'blocked' }, { kind: 'clear' }, { kind: 'killed', afterMs: 150 }] as const, random);
    return `sockets ${network.sockets.kind}`;
  }
  if (dice < 97) {
    const share = random() < 0.5 ? 0 : random() * 0.4;
    network.losesAnswer = () => random() < share;
    network.doubles = () => random() < share;
    return `loss ${share}`;
  }
  rooms.crash();
  network.cut();
  return 'crash of the server';
}

function openNothing(): never {
  throw new Error('no tab');
}

/** Into one of the page's documents, at its end or its beginning. */
function type(writer: Tab, what: string, typed: ReadonlyMap<string, Set<string>>): void {
  for (const [i, client] of writer.clients.entries()) {
    const document = writer.documents[i] ?? '';
    const token = `<${what}${document}>`;
    if (typed.get(document)?.has(token) === true) continue;
    typed.get(document)?.add(token);
    client.doc.getText('t').insert(0, token);
  }
}

async function check(
  tabs: readonly Tab[],
  rooms: RealRooms,
  typed: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
  for (const [document, tokens] of typed) {
    const kept = (await rooms.disk(document)).getText('t').toJSON();
    const found = (kept.match(/<[^>]*>/g) ?? []).sort().join(' ');
    same(found, [...tokens].sort().join(' '), `what was typed into ${document} is on the disk, once`);
    for (const [index, tab] of tabs.entries()) {
      const client = tab.clients[tab.documents.indexOf(document)];
      if (client === undefined) continue;
      same(client.state.connection.kind, 'online', `tab ${index} is online in ${document}`);
      same(client.state.saving.kind, 'saved', `tab ${index} has everything saved in ${document}`);
      same(client.doc.getText('t').toJSON(), kept, `tab ${index} has what the server has of ${document}`);
    }
  }
}

function same(actual: string, expected: string, promise: string): void {
  if (actual !== expected) throw new Error(`broken: ${promise}\n  expected ${expected}\n  but got  ${actual}`);
}

function pick<T>(from: readonly T[], random: Random): T {
  const one = from[Math.floor(random() * from.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}
