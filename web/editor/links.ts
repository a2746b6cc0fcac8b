import { $isLinkNode, $toggleLink, LinkNode } from '@lexical/link';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $createTextNode,
  $getNearestNodeFromDOMNode,
  $getSelection,
  $isRangeSelection,
  type LexicalEditor,
  type RangeSelection,
} from 'lexical';
import { isSafeLink } from '#shared/document/safe-url.ts';

export interface LinkDraft {
  /** the words that carry the link */
  readonly text: string;
  /** '' where there is none yet */
  readonly url: string;
}

/** The link that the selection is in or begins with. */
export function $linkAt(selection: RangeSelection): LinkNode | null {
  const link = $getNearestNodeOfType(selection.anchor.getNode(), LinkNode);
  if (link !== null) return link;
  return selection.getNodes().find($isLinkNode) ?? null;
}

/** What a link made or changed here would start from. Null where nothing can be linked: no selection, or one over several blocks. */
export function $readLink(): LinkDraft | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  const link = $linkAt(selection);
  if (link !== null) return { text: link.getTextContent(), url: link.getURL() };
  return { text: selection.getTextContent(), url: '' };
}

/** Makes or changes the link at the selection. `url` must be safe: {@link isSafeLink}. */
export function $writeLink(draft: LinkDraft): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !isSafeLink(draft.url)) return;
  const link = $linkAt(selection);
  const text = draft.text === '' ? draft.url : draft.text;
  if (link !== null) {
    link.setURL(draft.url);
    if (text !== link.getTextContent()) {
      const first = link.getFirstDescendant();
      const words = $createTextNode(text);
      if (first !== null && 'getFormat' in first && typeof first.getFormat === 'function') {
        words.setFormat(first.getFormat() as number);
      }
      link.clear();
      link.append(words);
    }
    link.selectEnd();
    return;
  }
  if (selection.isCollapsed() || text !== selection.getTextContent()) {
    const words = $createTextNode(text);
    words.setFormat(selection.format);
    selection.insertNodes([words]);
    words.select(0, text.length);
  }
  $toggleLink(draft.url, { rel: null });
  // the caret goes behind the words, whichever way they were selected
  const after = $getSelection();
  if (!$isRangeSelection(after)) return;
  const end = after.isBackward() ? after.anchor : after.focus;
  const { key, offset, type } = end;
  after.anchor.set(key, offset, type);
  after.focus.set(key, offset, type);
}

/** Takes the link off and leaves its words. */
export function $removeLink(): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  const link = $linkAt(selection);
  if (link !== null && selection.isCollapsed()) link.select(0, link.getChildrenSize());
  $toggleLink(null);
}

/** A click follows a link where the text cannot be edited; with Ctrl or Cmd, or the middle button, also where it can. */
export function registerLinks(editor: LexicalEditor): () => void {
  return editor.registerRootListener((root) => {
    if (root === null) return undefined;
    const view = root.ownerDocument.defaultView;
    const follow = (event: MouseEvent): void => {
      const asked =
        event.button === 1 || (event.button === 0 && (!editor.isEditable() || event.ctrlKey || event.metaKey));
      const [target] = event.composedPath();
      if (view === null || !asked || !(target instanceof view.Node)) return;
      const url = editor.read('latest', () => {
        const node = $getNearestNodeFromDOMNode(target);
        return node === null ? null : ($getNearestNodeOfType(node, LinkNode)?.getURL() ?? null);
      });
      if (url === null) return;
      event.preventDefault();
      if (isSafeLink(url)) view.open(url, '_blank', 'noopener,noreferrer');
    };
    root.addEventListener('click', follow);
    root.addEventListener('auxclick', follow);
    return mergeRegister(
      () => root.removeEventListener('click', follow),
      () => root.removeEventListener('auxclick', follow),
    );
  });
}
