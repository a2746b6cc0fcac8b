import { $generateNodesFromSerializedNodes, $insertGeneratedNodes } from '@lexical/clipboard';
import { $generateNodesFromDOM } from '@lexical/html';
import { $createLinkNode, $toggleLink } from '@lexical/link';
import { mergeRegister } from '@lexical/utils';
import {
  $addUpdateTag,
  $createTextNode,
  $getSelection,
  $isParagraphNode,
  $isRangeSelection,
  type BaseSelection,
  COMMAND_PRIORITY_NORMAL,
  DROP_COMMAND,
  isHTMLElement,
  type LexicalEditor,
  type LexicalNode,
  PASTE_COMMAND,
  PASTE_TAG,
  type RangeSelection,
  SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
} from 'lexical';
import { $inPlainBlock } from './plain-blocks.ts';
import { frameOf } from '#shared/document/embed-providers.ts';
import { embedUrl } from '#shared/document/embed-url.ts';
import { $createEmbedNode } from '#shared/document/nodes.ts';
import { $isFoldTitleNode } from '#shared/document/nodes/fold.ts';
import { cleanHtml } from './clean-html.ts';
import { $cleanNodes } from './clean-nodes.ts';
import { completeLink } from './safe-link.ts';
import { $pasteIntoCells } from './table/table-paste.ts';
import { restoreWordLists } from './word-lists.ts';

/** The least of a DataTransfer that is read. */
interface PastedData {
  getData(type: string): string;
  readonly files?: Iterable<File>;
}

/** Files alone: where the same is there as text, as a spreadsheet gives a picture of its cells beside them, the text counts. */
function filesIn(data: PastedData): readonly File[] {
  // a picture that is copied out of a page comes with the tag that shows it
  const html = data.getData('text/html').replace(/<[^>]*>/gu, '');
  const hasText = [html, data.getData('text/plain'), data.getData('application/x-lexical-editor')].some(
    (text) => text.trim() !== '',
  );
  return hasText ? [] : [...(data.files ?? [])];
}

/** What is pasted or dropped comes in cleaned. Plain text stays what it is, Markdown signs included. */
export function registerPaste(
  editor: LexicalEditor,
  onFiles: (files: Iterable<File>, at: { x: number; y: number } | null) => void,
): () => void {
  return mergeRegister(
    editor.registerCommand(
      PASTE_COMMAND,
      (event) => {
        const data = 'clipboardData' in event ? event.clipboardData : null;
        const selection = $getSelection();
        if (data === null || selection === null) return false;
        const [target] = event.composedPath();
        if (isHTMLElement(target) && (target.tagName === 'INPUT' || target.tagName === 'TEXTAREA')) return false;
        event.preventDefault();
        $addUpdateTag(PASTE_TAG);
        const files = filesIn(data);
        if (files.length > 0) onFiles(files, null);
        else if (editor.isEditable()) $paste(editor, data, selection);
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
    editor.registerCommand(
      DROP_COMMAND,
      (event) => {
        // without this the browser would leave the page to show them
        if (event.dataTransfer === null || event.dataTransfer.files.length === 0) return false;
        event.preventDefault();
        onFiles([...event.dataTransfer.files], { x: event.clientX, y: event.clientY });
        return true;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
    // every way in ends here, drops of text included, and the array is what is inserted afterwards
    editor.registerCommand(
      SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
      ({ nodes }) => {
        nodes.splice(0, nodes.length, ...$cleanNodes(nodes));
        return false;
      },
      COMMAND_PRIORITY_NORMAL,
    ),
  );
}

function $paste(editor: LexicalEditor, data: PastedData, selection: BaseSelection): void {
  const plain = data.getData('text/plain');
  if ($isRangeSelection(selection)) {
    const anchor = selection.anchor.getNode();
    if ($inPlainBlock(anchor)) {
      selection.insertRawText(plain);
      return;
    }
    if ($isFoldTitleNode(anchor) || anchor.getParents().some($isFoldTitleNode)) {
      // a title is one line
      selection.insertText(plain.trim().replace(/\s*\n\s*/gu, ' '));
      return;
    }
    if ($pasteEmbed(plain, selection) || $pasteLink(plain, selection)) return;
  }
  const nodes =
    $ownNodes(editor, data.getData('application/x-lexical-editor')) ?? $htmlNodes(editor, data.getData('text/html'));
  const left = $pasteIntoCells(nodes === null ? [] : $cleanNodes(nodes), plain);
  if (left === 'done') return;
  // the cells that were selected may have given way to a caret
  if (left.length > 0) $insertGeneratedNodes(editor, left, $getSelection() ?? selection);
  else if (plain !== '') $pastePlain(plain);
}

/** On an empty line, the address of what can be shown in a document is that. */
function $pasteEmbed(plain: string, selection: RangeSelection): boolean {
  const url = embedUrl(plain.trim());
  const block = selection.anchor.getNode();
  if (url === null || frameOf(url) === null || !$isParagraphNode(block) || !block.isEmpty()) return false;
  block.insertBefore($createEmbedNode(url));
  return true;
}

/** An address alone becomes a link, of the chosen words where there are some. */
function $pasteLink(plain: string, selection: RangeSelection): boolean {
  if (!/^\s*(?:https?:\/\/|mailto:|tel:)\S+\s*$/iu.test(plain)) return false;
  const url = completeLink(plain);
  if (url === null || selection.getTextContent().includes('\n')) return false;
  if (selection.isCollapsed()) {
    const link = $createLinkNode(url);
    link.append($createTextNode(plain.trim()));
    selection.insertNodes([link]);
    link.selectNext(0, 0);
  } else {
    $toggleLink(url, { rel: null });
  }
  return true;
}

/** What was copied out of an editor of ours. Null for anything else, also for what only says that it is. */
function $ownNodes(editor: LexicalEditor, json: string): LexicalNode[] | null {
  if (json === '') return null;
  try {
    const payload: unknown = JSON.parse(json);
    if (typeof payload !== 'object' || payload === null || !('namespace' in payload) || !('nodes' in payload))
      return null;
    if (payload.namespace !== editor._config.namespace || !Array.isArray(payload.nodes)) return null;
    return $generateNodesFromSerializedNodes(payload.nodes);
  } catch {
    return null;
  }
}

function $htmlNodes(editor: LexicalEditor, html: string): LexicalNode[] | null {
  if (html === '') return null;
  const page = editor.getRootElement()?.ownerDocument ?? globalThis.document;
  const Parser = page.defaultView?.DOMParser ?? globalThis.DOMParser;
  const source = new Parser().parseFromString(html, 'text/html');
  restoreWordLists(source);
  const holder = page.implementation.createHTMLDocument('');
  holder.body.append(cleanHtml(source, holder));
  return $generateNodesFromDOM(editor, holder);
}

/** A line is a paragraph. */
function $pastePlain(text: string): void {
  const lines = text.replace(/\r\n?/gu, '\n').split('\n');
  for (const [i, line] of lines.entries()) {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return;
    if (i > 0) selection.insertParagraph();
    const inside = $getSelection();
    if (line !== '' && $isRangeSelection(inside)) inside.insertRawText(line);
  }
}
