import { $createHeadingNode } from '@lexical/rich-text';
import { $getRoot, $getSelection, $isElementNode, $isRangeSelection } from 'lexical';
import type { LexicalEditor } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { keepDeleted } from '#shared/update/keep-deleted.ts';
import { bindDocument } from '../binding.ts';
import type { DocumentBinding } from '../binding.ts';
import { createDocumentEditor } from '../headless.ts';
import { MAX_KEPT_STEP_BYTES, MAX_KEPT_STEPS } from '../limits.ts';
import type { KeptSteps } from './kept-steps.ts';

interface Page {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
  /** what the device has of the document */
  readonly rows: Uint8Array[];
}

let now = 0;
let nextClient = 1;

function open(rows: readonly Uint8Array[] = [], kept: KeptSteps | null = null): Page {
  const doc = Object.assign(new Y.Doc(), { clientID: nextClient++ });
  if (kept !== null) keepDeleted(doc, kept.deleted);
  doc.transact(() => {
    for (const row of rows) Y.applyUpdate(doc, row);
  });
  const page = { doc, rows: [...rows] };
  doc.on('update', (update: Uint8Array) => page.rows.push(update));
  const editor = createDocumentEditor();
  const binding = bindDocument(editor, doc, { clock: () => now, keptSteps: kept?.steps ?? null });
  return { ...page, editor, binding };
}

/** From the device's copy, whose rows were merged once. */
function reload({ rows, binding }: Page): Page {
  const kept = binding.keepSteps();
  binding.stop();
  return open([Y.mergeUpdates(rows)], kept);
}

/** From what a server has, which has collected what was deleted. */
function reloadFromServer({ doc, binding }: Page): Page {
  const server = new Y.Doc();
  const kept = binding.keepSteps();
  binding.stop();
  const copy = Y.encodeStateAsUpdate(doc);
  Y.applyUpdate(server, copy);
  return open([Y.encodeStateAsUpdate(server)], kept);
}

function tell(from: Page, to: Page): void {
  Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)));
}

const text = ({ editor }: Page): string => editor.getEditorState().read(() => $getRoot().getTextContent());
const types = ({ editor }: Page): string[] =>
  editor.getEditorState().read(() =>
    $getRoot()
      .getChildren()
      .map((node) => node.getType()),
  );
const selected = ({ editor }: Page): string =>
  editor.getEditorState().read(() => {
    const selection = $getSelection();
    if (!$isRangeSelection(selection)) return 'nothing';
    const [from, to] = selection.getStartEndPoints() ?? [];
    return `${from?.offset} to ${to?.offset}`;
  });
const edit = ({ editor }: Page, $change: () => void): void => {
  now += 10_000;
  editor.update($change, { discrete: true });
};
const $select = (from: number, to = from, block = 0): void => {
  const top = $getRoot().getChildAtIndex(block);
  const leaf = $isElementNode(top) ? (top.getFirstDescendant() ?? top) : $getRoot();
  const selection = leaf.selectStart();
  selection.anchor.offset = from;
  selection.focus.offset = to;
};
const type =
  (words: string, at?: number, block = 0) =>
  (): void => {
    if (at !== undefined) $select(at, at, block);
    ($getSelection() ?? $getRoot().selectEnd()).insertText(words);
  };
const remove =
  (from: number, to: number, block = 0) =>
  (): void => {
    $select(from, to, block);
    const selection = $getSelection();
    if ($isRangeSelection(selection)) selection.removeText();
  };
const undoAll = (page: Page): string[] => {
  const seen: string[] = [];
  while (page.binding.undo()) seen.push(text(page));
  return seen;
};

test('what was typed before a reload is undone after it, step by step, and done again', () => {
  const before = open();
  edit(before, type('one'));
  edit(before, type(' two'));
  const after = reload(before);
  expect([after.binding.canUndo, after.binding.canRedo]).toEqual([true, false]);
  expect(undoAll(after)).toEqual(['one', '']);
  after.binding.redo();
  after.binding.redo();
  expect(text(after)).toBe('one two');
});

test('what was deleted comes back after a reload, with its formats and the selection', () => {
  const before = open();
  edit(before, type('one two three'));
  edit(before, () => {
    $select(4, 7);
    const selection = $getSelection();
    if ($isRangeSelection(selection)) selection.formatText('bold');
  });
  edit(before, () => $select(0, 3));
  edit(before, remove(0, 3));
  edit(before, () => {
    const selection = $getRoot().getFirstDescendant()?.selectStart();
    if (selection === undefined) return;
    selection.focus.set($getRoot().getAllTextNodes().at(-1)?.getKey() ?? '', 3, 'text');
    selection.removeText();
  });
  const left = text(before);
  expect(left).toBe('ree');
  const after = reload(before);
  after.binding.undo();
  expect(text(after)).toBe(' two three');
  expect(after.doc.getText('body').toDelta()).toContainEqual({ insert: 'two', attributes: { bold: true } });
  after.binding.undo();
  expect(text(after)).toBe('one two three');
  expect(selected(after)).toBe('0 to 3');
});

