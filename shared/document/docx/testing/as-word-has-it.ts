/** What a document of ours is once it has been a Word file: the same, but for what Word has no word for, which `tree/lost.ts` lists. */
import { unreachable } from '#shared/assert.ts';
import { intern } from '../../attributes.ts';
import type { Attributes } from '../../attributes.ts';
import { parseChip } from '../../chips.ts';
import { internLink, linkOf } from '../../formats.ts';
import { embedText, pushText } from '../../runs.ts';
import type { Run } from '../../runs.ts';
import type { Block, Leaf } from '../../tree/block.ts';
import { kindOf, textProp } from '../../tree/kinds.ts';
import { nestLists } from '../../tree/nest-lists.ts';
import { shownCells } from '../../tree/shown-cells.ts';
import { isBlank } from '../blank.ts';

export function asWordHasIt(blocks: readonly Block[]): Block[] {
  const firsts = new Set<Block>();
  const look = (entries: ReturnType<typeof nestLists>): void => {
    for (const entry of entries) {
      if (entry.kind !== 'list') continue;
      if (entry.items[0] !== undefined) firsts.add(entry.items[0].block);
      for (const { lists } of entry.items) look(lists);
    }
  };
  look(nestLists(blocks));
  const all = blocks.map((block): Block => {
    switch (block.kind) {
      case 'leaf':
        return leafAsWordHasIt(block, firsts.has(block));
      case 'container':
        return { ...block, runs: runsAsWordHasThem(block.runs), children: asWordHasIt(block.children) };
      case 'table': {
        // a region is one cell: what the others held is in its first one
        const shown = new Map(
          shownCells(block)
            .flat()
            .map((cell) => [`${cell.row}/${cell.column}`, cell]),
        );
        // beside a column with a width every one has one
        const width = block.columns.some(({ props }) => props['width'] !== undefined) ? 160 : undefined;
        return {
          ...block,
          columns: block.columns.map(({ props }, at) => ({
            props: intern({ ...props, width: props['width'] ?? width, head: at === 0 ? props['head'] : undefined }),
          })),
          rows: block.rows.map((row, r) => ({
            ...row,
            cells: row.cells.map((cell, c) => {
              const region = shown.get(`${r}/${c}`);
              return region === undefined ? { children: [] } : { ...cell, children: asWordHasIt(region.blocks) };
            }),
          })),
        };
      }
      default:
        return unreachable(block);
    }
  });
  return isBlank(all) ? [] : all;
}

function leafAsWordHasIt({ kind, props, runs }: Leaf, isFirst: boolean): Leaf {
  const { start } = props;
  // a file is a link to it
  if (kindOf(props) === 'file') {
    const url = textProp(props, 'src') ?? '';
    const link = internLink({ url: new URL(url, 'https://docs.example').href });
    return {
      kind,
      props: intern({}),
      runs: [{ kind: 'text', text: textProp(props, 'name') ?? url, attributes: intern({ link }) }],
    };
  }
  return {
    kind,
    props: intern({ ...props, textFormat: undefined, start: isFirst ? start : undefined }),
    runs: runsAsWordHasThem(runs),
  };
}

function runsAsWordHasThem(runs: readonly Run[]): Run[] {
  const kept: Run[] = [];
  for (const run of runs) {
    if (run.kind === 'text') pushText(kept, run.text, attributesAsWordHasThem(run.attributes));
    else if (parseChip(run.embed)?.t === 'formula') kept.push({ ...run, attributes: intern({}) });
    else pushText(kept, embedText(run.embed), attributesAsWordHasThem(run.attributes));
  }
  return kept;
}

function attributesAsWordHasThem(attributes: Attributes): Attributes {
  const link = linkOf(attributes);
  return intern({
    ...attributes,
    lowercase: undefined,
    capitalize: undefined,
    link: link === null ? undefined : internLink({ url: link.url }),
  });
}
