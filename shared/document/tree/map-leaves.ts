import { unreachable } from '#shared/assert.ts';
import type { Block, Leaf } from './block.ts';

/** The same tree with other blocks in place of those that hold none, wherever they are. */
export function mapLeaves(blocks: readonly Block[], replace: (leaf: Leaf) => readonly Block[]): Block[] {
  return blocks.flatMap((block): readonly Block[] => {
    switch (block.kind) {
      case 'leaf':
        return replace(block);
      case 'container':
        return [{ ...block, children: mapLeaves(block.children, replace) }];
      case 'table':
        return [
          {
            ...block,
            rows: block.rows.map(({ props, cells }) => ({
              props,
              cells: cells.map((cell) => ({ ...cell, children: mapLeaves(cell.children, replace) })),
            })),
          },
        ];
      default:
        return unreachable(block);
    }
  });
}
