/** Longer than a file should be: the pairs and the fuzz share their peers and operations, and splitting them is due with the full matrix. */
import { $createListItemNode, $createListNode } from '@lexical/list';
import { $createHeadingNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import {
  $createParagraphNode,
  $createRangeSelection,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isRangeSelection,
  $isTextNode,
  $setSelection,
} from 'lexical';
import type { LexicalEditor, LexicalNode } from 'lexical';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding } from './binding.ts';
import { createDocumentEditor } from './headless.ts';

interface Peer {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
  readonly out: Uint8Array[];
}

let now = 0;

function peer(clientId: number, from?: Peer): Peer {
  const doc = Object.assign(new Y.Doc(), { clientID: clientId });
  if (from !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from.doc), 'net');
  const editor = createDocumentEditor();
  const binding = bindDocument(editor, doc, { clock: () => now });
  const out: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'net') out.push(update);
  });
  return { doc, editor, binding, out };
}

const json = (one: Peer): string => JSON.stringify(one.editor.getEditorState().toJSON().root);
const text = (one: Peer): string => one.editor.getEditorState().read(() => $getRoot().getTextContent());
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await Promise.resolve();
};

async function edit(one: Peer, change: () => void): Promise<void> {
  one.editor.update(change, { discrete: true });
  await settle();
}

async function exchange(...peers: Peer[]): Promise<void> {
  const sent = peers.map((one) => one.out.splice(0));
  for (const [from, updates] of sent.entries()) {
    for (const [to, other] of peers.entries()) {
      if (from !== to) for (const update of updates) Y.applyUpdate(other.doc, update, 'net');
    }
  }
  await settle();
  if (peers.some((one) => one.out.length > 0)) await exchange(...peers);
}

/** Everything that must hold of replicas: equal documents, equal pages, and a newcomer sees the same. */
function expectAgreement(...peers: Peer[]): void {
  const first = peers[0]!;
  for (const other of peers) {
    expect(Y.encodeStateVector(other.doc)).toEqual(Y.encodeStateVector(first.doc));
    expect(json(other)).toBe(json(first));
  }
  expect(json(peer(999, first))).toBe(json(first));
}

function $block(at: number): LexicalNode {
  const leaves: LexicalNode[] = [];
  const walk = (node: LexicalNode): void => {
    const children = $isElementNode(node) ? node.getChildren() : [];
    if (children.some((child) => $isElementNode(child) && !child.isInline())) children.forEach(walk);
    else leaves.push(node);
  };
  $getRoot().getChildren().forEach(walk);
  return leaves[at]!;
}

/** Puts the caret, or a selection, into a block, by characters. */
function $caret(block: LexicalNode, from: number, to = from): void {
  const point = (offset: number): [string, number, 'text' | 'element'] => {
    let left = offset;
    const texts = $isElementNode(block) ? block.getAllTextNodes() : [];
    for (const node of texts) {
      if (left <= node.getTextContentSize()) return [node.getKey(), left, 'text'];
      left -= node.getTextContentSize();
    }
    return [block.getKey(), 0, 'element'];
  };
  const selection = $createRangeSelection();
  selection.anchor.set(...point(from));
  selection.focus.set(...point(to));
  $setSelection(selection);
}

function $type(words: string): void {
  const selection = $getSelection();
  if ($isRangeSelection(selection)) selection.insertText(words);
}

const size = (block: LexicalNode): number => block.getTextContentSize();

async function pair(): Promise<[Peer, Peer]> {
  const a = peer(100);
  await edit(a, () => {
    $getRoot()
      .clear()
      .append(
        $createParagraphNode().append($createTextNode('ivory jolly')),
        $createParagraphNode().append($createTextNode('amber birch cedar delta')),
        $createParagraphNode().append($createTextNode('kiosk lemon')),
      );
  });
  a.binding.stopCapturing();
  now += 10_000;
  const b = peer(200);
  await exchange(a, b);
  return [a, b];
}

