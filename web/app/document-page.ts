import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { parseDocumentId } from '#shared/ids.ts';
import { localStore } from '#web/ui/guest.ts';
import { type Look, Root } from '#web/ui/root.tsx';
import { PageBones } from '#web/ui/skeleton.tsx';
import { words } from '#web/ui/words.ts';
import { Lost } from './lost.tsx';
import { changeRecent, excerptOf, readRecent, withOpened, withRecent } from './recent.ts';
import { documentPath } from './route.ts';
import { followKeyboard } from './viewport.ts';

/** The list of recent documents is written this long after the last change, not at every key. */
const RECENT_DELAY_MS = 1_500;

/** `/d/<name>`: the bones at once, then the editor, mounted as any other host would mount it. */
export function showDocument(page: HTMLElement, name: string, look: Look): void {
  if (parseDocumentId(name) === null) {
    createRoot(page).render(createElement(Root, { view: window, look, page: true, children: createElement(Lost) }));
    return;
  }
  document.title = `${name} · ${words.product}`;
  followKeyboard(window);
  changeRecent(localStore(window), (list) => withOpened(list, name, Date.now()));
  const bones = createRoot(page);
  bones.render(createElement(Root, { view: window, look, page: true, children: createElement(PageBones) }));
  void mount(page, name, look, () => bones.unmount());
}

async function mount(page: HTMLElement, name: string, look: Look, clear: () => void): Promise<void> {
  const { createEditor } = await import('#web/embed/manyhands.ts');
  clear();
  const editor = createEditor(page, {
    server: location.origin,
    document: name,
    page: true,
    autofocus: true,
    link: location.origin + location.pathname,
    documents: {
      list: () => readRecent(localStore(window)).map(({ name: other, title }) => ({ name: other, title })),
      href: (other) => (parseDocumentId(other) === null ? null : documentPath(other)),
    },
    back: { href: '/', label: words.back },
    ...(look.theme === undefined ? {} : { theme: look.theme }),
    ...(look.contrast === undefined ? {} : { contrast: look.contrast }),
    ...(look.dir === undefined ? {} : { dir: look.dir }),
  });
  const remember = (): void => {
    const { title } = editor;
    const excerpt = excerptOf(editor.getText());
    changeRecent(localStore(window), (list) => withRecent(list, { name, title, excerpt, openedAt: Date.now() }));
  };
  let timer = 0;
  const soon = (): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(remember, RECENT_DELAY_MS);
  };
  editor.on('title', (title) => {
    document.title = `${title === '' ? name : title} · ${words.product}`;
    soon();
  });
  editor.on('ready', soon);
  editor.on('change', soon);
  window.addEventListener('pagehide', () => {
    if (editor.getText() !== '' || editor.title !== '') remember();
  });
}
