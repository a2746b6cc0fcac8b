/** Embeds: a card with the address, and where its provider is known a button that shows the content. Nothing is loaded before that. */
import { $getNodeByKey, type LexicalEditor, type NodeKey } from 'lexical';
import { frameOf, type EmbedFrame } from '#shared/document/embed-providers.ts';
import { embedUrl } from '#shared/document/embed-url.ts';
import { $isEmbedNode, EmbedNode } from '#shared/document/nodes.ts';
import { completeLink } from '../safe-link.ts';
import type { LeafWords } from './leaf-words.ts';

/** The frame is its provider's: it may run scripts there, and neither take this page elsewhere nor ask it for anything. */
const SANDBOX = 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation';
const ALLOW = 'fullscreen; picture-in-picture; encrypted-media';
/** Of the form, not of the editor around it. */
const OWN_EVENTS = ['keydown', 'keyup', 'beforeinput', 'input', 'paste', 'copy', 'cut', 'mousedown', 'drop'];

/** Gives its own stop. */
export function registerEmbeds(editor: LexicalEditor, words: LeafWords): () => void {
  const show = (key: NodeKey): void => {
    const element = editor.getElementByKey(key);
    if (element === null) return;
    const url = editor.getEditorState().read(() => {
      const node = $getNodeByKey(key);
      return $isEmbedNode(node) ? node.getUrl() : null;
    });
    if (url === null || element.dataset['shown'] === url) return;
    element.dataset['shown'] = url;
    const page = element.ownerDocument;
    element.replaceChildren(url === '' ? form(page, key) : card(page, url));
  };

  const card = (page: Document, url: string): HTMLElement => {
    const frame = frameOf(url);
    const box = make(page, 'div', 'card');
    const link = make(page, 'a', 'address');
    link.href = url;
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
    const host = make(page, 'span', 'host');
    host.textContent = frame?.provider.name ?? new URL(url).hostname;
    const path = make(page, 'span', 'path');
    path.textContent = url;
    link.append(host, path);
    box.append(link);
    if (frame !== null) box.prepend(shutter(page, frame, box));
    return box;
  };

  const shutter = (page: Document, { provider, src }: EmbedFrame, box: HTMLElement): HTMLElement => {
    const holder = make(page, 'div', 'shutter');
    holder.style.aspectRatio = String(provider.ratio);
    const button = make(page, 'button', 'mh-btn');
    button.type = 'button';
    button.textContent = words.show(provider.host);
    button.addEventListener('click', () => {
      const view = make(page, 'iframe', '');
      view.setAttribute('sandbox', SANDBOX);
      view.allow = ALLOW;
      view.referrerPolicy = 'strict-origin-when-cross-origin';
      view.title = `${provider.name}: ${box.querySelector('.path')?.textContent ?? ''}`;
      view.src = src;
      holder.replaceChildren(view);
    });
    holder.append(button);
    return holder;
  };

  const form = (page: Document, key: NodeKey): HTMLElement => {
    const box = make(page, 'form', 'ask');
    const field = make(page, 'input', 'mh-field');
    field.type = 'url';
    field.inputMode = 'url';
    field.placeholder = words.embedPlaceholder;
    field.setAttribute('aria-label', words.embed);
    const button = make(page, 'button', 'mh-btn');
    button.type = 'submit';
    button.textContent = words.embedApply;
    const problem = make(page, 'p', 'problem');
    problem.setAttribute('role', 'status');
    for (const name of OWN_EVENTS) box.addEventListener(name, (event) => event.stopPropagation());
    box.noValidate = true;
    box.addEventListener('submit', (event) => {
      event.preventDefault();
      const url = embedUrl(completeLink(field.value));
      if (url === null) {
        problem.textContent = words.embedBad;
        return;
      }
      if (!editor.isEditable()) return;
      editor.update(() => {
        const node = $getNodeByKey(key);
        if ($isEmbedNode(node)) node.setUrl(url);
      });
      editor.focus();
    });
    box.append(field, button, problem);
    return box;
  };

  return editor.registerMutationListener(EmbedNode, (changes) => {
    for (const [key, change] of changes) if (change !== 'destroyed') show(key);
  });
}

function make<Tag extends keyof HTMLElementTagNameMap>(
  page: Document,
  tag: Tag,
  className: string,
): HTMLElementTagNameMap[Tag] {
  const element = page.createElement(tag);
  if (className !== '') element.className = className;
  return element;
}
