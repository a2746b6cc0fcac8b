import { $isTableNode, $isTableRowNode } from '@lexical/table';
import { $getRoot, $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { namesOf } from '../container-names.ts';
import { BODY_ROOT } from '../layout.ts';
import { $isCalloutNode } from '../nodes/callout.ts';
import { readableText, runsText } from '../runs.ts';
import { $insideOf } from '../section-nodes.ts';
import * as act from '../testing/acts.ts';
import { OURS } from '../testing/ours.ts';
import { Network, Peer } from '../testing/peers.ts';
import { author } from '../testing/random-history.ts';
import { leaf } from '../tree/block.ts';
import type { Block } from '../tree/block.ts';
import { readTree } from '../tree/read-tree.ts';
import { writeTree } from '../tree/write-tree.ts';
import { bringBack } from './bring-back.ts';
import type { LogRow } from './log-row.ts';
import { documentOf } from './page-at.ts';
import { readParts } from './read-parts.ts';
import { restoreState } from './restore.ts';
import { viewOf } from './view.ts';
import type { HistoryView, ViewBlock } from './view.ts';
import { viewTree } from './view-tree.ts';
import type { ViewNode } from './view-tree.ts';

const line = (text: string): Block => leaf({}, [{ kind: 'text', text, attributes: {} }]);
const cell = (text: string) => ({ children: [line(text)] });

const BLOCKS: readonly Block[] = [
  line('before'),
  { kind: 'container', props: { t: 'callout', kind: 'tip' }, runs: [], children: [line('amber'), line('birch')] },
  {
    kind: 'container',
    props: { t: 'fold' },
    runs: [{ kind: 'text', text: 'title', attributes: {} }],
    children: [line('cedar')],
  },
  {
    kind: 'table',
    props: { t: 'table' },
    columns: [{ props: { t: 'col' } }, { props: { t: 'col' } }],
    rows: [
      { props: { t: 'row' }, cells: [cell('delta'), cell('eagle')] },
      { props: { t: 'row' }, cells: [cell('finch'), cell('grape')] },
    ],
  },
  line('behind'),
];

interface Scene {
  readonly peer: Peer;
  readonly rows: LogRow[];
  readonly view: () => HistoryView;
}

function open(): Scene {
  const base = writeTree({ title: '', blocks: BLOCKS }, 1);
  const peer = new Peer(OURS, { clientId: 7, document: base });
  const rows: LogRow[] = [{ seq: 1, update: base, by: null, at: null }];
  peer.doc.on('update', (update: Uint8Array) => rows.push({ seq: rows.length + 1, update, by: author(0), at: 0 }));
  return { peer, rows, view: () => viewOf(rows, 1) };
}

function $block(word: string): ElementNode {
  const found = act.$textBlocks().find((one) => act.$textOf(one).includes(word));
  if (found === undefined) throw new Error(`${word} is not on the page`);
  return found;
}

function $all(from: ElementNode): LexicalNode[] {
  return from.getChildren().flatMap((node) => [node, ...($isElementNode(node) ? $all(node) : [])]);
}

const $table = () => $all($getRoot()).find($isTableNode);
const $callout = () => $all($getRoot()).find($isCalloutNode);

/** `+` came, `-` went, `>` was moved. */
function said({ kind, moved, parts }: ViewBlock): string {
  const sign = kind === 'inserted' ? '+' : kind === 'deleted' ? '-' : moved === null ? '' : '>';
  return sign + runsText(parts.flatMap(({ spans }) => spans.map(({ run }) => run)));
}

function outline(nodes: readonly ViewNode[]): unknown[] {
  return nodes.map((node) => {
    const name = said(node.block) + (node.kind === 'leaf' ? '' : String(node.block.props['t']));
    if (node.kind === 'leaf') return name;
    if (node.kind === 'box') return { [name]: outline(node.children) };
    const rows = node.rows.map(({ block, cells }) => [
      said(block),
      ...cells.map(({ column, children, rowSpan, columnSpan }) => [
        said(column) + (rowSpan * columnSpan > 1 ? `${rowSpan}×${columnSpan}` : ''),
        ...outline(children),
      ]),
    ]);
    return { [name]: rows };
  });
}

function shown(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'leaf') return readableText(block.runs);
    if (block.kind === 'table') return block.rows.map(({ cells }) => cells.map(({ children }) => shown(children)));
    return { [String(block.props['t']) + readableText(block.runs)]: shown(block.children) };
  });
}

