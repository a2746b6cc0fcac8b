/**
 * Copying blocks as wholes: a chosen callout, table or image with all that is in it, and what the menu beside a block is opened for. Of chosen
 * nodes Lexical copies those alone that are chosen, so not what is in them.
 */
import { copyToClipboard } from '@lexical/clipboard';
import { $generateHtmlFromNodes } from '@lexical/html';
import { $isListItemNode, $isListNode } from '@lexical/list';
import { mergeRegister } from '@lexical/utils';
import {
  $createNodeSelection,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  COMMAND_PRIORITY_HIGH,
  COPY_COMMAND,
  CUT_COMMAND,
  type LexicalEditor,
  type LexicalNode,
  type NodeSelection,
  type SerializedLexicalNode,
} from 'lexical';
import { $selectedBlocks } from './selected-blocks.ts';

const OWN_TYPE = 'application/x-lexical-editor';

type Clip = {
  readonly 'text/plain': string;
  readonly 'text/html': string;
  readonly [OWN_TYPE]: string;
};

export function registerCopyWhole(editor: LexicalEditor): () => void {
  const $copy = (event: ClipboardEvent | KeyboardEvent | null): boolean => {
    const selection = $getSelection();
    if (!$isNodeSelection(selection) || event === null || !('clipboardData' in event)) return false;
    const nodes = selection.getNodes();
    if (event.clipboardData === null || nodes.length === 0) return false;
    event.preventDefault();
    for (const [type, data] of Object.entries($clipOf(editor, nodes))) event.clipboardData.setData(type, data);
    return true;
  };
  return mergeRegister(
    editor.registerCommand(COPY_COMMAND, $copy, COMMAND_PRIORITY_HIGH),
    editor.registerCommand(
      CUT_COMMAND,
      (event) => {
        const selection = $getSelection();
        if (!$copy(event)) return false;
        if (editor.isEditable() && $isNodeSelection(selection)) selection.deleteNodes();
        return true;
      },
      COMMAND_PRIORITY_HIGH,
    ),
  );
}

/** Copies the selected blocks, each of them whole, wherever in it the caret is. */
export function copyBlocks(editor: LexicalEditor): void {
  const clip = editor.read('latest', () => {
    const nodes = $selectedBlocks().flatMap((key) => $getNodeByKey(key) ?? []);
    return nodes.length === 0 ? null : $clipOf(editor, nodes);
  });
  if (clip !== null) void copyToClipboard(editor, null, clip);
}

function $clipOf(editor: LexicalEditor, nodes: readonly LexicalNode[]): Clip {
  return {
    'text/plain': nodes.map((node) => node.getTextContent()).join('\n\n'),
    'text/html': $generateHtmlFromNodes(editor, $allOf(nodes)),
    [OWN_TYPE]: JSON.stringify({ namespace: editor._config.namespace, nodes: $serializeAll(nodes) }),
  };
}

/** These nodes and all that is in them; of an item the list that it is in, too. */
function $allOf(nodes: readonly LexicalNode[]): NodeSelection {
  const all = $createNodeSelection();
  const add = (node: LexicalNode): void => {
    all.add(node.getKey());
    if ($isElementNode(node)) node.getChildren().forEach(add);
  };
  for (const node of nodes) {
    const list = node.getParent();
    if ($isListNode(list)) all.add(list.getKey());
    add(node);
  }
  return all;
}

/** Items in the list that they are in; neighbours of one list share it. */
function $serializeAll(nodes: readonly LexicalNode[]): SerializedLexicalNode[] {
  const all: SerializedLexicalNode[] = [];
  let open: { list: LexicalNode; children: SerializedLexicalNode[] } | null = null;
  for (const node of nodes) {
    const list = node.getParent();
    if (!$isListItemNode(node) || !$isListNode(list)) {
      open = null;
      all.push($serialize(node));
      continue;
    }
    if (open === null || !open.list.is(list)) {
      open = { list, children: [] };
      all.push(Object.assign(list.exportJSON(), { children: open.children }));
    }
    open.children.push($serialize(node));
  }
  return all;
}

function $serialize(node: LexicalNode): SerializedLexicalNode {
  const json = node.exportJSON();
  if (!$isElementNode(node)) return json;
  return Object.assign(json, { children: node.getChildren().map($serialize) });
}
