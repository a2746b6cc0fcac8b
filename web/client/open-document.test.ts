import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import type { DocumentClient, DocumentClientOptions } from './document-client.ts';
import { openDocument } from './open-document.ts';
import { ModelServer } from './testing/model-server.ts';
import { VirtualBrowser } from './testing/virtual-browser.ts';
import type { VirtualTab } from './testing/virtual-browser.ts';
import { VirtualNetwork } from './testing/virtual-network.ts';

function world() {
  const clock = new ManualClock();
  const server = new ModelServer(clock);
  const network = new VirtualNetwork(clock, server);
  const browser = new VirtualBrowser(clock, network, 1);
  const open = (tab: VirtualTab = browser.tab(), options: Partial<DocumentClientOptions> = {}): DocumentClient =>
    openDocument({ server: 'http://server.example', document: 'notes', ...options }, tab.environment);
  return { clock, server, network, browser, open };
}

const textOf = (doc: Y.Doc): string => doc.getText('t').toString();
const write = (client: DocumentClient, text: string): void => {
  const shared = client.doc.getText('t');
  shared.insert(shared.length, text);
};

describe('a document client', () => {
  test('shows an empty document, then saves what is written, over a WebSocket', async () => {
    const { clock, server, open } = world();
    const client = open();
    expect(client.state.content).toEqual({ kind: 'loading' });
    await clock.run(100);
    await client.loaded;
    expect(client.state).toMatchObject({
      content: { kind: 'ready', from: 'server' },
      connection: { kind: 'online', transport: 'websocket', reason: { kind: 'first-choice' } },
      saving: { kind: 'saved', at: null },
      role: 'editor',
      device: { kind: 'kept' },
    });
    write(client, 'hello');
    expect(client.state.saving).toMatchObject({ kind: 'saving', count: 1 });
    const saved = client.saved();
    await clock.run(100);
    await saved;
    expect(client.state.saving).toMatchObject({ kind: 'saved' });
    expect(textOf(server.doc)).toBe('hello');
  });

  test('sees what others write, once a frame', async () => {
    const { clock, network, open } = world();
    const [one, two] = [open(), open(new VirtualBrowser(clock, network, 9).tab())];
    await clock.run(100);
    let transactions = 0;
    two.doc.on('afterTransaction', () => transactions++);
    for (const letter of 'abc') write(one, letter);
    await clock.run(100);
    expect(textOf(two.doc)).toBe('abc');
    expect(transactions).toBe(1);
  });
});