const pageOf = (doc: Y.Doc): unknown[] => shown(readTree(doc).blocks);
const AS_WRITTEN = [
  'before',
  { callout: ['amber', 'birch'] },
  { foldtitle: ['cedar'] },
  [
    [['delta'], ['eagle']],
    [['finch'], ['grape']],
  ],
  'behind',
];

function keyOf({ blocks }: HistoryView, word: string): string {
  const found = blocks.find((block) => said(block).endsWith(word));
  if (found === undefined) throw new Error(`${word} is not in the view`);
  return found.key;
}

function keyOfType({ blocks }: HistoryView, type: string): string {
  return blocks.find(({ props }) => props['t'] === type)?.key ?? '';
}

test('a page without changes is shown as it is', () => {
  expect(outline(viewTree(open().view().blocks))).toEqual([
    'before',
    { callout: ['amber', 'birch'] },
    { titlefold: ['cedar'] },
    {
      table: [
        ['', ['', 'delta'], ['', 'eagle']],
        ['', ['', 'finch'], ['', 'grape']],
      ],
    },
    'behind',
  ]);
});

test('what is deleted stands in its box, its row, its cell', async () => {
  const { peer, view } = open();
  await peer.edit(() => act.$removeBlock($block('birch')));
  await peer.edit(() => $table()?.getChildren().at(-1)?.remove());
  await peer.edit(() => act.$typePlain({ block: $block('cedar'), at: 5 }, '!'));
  expect(peer.errors).toEqual([]);
  expect(outline(viewTree(view().blocks))).toEqual([
    'before',
    { callout: ['amber', '-birch'] },
    { titlefold: ['cedar!'] },
    {
      table: [
        ['', ['', 'delta'], ['', 'eagle']],
        ['-', ['', '-finch'], ['', '-grape']],
      ],
    },
    'behind',
  ]);
});

test('a box that is deleted is shown with what was in it, a block that was taken into one stands there', async () => {
  const { peer, view } = open();
  await peer.edit(() => {
    const fold = $block('cedar').getParent()?.getParent();
    fold?.remove();
  });
  await peer.edit(() => {
    const inside = $insideOf($callout() ?? null);
    inside?.append($block('behind'));
  });
  expect(peer.errors).toEqual([]);
  expect(outline(viewTree(view().blocks)).slice(0, 3)).toEqual([
    'before',
    { callout: ['amber', 'birch', '>behind'] },
    { '-titlefold': ['-cedar'] },
  ]);
});

test('merged cells are one that shows what all of them hold', () => {
  const { peer, view } = open();
  const ids = (type: string): string[] =>
    view()
      .blocks.filter(({ props }) => props['t'] === type)
      .map(({ props }) => String(props['id']));
  const [rows, cols] = [ids('row'), ids('col')];
  const table = [...markersOf(peer.doc)].find((marker) => marker.get('t') === 'table');
  table?.set(`m/${rows[0]}/${cols[0]}`, { rows, cols: [cols[0]] });
  const found = outline(viewTree(view().blocks))[3];
  expect(found).toEqual({
    table: [
      ['', ['2×1', 'delta', 'finch'], ['', 'eagle']],
      ['', ['', 'grape']],
    ],
  });
  const changes = view().blocks.flatMap((block) => block.changes.map(({ key }) => key));
  expect(changes).toEqual([`m/${rows[0]}/${cols[0]}`]);
});

function* markersOf(doc: Y.Doc): Generator<Y.Map<unknown>> {
  for (const { insert } of doc.getText(BODY_ROOT).toDelta() as Array<{ insert: unknown }>) {
    if (insert instanceof Y.Map) yield insert as Y.Map<unknown>;
  }
}

