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
import { $inPlainBlock } from './plain-blocks.ts';
import type { WritableStore } from './store.ts';

/** What opens a menu at the caret: `/` for blocks, `@` for people, documents and days, `:` for emoji. */
export type AskSign = '/' | '@' | ':';

/** A sign at the start of a word, and what is typed behind it: the view shows what can be put in here. */
export interface Asked {
  readonly sign: AskSign;
  readonly key: NodeKey;
  /** of the sign in its text */
  readonly offset: number;
  /** without the sign */
  readonly query: string;
}

export type MenuKey = 'up' | 'down' | 'choose' | 'close';

/** Gives true where the view has used the key. */
export type MenuKeys = (key: MenuKey) => boolean;

/** Spaces, as entries and names have several words; where none fits, the view shows nothing. A lone `:` or one letter is a smiley. */
const TYPED: readonly (readonly [AskSign, RegExp])[] = [
  ['/', /(?:^|\s)\/([\p{L}\p{N}]{0,20}|[\p{L}\p{N}]{1,20} [\p{L}\p{N}]{0,20})$/u],
  ['@', /(?:^|[\s([{"'«„“])@((?:[\p{L}\p{M}\p{N}.,/_'’-]{1,30}(?: [\p{L}\p{M}\p{N}.,/_'’-]{1,30}){0,3} ?)?)$/u],
  [':', /(?:^|[\s([{"'«„“])[:]([\p{L}\p{N}_+-]{2,30})$/u],
];

/** What a text that ends at the caret asks for: its sign, where that is, and the query. Null where there is none. */
export function askedIn(text: string): Pick<Asked, 'sign' | 'offset' | 'query'> | null {
  for (const [sign, typed] of TYPED) {
    const query = typed.exec(text)?.[1];
    if (query !== undefined) return { sign, offset: text.length - query.length - 1, query };
  }
  return null;
}

export function sameAsked(a: Asked | null, b: Asked | null): boolean {
  return (
    a === b ||
    (a !== null && b !== null && a.sign === b.sign && a.key === b.key && a.offset === b.offset && a.query === b.query)
  );
}

/** Keeps `store` at what is being asked for. One that was closed with Escape stays closed, and its text stays what was typed. */
export function registerAsked(editor: LexicalEditor, store: WritableStore<Asked | null>, keys: MenuKeys): () => void {
  let closed: Asked | null = null;
  let typing = false;
  const press =
    (key: MenuKey) =>
    (event: KeyboardEvent | null): boolean => {
      const asked = store.get();
      if (asked === null || !keys(key)) return false;
      event?.preventDefault();
      if (key === 'close') {
        closed = asked;
        store.set(null);
      }
      return true;
    };
  return mergeRegister(
    editor.registerUpdateListener(({ editorState, dirtyLeaves, tags }) => {
      const next = editorState.read($readAsked);
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

function $readAsked(): Asked | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed() || selection.anchor.type !== 'text') return null;
  const node = selection.anchor.getNode();
  if (!$isTextNode(node) || node.hasFormat('code') || $inPlainBlock(node)) return null;
  const found = askedIn(node.getTextContent().slice(0, selection.anchor.offset));
  if (found === null) return null;
  const first = found.offset > 0 || !$isTextNode(node.getPreviousSibling());
  return first ? { key: node.getKey(), ...found } : null;
}

/** Takes the sign and the query away again, before what was chosen is done. */
export function $takeAsked(asked: Asked): void {
  const node = $getNodeByKey(asked.key);
  if ($isTextNode(node)) node.spliceText(asked.offset, asked.query.length + 1, '', true);
}
