import * as Y from 'yjs';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import type { DocumentClient, DocumentClientOptions } from '../document-client.ts';
import { openDocument } from '../open-document.ts';
import { ModelServer } from './model-server.ts';
import { VirtualBrowser } from './virtual-browser.ts';
import type { VirtualTab } from './virtual-browser.ts';
import { VirtualNetwork } from './virtual-network.ts';

export interface Opened {
  readonly client: DocumentClient;
  readonly tab: VirtualTab;
}

/** One server, one network, as many browsers as a test wants, in one virtual time. */
export class World {
  readonly clock = new ManualClock();
  readonly server = new ModelServer(this.clock);
  readonly network = new VirtualNetwork(this.clock, this.server);
  #browsers = 0;

  browser(): VirtualBrowser {
    return new VirtualBrowser(this.clock, this.network, ++this.#browsers * 1000);
  }

  open(browser: VirtualBrowser = this.browser(), options: Partial<DocumentClientOptions> = {}): Opened {
    const tab = browser.tab();
    return { client: this.openIn(tab, options), tab };
  }

  /** One more on a page. */
  openIn(tab: VirtualTab, options: Partial<DocumentClientOptions> = {}): DocumentClient {
    return openDocument({ server: 'http://server.example', document: 'notes', ...options }, tab.environment);
  }

  run(ms: number): Promise<void> {
    return this.clock.run(ms);
  }
}

export function textOf(doc: Y.Doc): string {
  return doc.getText('t').toJSON();
}

/** At the end of the text, as one edit. */
export function write(client: DocumentClient, text: string): void {
  const shared = client.doc.getText('t');
  shared.insert(shared.length, text);
}

/** An edit of somebody who is not here. */
export function foreignUpdate(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}
