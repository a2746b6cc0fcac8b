/** Blocks as they go onto a clipboard: for other programs, and whole for an editor of ours. */
import { $generateHtmlFromNodes } from '@lexical/html';
import { $getRoot, $isElementNode, createEditor, type LexicalNode, type SerializedLexicalNode } from 'lexical';
import * as Y from 'yjs';
import { bindDocument } from '#shared/document/binding.ts';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { documentToText } from '#shared/document/text.ts';
import type { Block } from '#shared/document/tree/block.ts';
import { writeTree } from '#shared/document/tree/write-tree.ts';

interface Clip {
  readonly text: string;
  readonly html: string;
  /** what an editor of ours takes, as Lexical puts it there */
  readonly lexical: string;
}

const NAMESPACE = 'manyhands';
/** of a document that nobody else ever sees */
const CLIENT = 1;

export function clipOf(blocks: readonly Block[]): Clip {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, writeTree({ title: '', blocks }, CLIENT));
  const editor = createEditor({
    namespace: NAMESPACE,
    nodes: [...DOCUMENT_NODES],
    onError: (error) => {
      throw error;
    },
  });
  const binding = bindDocument(editor, doc, { clock: () => 0 });
  try {
    return editor.read('latest', () => ({
      text: documentToText(doc),
      html: $generateHtmlFromNodes(editor),
      lexical: JSON.stringify({ namespace: NAMESPACE, nodes: $getRoot().getChildren().map($serialize) }),
    }));
  } finally {
    binding.stop();
    doc.destroy();
  }
}

function $serialize(node: LexicalNode): SerializedLexicalNode {
  const json = node.exportJSON();
  return $isElementNode(node) ? Object.assign(json, { children: node.getChildren().map($serialize) }) : json;
}

/**
 * Puts it onto the clipboard. Only the event of a copy takes every form, so the page is made to copy; where it does not, others get what
 * the browser lets through.
 */
export async function putOnClipboard(page: Document, { text, html, lexical }: Clip): Promise<boolean> {
  let done = false;
  const onCopy = (event: ClipboardEvent): void => {
    if (event.clipboardData === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData.setData('text/plain', text);
    event.clipboardData.setData('text/html', html);
    event.clipboardData.setData('application/x-lexical-editor', lexical);
    done = true;
  };
  page.addEventListener('copy', onCopy, { capture: true });
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other way to give a clipboard a form of our own
  page.execCommand('copy');
  page.removeEventListener('copy', onCopy, { capture: true });
  if (done) return true;
  try {
    const blob = (type: string, content: string): Blob => new Blob([content], { type });
    const item = new ClipboardItem({ 'text/plain': blob('text/plain', text), 'text/html': blob('text/html', html) });
    await page.defaultView?.navigator.clipboard.write([item]);
    return page.defaultView !== null;
  } catch {
    return false;
  }
}
