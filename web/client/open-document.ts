import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { parseDocumentId } from '#shared/ids.ts';
import type { InstanceId } from '#shared/ids.ts';
import type { ServerMessage } from '#shared/protocol/frame.ts';
import { keepDeleted } from '#shared/update/keep-deleted.ts';
import { ClientError } from './client-error.ts';
import { checkClientOptions, checkUser } from './check-client-options.ts';
import { clientState, settle } from './client-state.ts';
import { Connector } from './connection/connector.ts';
import { recall, remember } from './connection/learnt.ts';
import { initialModel } from './connection/model.ts';
import { Tokens } from './connection/tokens.ts';
import { deviceName } from './device/device-store.ts';
import type { OutboxRow } from './device/device-store.ts';
import { Keeper } from './device/keeper.ts';
import { DeviceUndoShelf } from './device/undo-shelf.ts';
import type { DocumentClient, DocumentClientOptions, UserInfo } from './document-client.ts';
import { defaultEnvironment } from './environment-defaults.ts';
import type { Environment, PageSignal } from './environment.ts';
import { Goodbye } from './goodbye.ts';
import { newClientId, newInstance } from './identity.ts';
import { FAREWELL_TIMEOUT_MS } from './limits.ts';
import { serverAddress } from './server-address.ts';
import { KeepaliveBudget } from './sharing/keepalive-budget.ts';
import type { SharedLane } from './sharing/page-sharing.ts';
import type { ClientState, Connection, Content, TransportChoice } from './state.ts';
import { DocumentSync } from './sync/document-sync.ts';
import { applyAll, applyReadable } from './sync/inbox.ts';
import { PresenceSync } from './sync/presence-sync.ts';
import { Pusher } from './sync/pusher.ts';
import { merged, missingAt, NOTHING_YET } from './sync/updates.ts';
import { Adoption } from './tabs/adoption.ts';
import { bundles } from './tabs/bundles.ts';
import { joinTabs } from './tabs/tabs.ts';
import type { TabMessage, Tabs } from './tabs/tabs.ts';
import { Listeners } from './listeners.ts';
import { SavedWaiters } from './saved-waiters.ts';
import { createPollLane } from './transport/poll-lane.ts';
import { within } from './within.ts';

/**
 * Opens a document: from this device at once where it was here before, then from the server. Runs in browsers and in Node. Throws a
 * ClientError for an option that cannot be one (`malformed-server`, `malformed-name`, `malformed-option`); everything later is told by the
 * client's `state`.
 */
export function openDocument(
  options: DocumentClientOptions,
  environment: Environment = defaultEnvironment(),
): DocumentClient {
  return new OpenDocument(options, environment);
}

/** The parts of a document client, put together; each part knows only its own. */
class OpenDocument implements DocumentClient {
  readonly doc = new Y.Doc();
  readonly awareness: Awareness;
  readonly loaded: Promise<void>;
  readonly #environment: Environment;
  readonly #instance: InstanceId;
  readonly #keeper: Keeper;
  readonly undo: DeviceUndoShelf;
  readonly #presence: PresenceSync;
  readonly #sync: DocumentSync;
  readonly #connector: Connector;
  readonly #pusher: Pusher;
  readonly #tabs: Tabs;
  readonly #adoption: Adoption;
  readonly #shared: SharedLane | null;
  readonly #goodbye: Goodbye;
  readonly #listeners: Listeners;
  readonly #waiters: SavedWaiters;
  readonly #stopSignals: () => void;
  #state: ClientState;
  #content: Content = { kind: 'loading' };
  #unsavedSince = 0;
  #loaded: { resolve: () => void; reject: (error: ClientError) => void } | null = null;
  #destroyed: Promise<void> | null = null;
  /** nothing is tried any more */
  #over = false;