const select = (): ReturnType<typeof $getSelection> => $getSelection();
const OPERATIONS: Record<string, { token?: string; run: (token: string) => void; deletes?: boolean }> = {
  'type at the start': { token: 'S', run: (token) => ($caret($block(1), 0), $type(token)) },
  'type in the middle': { token: 'M', run: (token) => ($caret($block(1), 8), $type(token)) },
  'type at the end': { token: 'E', run: (token) => ($caret($block(1), size($block(1))), $type(token)) },
  bold: {
    run: () => {
      $caret($block(1), 6, 17);
      const selection = select();
      if ($isRangeSelection(selection)) selection.formatText('bold');
    },
  },
  italic: {
    run: () => {
      $caret($block(1), 12, 23);
      const selection = select();
      if ($isRangeSelection(selection)) selection.formatText('italic');
    },
  },
  split: {
    run: () => {
      $caret($block(1), 11);
      const selection = select();
      if ($isRangeSelection(selection)) selection.insertParagraph();
    },
  },
  join: {
    run: () => {
      const before = $block(0);
      const last = $isElementNode(before) ? before.getLastDescendant() : null;
      const first = $isElementNode($block(1))
        ? ($block(1) as ReturnType<typeof $createParagraphNode>).getFirstDescendant()
        : null;
      if (!$isTextNode(last) || !$isTextNode(first)) return;
      const selection = $createRangeSelection();
      selection.anchor.set(last.getKey(), last.getTextContentSize(), 'text');
      selection.focus.set(first.getKey(), 0, 'text');
      $setSelection(selection);
      selection.removeText();
    },
  },
  heading: {
    run: () => {
      $caret($block(1), 3);
      const selection = select();
      if ($isRangeSelection(selection)) $setBlocksType(selection, () => $createHeadingNode('h2'));
    },
  },
  list: {
    run: () => {
      const block = $block(1);
      if (!$isElementNode(block)) return;
      const item = $createListItemNode().append(...block.getChildren());
      block.replace($createListNode('bullet').append(item));
    },
  },
  delete: { deletes: true, run: () => $block(1).remove() },
};

describe('every pair of operations on one paragraph at once', () => {
  for (const [left, first] of Object.entries(OPERATIONS)) {
    test.each(Object.entries(OPERATIONS))(`${left} × %s`, async (_right, second) => {
      const [a, b] = await pair();
      await edit(a, () => first.run(`${first.token ?? ''}1`));
      await edit(b, () => second.run(`${second.token ?? ''}2`));
      await exchange(a, b);
      expectAgreement(a, b);
      const page = text(a);
      for (const [token, n] of [
        [first.token, 1],
        [second.token, 2],
      ] as const) {
        if (token !== undefined) expect(page.split(`${token}${n}`)).toHaveLength(2);
      }
      const letters = page.replaceAll(/[SME][12]/gu, '');
      for (const word of ['ivory', 'jolly', 'kiosk', 'lemon']) expect(letters.split(word)).toHaveLength(2);
      if (first.deletes === true || second.deletes === true) return;
      for (const word of ['amber', 'birch', 'cedar', 'delta']) expect(letters.split(word)).toHaveLength(2);
    });
  }
});

describe('one editor', () => {
  test('shows an empty document as one empty paragraph and writes nothing until somebody does', async () => {
    const a = peer(1);
    expect(json(a)).toContain('"paragraph"');
    await settle();
    expect(Y.encodeStateAsUpdate(a.doc)).toEqual(new Uint8Array([0, 0]));
    const b = peer(2);
    await edit(a, () => ($block(0).selectEnd(), $type('one')));
    await edit(b, () => ($block(0).selectEnd(), $type('two')));
    await exchange(a, b);
    expectAgreement(a, b);
    expect(text(a).replaceAll('\n', '')).toMatch(/^(onetwo|twoone)$/u);
    expect(a.doc.getMap('meta').get('layout')).toBe('flat/1');
  });

  test('takes back its own edits only', async () => {
    const [a, b] = await pair();
    await edit(a, OPERATIONS['heading']!.run as () => void);
    await exchange(a, b);
    await edit(b, () => ($caret($block(1), 5), $type(' typed')));
    await exchange(a, b);
    expect(a.binding.undo()).toBe(true);
    await settle();
    await exchange(a, b);
    expectAgreement(a, b);
    expect(text(a)).toContain('amber typed birch');
    expect(json(a)).not.toContain('"h2"');
    expect(a.binding.redo()).toBe(true);
    await settle();
    expect(json(a)).toContain('"h2"');
  });

  test('keeps its caret where it is while others write', async () => {
    const [a, b] = await pair();
    await edit(a, () => $caret($block(1), 11));
    await edit(b, () => ($caret($block(0), 0), $type('before ')));
    await edit(b, () => ($caret($block(1), 0), $type('also ')));
    await exchange(a, b);
    const around = a.editor.getEditorState().read(() => {
      const selection = $getSelection();
      if (!$isRangeSelection(selection)) return null;
      return selection.anchor.getNode().getTextContent().slice(0, selection.anchor.offset);
    });
    expect(around).toBe('also amber birch');
  });

  test('shows and keeps what it does not know, and writes nothing', async () => {
    const doc = new Y.Doc();
    doc.getText('body').insert(0, 'from the future');
    doc.getText('body').insertEmbed(15, new Y.Map([['t', 'hologram']]));
    const editor = createDocumentEditor();
    const binding = bindDocument(editor, doc, { clock: () => now });
    expect(binding.state).toEqual({ kind: 'read-only', reason: 'unknown-content', detail: 'block hologram' });
    const before = Y.encodeStateAsUpdate(doc);
    editor.update(() => void $getRoot().append($createParagraphNode()), { discrete: true });
    await settle();
    expect(Y.encodeStateAsUpdate(doc)).toEqual(before);
  });
});

