/** Colours, highlights and chips in a document that several programs write. */
import { $createParagraphNode, $createTextNode, $getRoot, $isTextNode } from 'lexical';
import type { LexicalEditor } from 'lexical';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { bindDocument } from './binding.ts';
import type { DocumentBinding } from './binding.ts';
import { parseChip } from './chips.ts';
import { createDocumentEditor } from './headless.ts';
import { BODY_ROOT } from './layout.ts';
import { $createChipNode, $isChipNode } from './nodes.ts';
import { $paint, $readPaint } from './paint.ts';
import { documentToText } from './text.ts';
import { canonicalStyle, readTextStyle, writeTextStyle } from './text-style.ts';

interface Page {
  readonly doc: Y.Doc;
  readonly editor: LexicalEditor;
  readonly binding: DocumentBinding;
}

function open(clientId: number, delta: readonly object[] = []): Page {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  if (delta.length > 0) doc.getText(BODY_ROOT).applyDelta([...delta, { insert: new Y.Map() }]);
  const editor = createDocumentEditor();
  return { doc, editor, binding: bindDocument(editor, doc, { clock: () => 0 }) };
}

const edit = ({ editor }: Page, change: () => void): void => editor.update(change, { discrete: true });
const exchange = (a: Page, b: Page): void => {
  Y.applyUpdate(b.doc, Y.encodeStateAsUpdate(a.doc), 'net');
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(b.doc), 'net');
};
const texts = ({ editor }: Page): string[][] =>
  editor.getEditorState().read(() =>
    $getRoot()
      .getAllTextNodes()
      .map((node) => [node.getTextContent(), node.getStyle()]),
  );
const stored = ({ doc }: Page): unknown[] =>
  doc
    .getText(BODY_ROOT)
    .toDelta()
    .filter(({ insert }: { insert: unknown }) => !(insert instanceof Y.Map));

function $selectFirst(from: number, to: number): void {
  const node = $getRoot().getFirstDescendant();
  if (!$isTextNode(node)) throw new TypeError('no text there');
  node.select(from, to);
}

describe('colours', () => {
  test('a colour and a highlight are attributes of their own, and a style in one spelling', () => {
    const page = open(1, [{ insert: 'one two' }]);
    edit(page, () => {
      $selectFirst(0, 3);
      $paint({ color: 'red' });
      $paint({ mark: 'blue' });
    });
    expect(stored(page)).toEqual([{ insert: 'one', attributes: { color: 'red', mark: 'blue' } }, { insert: ' two' }]);
    expect(texts(page)).toEqual([
      ['one', 'color: var(--mh-color-red); background-color: var(--mh-mark-blue);'],
      [' two', ''],
    ]);
  });

  test('a colour and a highlight that two give at once add up', () => {
    const [a, b] = [open(1, [{ insert: 'one two' }]), open(2)];
    exchange(a, b);
    for (const [page, paint] of [
      [a, { color: 'green' }],
      [b, { mark: 'pink' }],
    ] as const) {
      edit(page, () => {
        $selectFirst(0, 3);
        $paint(paint);
      });
    }
    exchange(a, b);
    expect(stored(a)).toEqual([{ insert: 'one', attributes: { color: 'green', mark: 'pink' } }, { insert: ' two' }]);
    expect(texts(b)).toEqual(texts(a));
  });

  test('a name that is not known is shown as none and stays in the document', () => {
    const page = open(1, [{ insert: 'one', attributes: { color: 'mauve', mark: 7 } }, { insert: ' two' }]);
    expect(texts(page)).toEqual([['one two', '']]);
    edit(page, () => {
      $selectFirst(7, 7);
      $getRoot().getAllTextNodes()[0]?.setTextContent('one two three');
    });
    expect(stored(page)[0]).toEqual({ insert: 'one', attributes: { color: 'mauve', mark: 7 } });
    expect(page.binding.state.kind).toBe('writable');
  });

  test('a colour goes together with a style that another program gave', () => {
    const style = writeTextStyle({ style: 'color: #C00;', color: 'teal' });
    expect(readTextStyle(style)).toEqual({ style: 'color: #C00;', color: 'teal', mark: undefined });
    const page = open(1, [{ insert: 'one', attributes: { style: 'color: #C00', color: 'teal' } }]);
    expect(texts(page)).toEqual([['one', style]]);
  });

  test('every spelling of a style has one canonical one, and what is no colour of ours goes', () => {
    expect(canonicalStyle('background-color:var(--mh-mark-red);color:var(--mh-color-blue)')).toBe(
      'color: var(--mh-color-blue); background-color: var(--mh-mark-red);',
    );
    expect(canonicalStyle('color: var(--mh-color-mauve); background-color: var(--mh-color-red); top: 0')).toBe('');
    expect(canonicalStyle('color: var(--mh-mark-red)')).toBe('');
  });

  test('the old highlight is a yellow one, and another takes its place', () => {
    const page = open(1, [{ insert: 'one', attributes: { highlight: true } }]);
    edit(page, () => {
      $selectFirst(0, 3);
      expect($readPaint()).toEqual({ color: null, mark: 'yellow' });
      $paint({ mark: 'green' });
    });
    expect(stored(page)).toEqual([{ insert: 'one', attributes: { mark: 'green' } }]);
    edit(page, () => {
      $selectFirst(0, 3);
      $paint({ mark: null });
    });
    expect(stored(page)).toEqual([{ insert: 'one' }]);
  });
});