test('parts are read by their names or from one to another, boxes with what is in them', () => {
  const { peer, view } = open();
  const key = (word: string): string => keyOf(view(), word);
  const parts = (...keys: string[]): unknown[] =>
    shown([...(readParts(peer.doc, { kind: 'blocks', keys: new Set(keys) })?.values() ?? [])].flat());
  expect(parts(key('behind'), key('amber'))).toEqual(['amber', 'behind']);
  expect(parts(keyOfType(view(), 'callout'), key('amber'))).toEqual([{ callout: ['amber', 'birch'] }]);
  expect(parts(keyOfType(view(), 'row'))).toEqual([AS_WRITTEN[3]]);
  expect(parts(key('grape'))).toEqual(['grape']);
  const range = (first: string, last: string): unknown =>
    readParts(peer.doc, { kind: 'range', first: key(first), last: key(last) });
  const found = range('birch', 'cedar') as ReadonlyMap<string, readonly Block[]>;
  expect(shown([...found.values()].flat())).toEqual(['birch', { foldtitle: ['cedar'] }]);
  expect(range('cedar', 'birch')).toBeNull();
  expect(readParts(peer.doc, { kind: 'blocks', keys: new Set(['1:99999']) })).toBeNull();
});

test('blocks come back where they lay, with the box around them where that is gone', async () => {
  const { peer, view } = open();
  const base = view();
  const old = new Y.Doc();
  Y.applyUpdate(old, writeTree({ title: '', blocks: BLOCKS }, 1));
  const keys = ['birch', 'grape', 'title'].map((word) => keyOf(base, word));
  await peer.edit(() => $callout()?.remove());
  await peer.edit(() => $table()?.remove());
  await peer.edit(() => act.$removeBlock($block('cedar')));
  await peer.edit(() => act.$typePlain({ block: $block('title'), at: 5 }, ' new'));
  const before = pageOf(peer.doc);
  await peer.change((transaction) =>
    bringBack(peer.doc, [{ old, keys: new Set(keys) }], transaction, namesOf(peer.doc)),
  );
  expect(pageOf(peer.doc)).toEqual([
    'before',
    { callout: ['birch'] },
    { foldtitle: ['cedar'] },
    [[['grape']]],
    'behind',
  ]);
  expect(peer.json()).toBe(new Peer(OURS, { clientId: 8, document: Y.encodeStateAsUpdate(peer.doc) }).json());
  await peer.undo();
  expect(pageOf(peer.doc)).toEqual(before);
  expect(peer.errors).toEqual([]);
});

test('blocks of a document that is no earlier state stand behind all others', async () => {
  const { peer } = open();
  const old = new Y.Doc();
  Y.applyUpdate(old, writeTree({ title: '', blocks: BLOCKS }, 2));
  const view = viewOf([{ seq: 1, update: Y.encodeStateAsUpdate(old), by: null, at: null }], 0);
  const keys = new Set([keyOfType(view, 'callout')]);
  await peer.change((transaction) => bringBack(peer.doc, [{ old, keys }], transaction, namesOf(peer.doc)));
  expect(pageOf(peer.doc)).toEqual([...AS_WRITTEN, { callout: ['amber', 'birch'] }]);
  await peer.edit(() => act.$typePlain({ block: $block('before'), at: 0 }, 'X'));
  expect(peer.errors).toEqual([]);
});

test('a page with boxes and a table that somebody moved things in is restored while another types in all of them', async () => {
  const { rows } = open();
  const base = rows[0]?.update ?? new Uint8Array();
  const [one, other] = [
    new Peer(OURS, { clientId: 7, document: base }),
    new Peer(OURS, { clientId: 8, document: base }),
  ];
  const network = new Network([one, other]);
  await one.edit(() => $insideOf($callout() ?? null)?.append($block('behind')));
  await one.edit(() => act.$removeBlock($block('cedar')));
  await one.edit(() => {
    const last = $table()?.getLastChild();
    if ($isTableRowNode(last)) $table()?.getFirstChild()?.insertBefore(last);
  });
  await one.move(() => $block('before'), 'down');
  await network.deliverAll();
  // neither has seen what the other does
  for (const word of ['amber', 'birch', 'finch', 'grape', 'behind', 'before', 'title']) {
    await other.edit(() => act.$typePlain({ block: $block(word), at: 1 }, '*'));
  }
  await one.change((transaction) => restoreState(one.doc, documentOf([{ update: base }]), null, transaction));
  expect(pageOf(one.doc)).toEqual(AS_WRITTEN);
  await network.deliverAll();
  expect(pageOf(other.doc)).toEqual([
    'b*efore',
    { callout: ['a*mber', 'b*irch'] },
    { 'foldt*itle': ['cedar'] },
    [
      [['delta'], ['eagle']],
      [['f*inch'], ['g*rape']],
    ],
    'b*ehind',
  ]);
  expect(one.json()).toBe(other.json());
  expect([...one.errors, ...other.errors]).toEqual([]);
});