test('a redo outlives a reload, and so does what an undo brought back before it', () => {
  const before = open();
  edit(before, type('one two'));
  edit(before, remove(3, 7));
  edit(before, type('!', 3));
  before.binding.undo();
  before.binding.undo();
  expect(text(before)).toBe('one two');
  const after = reload(before);
  after.binding.redo();
  expect(text(after)).toBe('one');
  after.binding.undo();
  expect(text(after)).toBe('one two');
  const again = reload(after);
  again.binding.undo();
  expect(text(again)).toBe('');
  again.binding.redo();
  again.binding.redo();
  again.binding.redo();
  expect(text(again)).toBe('one!');
});

test('a type and a move are undone after a reload', () => {
  const before = open();
  edit(before, type('one'));
  edit(before, () => {
    const selection = $getRoot().selectEnd();
    selection.insertParagraph();
    selection.insertText('two');
  });
  edit(before, () => {
    const heading = $createHeadingNode('h2');
    $getRoot().getLastChild()?.replace(heading, true);
  });
  const key = before.editor.read(() => $getRoot().getLastChild()?.getKey() ?? '');
  before.binding.moveBlocks([key], 'up');
  expect([text(before), types(before)]).toEqual(['two\n\none', ['heading', 'paragraph']]);
  const after = reload(before);
  after.binding.undo();
  expect([text(after), types(after)]).toEqual(['one\n\ntwo', ['paragraph', 'heading']]);
  after.binding.undo();
  expect(types(after)).toEqual(['paragraph', 'paragraph']);
  after.binding.redo();
  after.binding.redo();
  expect([text(after), types(after)]).toEqual(['two\n\none', ['heading', 'paragraph']]);
});

test('a whole block that was deleted comes back as it was', () => {
  const before = open();
  edit(before, type('one'));
  edit(before, () => {
    const selection = $getRoot().selectEnd();
    selection.insertParagraph();
    selection.insertText('two');
    $getRoot().getLastChild()?.replace($createHeadingNode('h1'), true);
  });
  edit(before, () => $getRoot().getFirstChild()?.remove());
  expect(text(before)).toBe('two');
  const after = reload(before);
  after.binding.undo();
  expect([text(after), types(after)]).toEqual(['one\n\ntwo', ['paragraph', 'heading']]);
});

test('what others wrote meanwhile stays, and what they type into it as well', () => {
  const before = open();
  edit(before, type('one two three'));
  const other = open();
  tell(before, other);
  edit(before, remove(4, 8));
  tell(before, other);
  edit(other, type('>> ', 0));
  const after = reload(before);
  tell(other, after);
  edit(other, type(' four', text(other).length));
  tell(other, after);
  expect(text(after)).toBe('>> one three four');
  after.binding.undo();
  expect(text(after)).toBe('>> one two three four');
  after.binding.undo();
  expect(text(after)).toBe('>>  four');
});

test('a step of which something is not known any more is left out, and the others are not', () => {
  const before = open();
  edit(before, type('one two'));
  edit(before, () => {
    $select(4, 7);
    $getSelection()?.insertText('2');
  });
  edit(before, type('!'));
  const after = reloadFromServer(before);
  expect(text(after)).toBe('one 2!');
  // not "one !": what was typed over "two" stays, as "two" cannot come back
  expect(undoAll(after)).toEqual(['one 2', '2']);
  expect(after.binding.redo()).toBe(true);
  expect(text(after)).toBe('one 2');
});

test('what cannot be read counts as nothing', () => {
  const before = open();
  edit(before, type('one'));
  const { steps, deleted } = before.binding.keepSteps();
  for (const broken of [new Uint8Array(), new Uint8Array([99, 1, 2]), steps.slice(0, -3)]) {
    const page = open(before.rows, { steps: broken, deleted: new Uint8Array([255]) });
    expect(undoAll(page).length).toBeLessThanOrEqual(1);
    page.binding.stop();
  }
  const other = open([], { steps, deleted });
  expect(other.binding.undo()).toBe(false);
});

test('the newest steps are kept, as many as the limits allow', () => {
  const page = open();
  for (let at = 0; at < MAX_KEPT_STEPS + 5; at += 1) edit(page, type('x'));
  const { steps } = page.binding.keepSteps();
  expect(steps.length).toBeLessThan(MAX_KEPT_STEP_BYTES);
  const after = reload(page);
  expect(undoAll(after)).toHaveLength(MAX_KEPT_STEPS);
  expect(text(after)).toBe('xxxxx');
});
