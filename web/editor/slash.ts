import { $isCodeNode } from '@lexical/code-core';
import { mergeRegister } from '@lexical/utils';
import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  $isTextNode,
  COMMAND_PRIORITY_HIGH,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_ENTER_COMMAND,
  KEY_ESCAPE_COMMAND,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';
import type { WritableStore } from './store.ts';

/** A `/` at the start of a word, and what is typed behind it: the view shows what can be put in here. */
export interface Slash {
  readonly key: NodeKey;
  /** of the `/` in its text */
  readonly offset: number;
  /** without the `/` */
  readonly query: string;
}

export type SlashKey = 'up' | 'down' | 'choose' | 'close';

/** Gives true where the view has used the key. */
export type SlashKeys = (key: SlashKey) => boolean;

/** one space, as some entries have two words; where none fits, the view shows nothing */
const TYPED = /(?:^|\s)\/([\p{L}\p{N}]{0,20}|[\p{L}\p{N}]{1,20} [\p{L}\p{N}]{0,20})$/u;

/** What a text that ends at the caret asks for: where its `/` is, and the query. Null where there is none. */
export function slashIn(text: string): { offset: number; query: string } | null {
  const query = TYPED.exec(text)?.[1];
  return query === undefined ? null : { offset: text.length - query.length - 1, query };
}

export function sameSlash(a: Slash | null, b: Slash | null): boolean {
  return a === b || (a !== null && b !== null && a.key === b.key && a.offset === b.offset && a.query === b.query);
}

/** Keeps `store` at what is being asked for. One that was closed with Escape stays closed, and its text stays what was typed. */
export function registerSlash(editor: LexicalEditor, store: WritableStore<Slash | null>, keys: SlashKeys): () => void {
  let closed: Slash | null = null;
  let typing = false;
  const press =
    (key: SlashKey) =>
    (event: KeyboardEvent | null): boolean => {
      const slash = store.get();
      if (slash === null || !keys(key)) return false;
      event?.preventDefault();
      if (key === 'close') {
        closed = slash;
        store.set(null);
      }
      return true;
    };
  return mergeRegister(
    editor.registerUpdateListener(({ editorState, dirtyLeaves, tags }) => {
      const next = editorState.read($readSlash);
      if (next === null || !editor.isEditable()) {
        closed = null;
        typing = false;
        store.set(null);
        return;
      }
      // a menu opens for what is typed, not where a caret happens to be put
      typing ||= dirtyLeaves.has(next.key) && !tags.has('collaboration');
      const again = closed !== null && closed.key === next.key && closed.offset === next.offset;
      store.set(typing && !again ? next : null);
    }),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, press('up'), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, press('down'), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_ENTER_COMMAND, press('choose'), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_TAB_COMMAND, press('choose'), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(KEY_ESCAPE_COMMAND, press('close'), COMMAND_PRIORITY_HIGH),
  );
}

function $readSlash(): Slash | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.type !== 'text') return null;
  const node = selection.anchor.getNode();
  if (!$isTextNode(node) || node.hasFormat('code') || $isCodeNode(node.getParent())) return null;
  const found = slashIn(node.getTextContent().slice(0, selection.anchor.offset));
  if (found === null) return null;
  const first = found.offset > 0 || node.getPreviousSibling() === null;
  return first ? { key: node.getKey(), ...found } : null;
}

/** Takes the `/` and the query away again, before what was chosen is done. */
export function $takeSlash(slash: Slash): void {
  const node = $getNodeByKey(slash.key);
  if ($isTextNode(node)) node.spliceText(slash.offset, slash.query.length + 1, '', true);
}
