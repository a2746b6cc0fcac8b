import { expect, test } from 'vitest';
import * as Y from 'yjs';
import type { DocumentClient } from '../document-client.ts';
import { KEEP_UNDO_DELAY_MS, UNDO_KEPT_FOR_MS } from '../limits.ts';
import type { VirtualTab } from '../testing/virtual-browser.ts';
import { textOf, World, write } from '../testing/world.ts';
import type { KeptUndo } from './undo-shelf.ts';

const NO_DELETIONS = new Uint8Array(Y.encodeSnapshot(Y.createSnapshot(Y.createDeleteSet(), new Map())));

const kept = (...steps: number[]): KeptUndo => ({ steps: new Uint8Array(steps), deleted: NO_DELETIONS });

/** A page of a tab, and the tab's notes as the next page finds them. */
async function page(
  world: World,
  browser = world.browser(),
  notes = new Map<string, string>(),
): Promise<{ client: DocumentClient; tab: VirtualTab; notes: Map<string, string> }> {
  const tab = browser.tab(notes);
  const client = world.openIn(tab);
  await world.run(100);
  await client.loaded;
  return { client, tab, notes };
}

/** What a browser does when a page is reloaded. */
function end({ tab }: { tab: VirtualTab }): void {
  tab.signal('away');
  tab.kill();
}

test('what a page could undo when it went is there on the next page of its tab', async () => {
  const world = new World();
  const browser = world.browser();
  const first = await page(world, browser);
  expect(first.client.undo.steps).toBe(null);
  let reads = 0;
  const keeping = first.client.undo.keep(() => kept(++reads));
  for (let at = 0; at < 5; at += 1) keeping.changed();
  expect(reads).toBe(0);
  await world.run(KEEP_UNDO_DELAY_MS);
  expect(reads).toBe(1);
  end(first);
  const second = await page(world, browser, first.notes);
  expect(second.client.undo.steps).toEqual(new Uint8Array([2]));
  // a page that changes nothing leaves it to the next one
  second.client.undo.keep(() => kept(2));
  end(second);
  const third = await page(world, browser, first.notes);
  expect(third.client.undo.steps).toEqual(new Uint8Array([2]));
});

test('a document that is opened again in the tab has it too, and so has another editor of the same page', async () => {
  const world = new World();
  const browser = world.browser();
  const { client, tab } = await page(world, browser);
  const keeping = client.undo.keep(() => kept(7));
  keeping.stop();
  expect(client.undo.steps).toEqual(new Uint8Array([7]));
  const destroyed = client.destroy();
  await world.run(5_000);
  await destroyed;
  const again = world.openIn(tab);
  await world.run(100);
  expect(again.undo.steps).toEqual(new Uint8Array([7]));
});

test('a duplicated tab begins with nothing, and so does a tab after one that only crashed', async () => {
  const world = new World();
  const browser = world.browser();
  const first = await page(world, browser);
  first.client.undo.keep(() => kept(1)).changed();
  await world.run(KEEP_UNDO_DELAY_MS);
  const twin = await page(world, browser, new Map(first.notes));
  expect(twin.client.undo.steps).toBe(null);
  first.tab.kill();
  const after = await page(world, browser, first.notes);
  expect(after.client.undo.steps).toBe(null);
});

test('a page that comes back from where browsers keep pages has its own still, and leaves no note', async () => {
  const world = new World();
  const browser = world.browser();
  const first = await page(world, browser);
  first.client.undo.keep(() => kept(1)).changed();
  first.tab.signal('away');
  await world.run(100);
  expect(first.notes.size).toBe(1);
  first.tab.signal('awake');
  expect(first.notes.size).toBe(0);
});

test('nothing is kept where there is nothing to undo, where the device keeps nothing, and for ever', async () => {
  const world = new World();
  const browser = world.browser();
  const first = await page(world, browser);
  first.client.undo.keep(() => null).changed();
  end(first);
  expect(first.notes.size).toBe(0);

  const tab = browser.tab(first.notes);
  const offline = world.openIn(tab, { offline: false });
  await world.run(100);
  offline.undo.keep(() => kept(1)).changed();
  end({ tab });
  expect(first.notes.size).toBe(0);

  const late = await page(world, browser);
  late.client.undo.keep(() => kept(1)).changed();
  end(late);
  await world.run(UNDO_KEPT_FOR_MS + 1);
  const after = await page(world, browser, late.notes);
  expect(after.client.undo.steps).toBe(null);
});

test('what was deleted keeps its content when the document loads from the device', async () => {
  const world = new World();
  const browser = world.browser();
  const first = await page(world, browser);
  write(first.client, 'one two');
  const { doc } = first.client;
  doc.getText('t').delete(3, 4);
  await world.run(100);
  const { ds } = Y.snapshot(doc);
  const deleted = new Uint8Array(Y.encodeSnapshot(Y.createSnapshot(ds, new Map())));
  first.client.undo.keep(() => ({ steps: new Uint8Array([1]), deleted }));
  end(first);
  const contents = ({ client }: { client: DocumentClient }): string[] => {
    const found: string[] = [];
    for (let item = client.doc.getText('t')._start; item !== null; item = item.right) {
      found.push(item.content instanceof Y.ContentString ? item.content.str : 'gone');
    }
    return found;
  };
  const second = await page(world, browser, first.notes);
  expect([textOf(second.client.doc), contents(second)]).toEqual(['one', ['one', ' two']]);
  const elsewhere = await page(world, world.browser());
  expect(contents(elsewhere)).toEqual(['one', 'gone']);
});
