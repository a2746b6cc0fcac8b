import { createRoot } from 'react-dom/client';
import { TITLE_ROOT } from '#shared/document/layout.ts';
import type { DocumentClient, UserInfo } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { changeGuest, localStore, readGuest, writeGuest } from '#web/ui/guest.ts';
import { Interface } from '#web/ui/interface.tsx';
import { type Look, Root } from '#web/ui/root.tsx';
import { browserClock } from '#web/editor/browser-clock.ts';
import { checkOptions } from './check-options.ts';
import { createEmitter } from './emitter.ts';
import type { EditorOptions, EditorStatus, ManyhandsEditor } from './options.ts';
import { settleColor } from './settle-color.ts';
import { sameStatus, statusOf } from './status.ts';
import { ensureStyles } from './styles.ts';
import { userInfo } from './user.ts';

/** The elements that hold an editor. */
const taken = new WeakSet<HTMLElement>();

/**
 * Puts an editor for one document into an element, which it fills. Several on one page do not know of each other. Throws a TypeError for an
 * option that is none, and where the element is not there or holds an editor already.
 */
export function createEditor(element: HTMLElement, options: EditorOptions): ManyhandsEditor {
  // a host's own code may hold null in spite of the types: getElementById gives it for a slip of the pen
  if ((element as HTMLElement | null)?.nodeType !== 1)
    throw new TypeError('Manyhands: there is no element to put an editor in');
  checkOptions(options);
  if (taken.has(element))
    throw new TypeError('Manyhands: this element holds an editor already; destroy() that one first');
  const view = element.ownerDocument.defaultView;
  if (view === null) throw new TypeError('Manyhands: the element for an editor must be in a page that is shown');
  const page = view;
  ensureStyles(element);
  const emitter = createEmitter();
  const store = localStore(view);
  let guest = options.user === undefined ? readGuest(store, Math.random) : null;
  let user: UserInfo = userInfo(options.user ?? guest ?? { name: '' });
  /** a colour that somebody picked, or the host named, is never moved */
  let settled = guest === null ? options.user?.color !== undefined : guest.chosen === true;
  let client = open();
  // only now: where opening throws, the element is as it was and may be asked for again
  taken.add(element);
  const root = createRoot(element);
  let stopClient = watch(client);
  let editor: DocumentEditor | null = null;
  let title = '';
  let destroyed: Promise<void> | null = null;

  function open(): DocumentClient {
    return openDocument({
      server: options.server,
      document: options.document,
      user,
      ...(options.token === undefined ? {} : { token: options.token }),
      ...(options.transport === undefined ? {} : { transport: options.transport }),
      ...(options.offline === undefined ? {} : { offline: options.offline }),
    });
  }

  function watch(watched: DocumentClient): () => void {
    let status = statusOf(watched.state);
    watched.loaded.catch((error: unknown) => {
      emitter.emit('error', error instanceof Error ? error : new Error(String(error)));
    });
    let stopSettling = (): void => {};
    const stopWatching = watched.subscribe(() => {
      if (!settled && watched.state.connection.kind === 'online') {
        settled = true;
        stopSettling = settleColor(watched.awareness, {
          person: user.id,
          color: user.color,
          clock: browserClock(page),
          random: Math.random,
          move: (color) => showUser({ ...user, color }),
        });
      }
      const next = statusOf(watched.state);
      if (sameStatus(status, next)) return;
      status = next;
      emitter.emit('status', next);
    });
    return () => {
      stopWatching();
      stopSettling();
    };
  }

  async function reopen(): Promise<void> {
    stopClient();
    const previous = client;
    root.render(null);
    // what only this page held and could not send is told to whoever watches its errors; the document opens all the same
    await previous.destroy().catch(reportError);
    if (destroyed !== null) return;
    client = open();
    stopClient = watch(client);
    render();
  }

  const showUser = (next: UserInfo): void => {
    user = next;
    client.setUser(next);
    render();
  };

  const setUser = (next: UserInfo): void => {
    if (guest !== null) {
      guest = changeGuest({ ...guest, color: user.color }, next);
      writeGuest(store, guest);
    }
    emitter.emit('user', next);
    showUser(next);
  };

  const onEditor = (created: DocumentEditor | null): void => {
    editor = created;
    if (created === null) return;
    created.onChange(() => emitter.emit('change'));
    emitter.emit('ready');
  };
  const onTitle = (next: string): void => {
    if (next === title) return;
    title = next;
    emitter.emit('title', next);
  };
  const onError = (error: Error): void => emitter.emit('error', error);
  const onReopen = (): void => void reopen();

  function render(): void {
    root.render(
      <Root view={page} look={lookOf(options)} page={options.page === true}>
        <Interface
          client={client}
          server={options.server}
          document={options.document}
          token={options.token}
          link={options.link ?? documentLink(options)}
          user={user}
          onUser={guest === null ? undefined : setUser}
          chrome={options.chrome ?? 'full'}
          toolbar={options.toolbar !== false}
          viewing={options.mode === 'view'}
          autofocus={options.autofocus === true}
          page={options.page === true}
          back={options.back}
          documents={options.documents}
          onEditor={onEditor}
          onTitle={onTitle}
          onError={onError}
          onReopen={onReopen}
        />
      </Root>,
    );
  }
  render();

  return {
    on: (name, listener) => emitter.on(name, listener),
    get status(): EditorStatus {
      return statusOf(client.state);
    },
    get title() {
      return client.doc.getText(TITLE_ROOT).toJSON();
    },
    getText: () => editor?.plainText() ?? '',
    undo: () => editor?.run({ kind: 'undo' }),
    redo: () => editor?.run({ kind: 'redo' }),
    focus: () => editor?.focus(),
    saved: () => client.saved(),
    destroy() {
      destroyed ??= (async () => {
        stopClient();
        root.unmount();
        taken.delete(element);
        emitter.clear();
        await client.destroy();
      })();
      return destroyed;
    },
  };
}

function lookOf({ theme, contrast, dir }: EditorOptions): Look {
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    contrast: contrast === 'more' ? contrast : undefined,
    dir,
  };
}

function documentLink({ server, document }: EditorOptions): string {
  const path = document.split('/').map(encodeURIComponent).join('/');
  return `${server.replace(/\/+$/u, '')}/d/${path}`;
}