/** A small generator whose runs replay from their seed (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const RUNS = 300;
const STEPS = 60;

test(`${RUNS} random runs of three editors lose nothing, double nothing, and agree`, { timeout: 240_000 }, async () => {
  for (let seed = 1; seed <= RUNS; seed++) await run(seed);
});

async function run(seed: number): Promise<void> {
  const random = seeded(seed);
  const peers = [peer(100 + random(50)), peer(200 + random(50)), peer(300 + random(50))];
  await edit(peers[0]!, () => {
    $getRoot().clear();
    for (const words of ['ivory jolly', 'amber birch cedar', 'kiosk lemon mango']) {
      $getRoot().append($createParagraphNode().append($createTextNode(words)));
    }
  });
  await exchange(...peers);
  for (const one of peers) one.binding.stopCapturing();
  now += 10_000;
  const queues = peers.map(() => peers.map((): Uint8Array[] => []));
  const typed = new Map<string, number>();
  const gone = new Set<string>();
  for (let step = 0; step < STEPS; step++) {
    const at = random(3);
    const one = peers[at]!;
    const before = text(one);
    const kind = random(100);
    const token = String.fromCharCode(0x4e00 + step);
    if (random(3) === 0) now += 1000;
    if (kind >= 95) {
      one.binding.undo();
      await settle();
      const after = text(one);
      for (const [letter, author] of typed) {
        if (!before.includes(letter) || after.includes(letter)) continue;
        expect(author, `seed ${seed}: an undo took ${letter} of somebody else`).toBe(at);
        gone.add(letter);
      }
    } else {
      await edit(one, () => $operate(kind, random, token, typed, at, gone));
    }
    const sent = one.out.splice(0);
    for (const other of peers.keys()) if (other !== at) queues[at]![other]!.push(...sent);
    while (random(2) === 0) {
      const from = random(3);
      const to = random(3);
      const update = queues[from]![to]!.shift();
      if (update !== undefined) Y.applyUpdate(peers[to]!.doc, update, 'net');
      await settle();
    }
  }
  for (const [from, row] of queues.entries()) {
    for (const [to, updates] of row.entries()) {
      for (const update of updates) Y.applyUpdate(peers[to]!.doc, update, 'net');
      expect(from === to && updates.length > 0).toBe(false);
    }
  }
  await settle();
  await exchange(...peers);
  const page = text(peers[0]!);
  try {
    expectAgreement(...peers);
    for (const letter of typed.keys()) {
      const count = page.split(letter).length - 1;
      if (gone.has(letter)) expect(count).toBeLessThanOrEqual(1);
      else expect({ letter, count }).toEqual({ letter, count: 1 });
    }
  } catch (error) {
    throw new Error(`seed ${seed} fails`, { cause: error });
  }
}

function $operate(
  kind: number,
  random: (below: number) => number,
  token: string,
  typed: Map<string, number>,
  author: number,
  gone: Set<string>,
): void {
  const blocks: LexicalNode[] = [];
  for (let at = 0; ; at++) {
    const block = $block(at) as LexicalNode | undefined;
    if (block === undefined) break;
    blocks.push(block);
  }
  const block = blocks[random(blocks.length)];
  if (!$isElementNode(block)) return;
  const place = random(size(block) + 1);
  $caret(block, place);
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  if (kind < 45) {
    typed.set(token, author);
    selection.insertText(token);
  } else if (kind < 57) {
    selection.insertParagraph();
  } else if (kind < 65) {
    const index = blocks.indexOf(block);
    const before = blocks[index - 1];
    if (!$isElementNode(before)) return;
    const last = before.getLastDescendant();
    const first = block.getFirstDescendant();
    if (!$isTextNode(last) || !$isTextNode(first)) return;
    selection.anchor.set(last.getKey(), last.getTextContentSize(), 'text');
    selection.focus.set(first.getKey(), 0, 'text');
    selection.removeText();
  } else if (kind < 77) {
    $caret(block, 0, size(block));
    const all = $getSelection();
    if ($isRangeSelection(all)) all.formatText((['bold', 'italic', 'underline'] as const)[random(3)]!);
  } else if (kind < 85) {
    $setBlocksType(selection, () => (random(2) === 0 ? $createHeadingNode('h2') : $createParagraphNode()));
  } else if (kind < 90) {
    if (block.getParent()?.is($getRoot()) !== true) return;
    const item = $createListItemNode().append(...block.getChildren());
    block.replace($createListNode(random(2) === 0 ? 'bullet' : 'number').append(item));
  } else if (blocks.length > 2) {
    for (const letter of typed.keys()) if (block.getTextContent().includes(letter)) gone.add(letter);
    $setSelection(null);
    const item = block.getParent();
    block.remove();
    if (item !== null && !item.is($getRoot()) && item.isEmpty()) item.remove();
  }
}
