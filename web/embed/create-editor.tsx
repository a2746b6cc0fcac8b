import { createRoot } from 'react-dom/client';
import { TITLE_ROOT } from '#shared/document/layout.ts';
import type { DocumentClient, UserInfo } from '#web/client/document-client.ts';
import { openDocument } from '#web/client/open-document.ts';
import type { DocumentEditor } from '#web/editor/document-editor.ts';
import { localStore, readGuest, writeGuest } from '#web/ui/guest.ts';
import { Interface } from '#web/ui/interface.tsx';
import { type Look, Root } from '#web/ui/root.tsx';
import { createEmitter } from './emitter.ts';
import type { EditorOptions, EditorStatus, ManyhandsEditor } from './options.ts';
import { sameStatus, statusOf } from './status.ts';
import { ensureStyles } from './styles.ts';
import { userInfo } from './user.ts';

/** Puts an editor for one document into an element, which it fills. Several on one page do not know of each other. */
export function createEditor(element: HTMLElement, options: EditorOptions): ManyhandsEditor {
  const view = element.ownerDocument.defaultView;
  if (view === null) throw new Error('the element for an editor must be in a page that is shown');
  const page = view;
  ensureStyles(element);
  const emitter = createEmitter();
  const root = createRoot(element);
  const store = localStore(view);
  const guest = options.user === undefined ? readGuest(store, Math.random) : null;
  let user: UserInfo = userInfo(options.user ?? guest ?? { name: '' });
  let client = open();
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
    return watched.subscribe(() => {
      const next = statusOf(watched.state);
      if (sameStatus(status, next)) return;
      status = next;
      emitter.emit('status', next);
    });
  }

  async function reopen(): Promise<void> {
    stopClient();
    const previous = client;
    root.render(null);
    await previous.destroy();
    if (destroyed !== null) return;
    client = open();
    stopClient = watch(client);
    render();
  }

  const setUser = (next: UserInfo): void => {
    user = next;
    client.setUser(next);
    if (guest !== null) writeGuest(store, { id: guest.id, name: next.name, color: next.color });
    emitter.emit('user', next);
    render();
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