describe('chips', () => {
  const CHIPS = [
    { t: 'person', id: 'ann', name: 'Ann' },
    { t: 'document', id: 'plan', title: 'The plan' },
    { t: 'date', date: '2026-11-24' },
    { t: 'formula', tex: 'a^2' },
  ] as const;

  test('each is one position, says in plain text what it is, and lets the document be written to', () => {
    const page = open(
      1,
      CHIPS.map((insert) => ({ insert })),
    );
    expect(page.binding.state.kind).toBe('writable');
    const shown = page.editor.getEditorState().read(() => $getRoot().getTextContent());
    expect(shown).toBe('@AnnThe plan2026-11-24$a^2$');
    expect(documentToText(page.doc)).toBe(`${shown}\n`);
  });

  test.each([
    { t: 'person', id: 'ann' },
    { t: 'person', id: 'ann', name: '  ' },
    { t: 'person', id: 7, name: 'Ann' },
    { t: 'document', title: 'The plan' },
    { t: 'date', date: '2026-02-30' },
    { t: 'date', date: '24.11.2026' },
    { t: 'formula', tex: 'x'.repeat(5_001) },
    { t: 'poll', id: 'p' },
    null,
    'text',
  ])('what is no chip, such as %j, is kept and shown as unknown', (embed) => {
    expect(parseChip(embed)).toBeNull();
    if (typeof embed !== 'object' || embed === null) return;
    const page = open(1, [{ insert: 'a' }, { insert: embed }]);
    expect(page.binding.state).toMatchObject({ kind: 'read-only' });
    expect(stored(page)[1]).toEqual({ insert: embed });
  });

  test('what is put in behind a chip, and what another gives it, leave it as it is', () => {
    const extra = { t: 'date', date: '2026-11-24', zone: 'UTC' };
    const page = open(1, [{ insert: 'a' }, { insert: extra }, { insert: 'b' }]);
    edit(page, () => {
      const chip = $getRoot().getAllTextNodes()[0]?.getNextSibling();
      if ($isChipNode(chip)) chip.insertAfter($createTextNode('c'));
      $getRoot().append($createParagraphNode().append($createChipNode({ t: 'formula', tex: 'x' })));
    });
    expect(stored(page)).toEqual([
      { insert: 'a' },
      { insert: extra },
      { insert: 'cb' },
      { insert: { t: 'formula', tex: 'x' } },
    ]);
  });

  test('a chip in bold text does not part it: who takes bold away takes all of it', () => {
    const [a, b] = [open(1, [{ insert: 'one two', attributes: { bold: true } }]), open(2)];
    exchange(a, b);
    edit(a, () => {
      $selectFirst(3, 3);
      $getRoot()
        .getAllTextNodes()[0]
        ?.splitText(3)[0]
        ?.insertAfter($createChipNode({ t: 'formula', tex: 'x' }));
    });
    edit(b, () => {
      const [node] = $getRoot().getAllTextNodes();
      node?.setFormat(0);
    });
    exchange(a, b);
    expect(stored(a)).toEqual([{ insert: 'one' }, { insert: { t: 'formula', tex: 'x' } }, { insert: ' two' }]);
  });
});
