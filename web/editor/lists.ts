import { $isListItemNode, $isListNode, ListItemNode, ListNode, registerCheckList, registerList } from '@lexical/list';
import { $getNearestNodeOfType, mergeRegister } from '@lexical/utils';
import {
  $getNearestNodeFromDOMNode,
  $getSelection,
  $isRangeSelection,
  COMMAND_PRIORITY_LOW,
  INDENT_CONTENT_COMMAND,
  isHTMLElement,
  KEY_TAB_COMMAND,
  type LexicalEditor,
  OUTDENT_CONTENT_COMMAND,
} from 'lexical';

/** How deep lists nest: what the server's Markdown and a narrow screen can still show. */
const MAX_LIST_DEPTH = 8;

/** Bullet, numbered and check lists; Tab and Shift+Tab nest them, Backspace at the start of an item takes it out. */
export function registerLists(editor: LexicalEditor): () => void {
  return mergeRegister(
    registerList(editor),
    registerCheckList(editor),
    registerRightToLeftChecks(editor),
    registerCheckRoles(editor),
    editor.registerCommand(
      KEY_TAB_COMMAND,
      (event) => {
        const selection = $getSelection();
        if (!$isRangeSelection(selection)) return false;
        const item = $getNearestNodeOfType(selection.anchor.getNode(), ListItemNode);
        if (item === null) return false;
        event.preventDefault();
        if (event.shiftKey) return editor.dispatchCommand(OUTDENT_CONTENT_COMMAND, undefined);
        if (item.getIndent() + 1 >= MAX_LIST_DEPTH) return true;
        return editor.dispatchCommand(INDENT_CONTENT_COMMAND, undefined);
      },
      COMMAND_PRIORITY_LOW,
    ),
  );
}

/**
 * Lexical makes check boxes of a check list's items, and a list has no check boxes in it: for who hears the page the list is a group, and an item
 * that only holds a nested list is nothing.
 */
function registerCheckRoles(editor: LexicalEditor): () => void {
  const mark = (list: HTMLElement | null): void => {
    if (list === null) return;
    const checks = list.classList.contains('mh-tasks');
    setRole(list, checks ? 'group' : null);
    for (const item of list.children) {
      if (item.getAttribute('role') !== 'checkbox') setRole(item, checks ? 'none' : null);
    }
  };
  return mergeRegister(
    editor.registerMutationListener(ListNode, (changes) => {
      for (const key of changes.keys()) mark(editor.getElementByKey(key));
    }),
    editor.registerMutationListener(ListItemNode, (changes) => {
      const lists = new Set([...changes.keys()].map((key) => editor.getElementByKey(key)?.parentElement ?? null));
      for (const list of lists) mark(list);
    }),
  );
}

function setRole(element: Element, role: string | null): void {
  if (role === null) element.removeAttribute('role');
  else element.setAttribute('role', role);
}

/**
 * Lexical looks for the check box on the right only where an item says `dir="rtl"`; ours say `auto`, and what counts is how the browser
 * resolved that.
 */
function registerRightToLeftChecks(editor: LexicalEditor): () => void {
  return editor.registerRootListener((root) => {
    if (root === null) return undefined;
    const view = root.ownerDocument.defaultView;
    const onClick = (event: MouseEvent): void => {
      const { target } = event;
      if (view === null || !isHTMLElement(target) || target.tagName !== 'LI' || !editor.isEditable()) return;
      if (view.getComputedStyle(target).direction !== 'rtl' || target.dir === 'rtl') return;
      const width = Number.parseFloat(view.getComputedStyle(target, '::before').width);
      const { right } = target.getBoundingClientRect();
      if (event.clientX > right || event.clientX < right - width) return;
      editor.update(() => {
        const item = $getNearestNodeFromDOMNode(target);
        if (!$isListItemNode(item)) return;
        const list = item.getParent();
        if ($isListNode(list) && list.getListType() === 'check') item.toggleChecked();
      });
    };
    root.addEventListener('click', onClick);
    return () => root.removeEventListener('click', onClick);
  });
}
