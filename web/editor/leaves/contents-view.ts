/** Tables of contents: each lists the headings of the document, live. */
import { type LexicalEditor, type NodeKey } from 'lexical';
import { ContentsNode } from '#shared/document/nodes.ts';
import type { Outline } from '../outline.ts';
import type { Store } from '../store.ts';
import type { LeafWords } from './leaf-words.ts';

/** @param goTo brings a heading into view. Gives its own stop */
export function registerContents(
  editor: LexicalEditor,
  outline: Store<Outline>,
  words: LeafWords,
  goTo: (key: NodeKey) => void,
): () => void {
  const keys = new Set<NodeKey>();

  const show = (key: NodeKey): void => {
    const element = editor.getElementByKey(key);
    if (element === null) return;
    const page = element.ownerDocument;
    element.setAttribute('aria-label', words.contents);
    const { entries } = outline.get();
    if (entries.length === 0) {
      const empty = page.createElement('p');
      empty.className = 'none';
      empty.textContent = words.noHeadings;
      element.replaceChildren(empty);
      return;
    }
    const top = Math.min(...entries.map(({ level }) => level));
    const list = page.createElement('ol');
    for (const entry of entries) {
      const item = page.createElement('li');
      item.style.setProperty('--depth', String(entry.level - top));
      const link = page.createElement('button');
      link.type = 'button';
      link.textContent = entry.text;
      link.addEventListener('click', () => goTo(entry.key));
      item.append(link);
      list.append(item);
    }
    element.replaceChildren(list);
  };

  const stops = [
    editor.registerMutationListener(ContentsNode, (changes) => {
      for (const [key, change] of changes) {
        if (change === 'destroyed') keys.delete(key);
        else {
          keys.add(key);
          show(key);
        }
      }
    }),
    outline.subscribe(() => keys.forEach(show)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
