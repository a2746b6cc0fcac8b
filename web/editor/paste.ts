import { $generateNodesFromSerializedNodes, $insertGeneratedNodes } from '@lexical/clipboard';
import { $createLinkNode, $toggleLink } from '@lexical/link';
import { mergeRegister } from '@lexical/utils';
import {
  $addUpdateTag,
  $createTextNode,
  $getNodeByKey,
  $getSelection,
  $isParagraphNode,
  $isRangeSelection,
  type BaseSelection,
  COMMAND_PRIORITY_NORMAL,
  DROP_COMMAND,
  isHTMLElement,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
  PASTE_COMMAND,
  PASTE_TAG,
  type RangeSelection,
  SELECTION_INSERT_CLIPBOARD_NODES_COMMAND,
} from 'lexical';
import { $inPlainBlock } from './plain-blocks.ts';
import { NONE } from '#shared/document/attributes.ts';
import { readHtml } from '#shared/document/html/read-html.ts';
import { frameOf } from '#shared/document/embed-providers.ts';
import { embedUrl } from '#shared/document/embed-url.ts';
import { $createEmbedNode } from '#shared/document/nodes.ts';
import { $isFoldTitleNode } from '#shared/document/nodes/fold.ts';
import { leaf } from '#shared/document/tree/block.ts';
import type { Leaf } from '#shared/document/tree/block.ts';
import { textProp } from '#shared/document/tree/kinds.ts';
import { mapLeaves } from '#shared/document/tree/map-leaves.ts';
import { $nodesOf } from '#shared/document/tree/nodes-of-tree.ts';
import { $cleanNodes } from './clean-nodes.ts';
import { htmlOf } from './dom-html.ts';
import { fileOfDataUrl, MAX_PASTED_PICTURES } from './pasted-pictures.ts';
import { completeLink } from './safe-link.ts';
import { $pasteIntoCells } from './table/table-paste.ts';

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

/** An image that was in a page, and the empty line that is to become it. */
interface PastedPicture {
  readonly file: File;
  readonly alt: string;
  readonly place: NodeKey;
}

/** Where files go: to a point of the window, behind a block or in place of an empty one; null for the caret. */
type OnFiles = (
  files: Iterable<File>,
  at: { readonly x: number; readonly y: number } | { readonly block: NodeKey } | null,
  /** what is said of an image */
  alt?: string,
) => void;

/** What is pasted or dropped comes in cleaned. Plain text stays what it is, Markdown signs included. */
export function registerPaste(editor: LexicalEditor, onFiles: OnFiles): () => void {
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
        else if (editor.isEditable()) $paste(editor, data, selection, onFiles);
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

function $paste(editor: LexicalEditor, data: PastedData, selection: BaseSelection, onFiles: OnFiles): void {
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
  const own = $ownNodes(editor, data.getData('application/x-lexical-editor'));
  const page = own === null ? $htmlNodes(editor, data.getData('text/html')) : null;
  const left = $pasteIntoCells($cleanNodes(own ?? page?.nodes ?? []), plain);
  // the cells that were selected may have given way to a caret
  if (left !== 'done' && left.length > 0) $insertGeneratedNodes(editor, left, $getSelection() ?? selection);
  else if (left !== 'done' && plain !== '') $pastePlain(plain);
  // each takes the place of its line when it is there, or comes behind the caret where that is gone by now
  for (const { file, alt, place } of page?.pictures ?? [])
    onFiles([file], $getNodeByKey(place)?.isAttached() === true ? { block: place } : null, alt);
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

/** What a page's HTML says; an image that is in it is an empty line until it is uploaded. */
function $htmlNodes(editor: LexicalEditor, html: string): { nodes: LexicalNode[]; pictures: PastedPicture[] } | null {
  if (html === '') return null;
  const page = editor.getRootElement()?.ownerDocument ?? globalThis.document;
  const Parser = page.defaultView?.DOMParser ?? globalThis.DOMParser;
  // it runs nothing and loads nothing
  const { blocks, pictures, isInline } = readHtml(
    htmlOf(new Parser().parseFromString(html, 'text/html').documentElement),
    html,
  );
  const files = new Map<Leaf, { file: File; alt: string }>();
  const shown = mapLeaves(blocks, (block) => {
    const url = pictures.get(block);
    if (url === undefined) return [block];
    const alt = textProp(block.props, 'alt') ?? '';
    const file = files.size < MAX_PASTED_PICTURES ? fileOfDataUrl(url, alt) : null;
    const line = leaf(NONE, []);
    if (file !== null) files.set(line, { file, alt });
    return [...(file === null ? [] : [line]), ...(block.runs.length === 0 ? [] : [leaf(NONE, block.runs)])];
  });
  const placed: PastedPicture[] = [];
  const nodes = $nodesOf(shown, (block, node) => {
    const picture = files.get(block);
    if (picture !== undefined) placed.push({ ...picture, place: node.getKey() });
  });
  const [only] = nodes;
  const isWords = isInline && nodes.length === 1 && $isParagraphNode(only);
  return { nodes: isWords ? only.getChildren() : nodes, pictures: placed };
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