  constructor(options: DocumentClientOptions, environment: Environment) {
    checkClientOptions(options);
    const { clock, random, randomBytes, frames, fetch, connect, notes, locks, page, sharing, tabNotes } = environment;
    const document = parseDocumentId(options.document);
    if (document === null) throw new ClientError('malformed-name', 'not a document name');
    const address = serverAddress(options.server, document);
    const name = deviceName(address.base, document);
    const instance = newInstance(randomBytes);
    this.#instance = instance;
    this.#environment = environment;
    this.#listeners = new Listeners(environment.report);
    this.doc.clientID = newClientId(randomBytes);
    this.awareness = new Awareness(this.doc);
    this.loaded = new Promise((resolve, reject) => {
      this.#loaded = { resolve, reject };
    });
    // who does not ask for it need not hear of it
    this.loaded.catch(() => {});

    this.#shared = sharing?.join(address) ?? null;
    const keepalive = sharing?.keepalive ?? new KeepaliveBudget();
    const device = options.offline === false ? null : environment.openDevice;
    const changed = (): void => this.#changed();
    this.#keeper = new Keeper({
      open: device === null ? null : () => device(name),
      clock,
      random,
      changed,
      whole: () => this.#sync.whole(),
      reopened: () => void this.#adoption.look(),
    });
    this.undo = new DeviceUndoShelf({
      // where nothing is kept there is nothing to take
      notes: device === null ? null : tabNotes,
      name,
      instance,
      clock,
      write: (undo) => this.#keeper.keep({ undo }),
    });
    this.#tabs = joinTabs(device === null ? null : environment.openChannel, name, (message) => this.#fromTab(message));
    this.#presence = new PresenceSync({
      awareness: this.awareness,
      origin: this,
      clock,
      dirty: changed,
      local: (update) => this.#tabs.post({ kind: 'presence', update }),
    });
    this.#sync = new DocumentSync({
      doc: this.doc,
      origin: this,
      instance,
      keeper: this.#keeper,
      presence: this.#presence,
      clock,
      random,
      frames,
      changed,
      foreign: () => {
        this.doc.clientID = newClientId(randomBytes);
      },
      unreadable: (retryAfterMs) =>
        this.#connector.dispatch({ kind: 'refused', code: 'unreadable', reason: 'not an update', retryAfterMs }),
    });
    this.#waiters = new SavedWaiters(this.#sync.outbox);
    this.#connector = new Connector(
      {
        document,
        socketUrl: address.socket,
        connect,
        polls: this.#shared?.lane ?? createPollLane(address.poll, fetch, clock),
        tokens: new Tokens(options.token ?? null),
        clock,
        random,
        remember: (fallback) => remember(notes, address.base, fallback),
        hello: (lane, token) => this.#sync.hello(lane, token),
        receive: (lane, message) => this.#receive(lane, message),
        follows: (lane) => this.#sync.follows(lane),
        laneClosed: (lane, answered) => this.#sync.laneClosed(lane, answered),
        changed,
      },
      initialModel(
        {
          choice: options.transport ?? 'auto',
          online: page.online(),
          fallback: recall(notes, address.base, clock.now()),
        },
        clock.now(),
      ),
    );
    this.#pusher = new Pusher({
      connector: this.#connector,
      sync: this.#sync,
      presence: this.#presence,
      clock,
      outlive: (bytes) => (page.hidden() ? keepalive.take(bytes) : null),
    });
    this.#goodbye = new Goodbye({
      connector: this.#connector,
      pusher: this.#pusher,
      outbox: this.#sync.outbox,
      keepalive,
    });
    this.#adoption = new Adoption({
      locks,
      name,
      instance,
      readOutbox: () => this.#keeper.readOutbox(),
      adopt: (rows) => this.#adopt(rows),
    });
    this.#state = this.#describe();
    if (options.user !== undefined) this.setUser(options.user);
    this.doc.on('update', this.#onUpdate);
    this.#stopSignals = page.subscribe((signal) => this.#signal(signal));
    void this.#start();
  }

  get state(): ClientState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  setUser(user: UserInfo): void {
    checkUser(user);
    this.awareness.setLocalStateField('user', user);
  }

  retryNow(): void {
    this.#sync.release();
    this.#connector.dispatch({ kind: 'retry-now' });
  }

  setTransport(choice: TransportChoice): void {
    this.#connector.dispatch({ kind: 'choose', choice });
  }

  saved(): Promise<void> {
    return this.#waiters.wait(this.#state);
  }

  holdWhile(holds: (update: Uint8Array) => boolean): () => void {
    return this.#sync.inbox.holdWhile(holds);
  }

  dismissRefused(): void {
    const out = this.#sync.outbox.takeOutRefused();
    if (out.length === 0) return;
    this.#keeper.giveUpCopy();
    this.#keeper.keep({ removed: out.flatMap((item) => item.rows) });
    this.#changed();
  }

  destroy(): Promise<void> {
    this.#destroyed ??= this.#destroy();
    return this.#destroyed;
  }

  // -- from the device, then from the server

  async #start(): Promise<void> {
    this.#tabs.post({ kind: 'here', instance: this.#instance });
    const { cursor, updates, undo } = await this.#keeper.load(this.undo.takeNote());
    if (this.#over) return;
    if (undo !== null && undo.steps.length > 0) {
      keepDeleted(this.doc, undo.deleted);
      this.undo.begin(undo.steps);
    }
    if (applyReadable(this.doc, updates, this)) this.#sync.begin(cursor);
    // what could be read of a broken copy is kept; the server has the rest
    else this.#keeper.keep({ forget: true, updates: [missingAt(this.doc, NOTHING_YET)] });
    if (updates.length > 0 || cursor.length > 0) this.#ready('device');
    this.#tabs.post({ kind: 'ask', stateVector: Y.encodeStateVector(this.doc) });
    await this.#adoption.start();
    if (this.#over) return;
    this.#connector.dispatch({ kind: 'start' });
  }

  #adopt(rows: readonly OutboxRow[]): void {
    const readable = rows.filter((row) => applyReadable(this.doc, [row.update], this));
    for (const bundle of bundles(readable)) {
      const edits = bundle.reduce((sum, row) => sum + row.edits, 0);
      const keys = bundle.map(({ instance, order }) => ({ instance, order }));
      this.#sync.outbox.add(merged(bundle.map((row) => row.update)), edits, () => keys);
    }
    this.#changed();
  }

  #receive(lane: string, message: ServerMessage): void {
    this.#sync.receive(lane, message);
    if (message.type === 'refused' && this.#content.kind === 'loading') {
      this.#content = { kind: 'unavailable', code: message.code, reason: message.reason };
    }
    if (this.#sync.caughtUp) this.#ready('server');
  }

  #ready(from: 'device' | 'server'): void {
    if (this.#content.kind === 'ready' && this.#content.from === from) return;
    this.#content = { kind: 'ready', from };
    this.#loaded?.resolve();
    this.#changed();
  }

  // -- the person's edits

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (this.#sync.outbox.count === 0) this.#unsavedSince = this.#environment.clock.now();
    this.#sync.edited(update);
    this.#tabs.post({ kind: 'update', update });
    this.#changed();
  };

  // -- other tabs, the page

  #fromTab(message: TabMessage): void {
    switch (message.kind) {
      case 'here':
        // it does not know of this tab yet, nor who is here
        if (this.#adoption.note(message.instance)) {
          this.#tabs.post({ kind: 'here', instance: this.#instance });
          this.#tabs.post({
            kind: 'presence',
            update: encodeAwarenessUpdate(this.awareness, [this.awareness.clientID]),
          });
        }
        return;
      case 'update':
        applyAll(this.doc, [message.update], this);
        return;
      case 'presence':
        this.#presence.receive(message.update);
        return;
      case 'ask':
        this.#tabs.post({ kind: 'update', update: missingAt(this.doc, message.stateVector) });
        return;
    }
  }

  #signal(signal: PageSignal): void {
    if (signal === 'away') {
      this.undo.leave();
      this.#keeper.rescue();
      void this.#goodbye.leave();
    }
    if (signal === 'awake') this.undo.back();
    if (signal === 'awake' || signal === 'online') this.#sync.release();
    this.#connector.dispatch({ kind: signal });
  }

  /** What only this client holds is waited for, for a moment: before the first sync there is no way yet that a goodbye could go. */
  async #lastTry(): Promise<void> {
    // why it was not saved is told by the count that is left
    const saved = this.saved().catch(() => {});
    await within(this.#environment.clock, saved, FAREWELL_TIMEOUT_MS);
  }

  async #destroy(): Promise<void> {
    this.#stopSignals();
    this.doc.off('update', this.#onUpdate);
    this.#sync.inbox.flush();
    // a device that has not opened yet may yet keep nothing
    if (this.#sync.outbox.count > 0) await this.#keeper.opened();
    if (this.#sync.outbox.count > 0 && !this.#keeper.keeps) await this.#lastTry();
    this.#over = true;
    this.#pusher.stop();
    const state = this.awareness.getLocalState();
    if (state !== null) this.awareness.setLocalState(null);
    this.#presence.stop();
    const said = this.#goodbye.say();
    // or the poll that the goodbye answers would be asked again
    this.#connector.dispatch({ kind: 'away' });
    await said;
    this.#connector.dispatch({ kind: 'destroy' });
    this.#connector.stop();
    this.#shared?.leave();
    this.#adoption.stop();
    this.#tabs.close();
    this.#presence.removeOthers();
    this.#sync.inbox.stop();
    this.undo.leave();
    await this.#keeper.close();
    this.#listeners.clear();
    const { count } = this.#sync.outbox;
    if (count > 0 && !this.#keeper.keeps) {
      const edits = count === 1 ? '1 edit has' : `${count} edits have`;
      throw new ClientError(
        'not-saved',
        `${edits} not been acknowledged by the server, and nothing is kept on this device`,
      );
    }
  }

  // -- the state

  #describe(): ClientState {
    return clientState({
      outbox: this.#sync.outbox,
      unsavedSince: this.#unsavedSince,
      savedAt: this.#sync.savedAt,
      connection: this.#connector.model.shown,
      content: this.#content,
      keeper: this.#keeper,
      role: this.#sync.role,
    });
  }

  #changed(): void {
    this.#pusher.pump();
    const before = this.#state;
    this.#state = settle(before, this.#describe());
    if (this.#state === before) return;
    if (isConnected(before.connection) && !isConnected(this.#state.connection)) this.#presence.removeOthers();
    const { connection } = this.#state;
    if (connection.kind === 'closed' && this.#content.kind !== 'ready') {
      this.#content = { kind: 'unavailable', code: connection.code, reason: connection.reason };
      this.#state = { ...this.#state, content: this.#content };
      this.#loaded?.reject(new ClientError(connection.code, connection.reason));
    }
    this.#waiters.settle(this.#state);
    this.#listeners.call();
  }
}

function isConnected(connection: Connection): boolean {
  return connection.kind === 'online' || connection.kind === 'connecting';
}
