import { expect, test } from 'vitest';
import { readFragments } from '../markdown/read-document.ts';
import type { BlockProps } from '../props.ts';
import { joinRuns, runsText } from '../runs.ts';
import type { Run } from '../runs.ts';
import type { Block } from '../tree/block.ts';
import { readTree } from '../tree/read-tree.ts';
import { shownCells } from '../tree/shown-cells.ts';
import { randomHistory } from '../testing/random-history.ts';
import { seededDice } from '../testing/random.ts';
import { documentOf } from './page-at.ts';
import type { LogRow } from './log-row.ts';
import { viewOf } from './view.ts';
import type { HistoryView, ViewPart } from './view.ts';
import { blocksOf, viewTree } from './view-tree.ts';
import type { ViewNode } from './view-tree.ts';
import type { ViewSpan } from './spans.ts';

/** `HISTORY_SEEDS=17` runs one seed, `HISTORY_SEEDS=1-5000` many. */
const [FIRST = 1, LAST = FIRST] = (process.env['HISTORY_SEEDS'] ?? '1-60').split('-').map(Number);
const STEPS = 60;

interface Shown {
  readonly props: BlockProps;
  readonly runs: readonly Run[];
}

function pageOf(rows: readonly LogRow[]): Shown[] {
  return readFragments(documentOf(rows)).page.map(({ props, runs }) => ({ props, runs }));
}

/** A view says of a table what is merged, a block's own keys do not. */
function withoutMerged(props: BlockProps): BlockProps {
  return Object.fromEntries(Object.entries(props).filter(([key]) => !key.startsWith('m/')));
}

function newerPage({ blocks }: HistoryView): Shown[] {
  return blocks
    .filter(({ kind }) => kind !== 'deleted')
    .map(({ props, parts }) => ({ props: withoutMerged(props), runs: textOf(parts, newer) }));
}

function olderPage({ blocks }: HistoryView): Shown[] {
  const parts = blocks.flatMap((block) => block.parts.filter(({ old }) => old !== null));
  parts.sort((a, b) => (a.old?.page ?? 0) - (b.old?.page ?? 0) || (a.old?.place ?? 0) - (b.old?.place ?? 0));
  const pages = Map.groupBy(parts, ({ old }) => old?.page);
  return [...pages.values()].map((own) => ({
    props: withoutMerged(own[0]?.old?.props ?? {}),
    runs: textOf(own, older),
  }));
}

const newer = ({ kind, run }: ViewSpan): Run[] => (kind === 'deleted' ? [] : [run]);
const older = ({ kind, run, before }: ViewSpan): Run[] =>
  kind === 'inserted' ? [] : [{ ...run, attributes: before ?? run.attributes }];

function textOf(parts: readonly ViewPart[], side: (span: ViewSpan) => Run[]): readonly Run[] {
  return joinRuns([parts.flatMap(({ spans }) => spans.flatMap(side)), []], false);
}

/** Words in their boxes and cells. */
function outlineOf(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'leaf') return runsText(block.runs);
    if (block.kind === 'container') return [runsText(block.runs), block.props['t'], outlineOf(block.children)];
    return shownCells(block).map((cells) => cells.map(({ blocks: shown }) => outlineOf(shown)));
  });
}

function outlineOfView(nodes: readonly ViewNode[]): unknown[] {
  return nodes.map((node) => {
    const text = runsText(textOf(node.block.parts, newer));
    if (node.kind === 'leaf') return text;
    if (node.kind === 'box') return [text, node.block.props['t'], outlineOfView(node.children)];
    return node.rows.map(({ cells }) => cells.map(({ children }) => outlineOfView(children)));
  });
}

test.each([false, true])(
  `random histories, seeds ${FIRST} to ${LAST}: a view holds both pages, and names who did what; boxes: %s`,
  async (boxes) => {
    for (let seed = FIRST; seed <= LAST; seed += 1) {
      const { rows, broughtBy, takenBy } = await randomHistory(seed, STEPS, boxes);
      const dice = seededDice(seed);
      const last = 1 + dice.below(rows.length);
      for (const [from, to] of [
        [0, rows.length],
        [1, rows.length],
        [dice.below(last), last],
        [last, last],
      ] as const) {
        const view = viewOf(rows.slice(0, to), from);
        const where = `HISTORY_SEEDS=${seed} ${from} to ${to}`;
        expect({ where, page: newerPage(view) }).toEqual({ where, page: pageOf(rows.slice(0, to)) });
        expect({ where, page: olderPage(view) }).toEqual({ where, page: pageOf(rows.slice(0, from)) });
        const now = documentOf(rows.slice(0, to));
        expect({ where, tree: outlineOfView(viewTree(view.blocks.filter(({ kind }) => kind !== 'deleted'))) }).toEqual({
          where,
          tree: outlineOf(readTree(now).blocks),
        });
        // what is deleted has its place among the rest
        expect(new Set(blocksOf(viewTree(view.blocks)))).toEqual(new Set(view.blocks));
        const wrong = view.blocks.flatMap(({ parts }) =>
          parts.flatMap(({ spans }) =>
            spans.flatMap(({ kind, run, touch }) => {
              if ((kind !== 'inserted' && kind !== 'deleted') || run.kind !== 'text') return [];
              const ledger = kind === 'inserted' ? broughtBy : takenBy;
              const isRight = (character: string): boolean => {
                const known = ledger.get(character);
                if (touch === null || touch.seq <= from || touch.seq > to) return false;
                // the first row is nobody's, and of line breaks the ledger says nothing
                return known === undefined || touch.seq === 1 || known.has(touch.by?.id ?? '');
              };
              return Array.from(run.text).every(isRight) ? [] : [`${kind} ${run.text} by ${touch?.by?.id}`];
            }),
          ),
        );
        expect({ where, wrong }).toEqual({ where, wrong: [] });
      }
    }
  },
);

test('nothing has changed between a position and itself', async () => {
  const { rows } = await randomHistory(3, STEPS);
  const { blocks } = viewOf(rows, rows.length);
  const spans = blocks.flatMap(({ parts }) => parts.flatMap((part) => part.spans));
  expect(new Set(spans.map(({ kind }) => kind))).toEqual(new Set(['same']));
  expect(blocks.every(({ kind, changes, moved }) => kind === 'same' && changes.length === 0 && moved === null)).toBe(
    true,
  );
});
