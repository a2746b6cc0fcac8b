import { NONE } from '../attributes.ts';
import type { Block } from '../tree/block.ts';

/** Is it the one empty paragraph that Word wants where there is nothing? */
export function isBlank(blocks: readonly Block[]): boolean {
  const [only, ...more] = blocks;
  return only?.kind === 'leaf' && more.length === 0 && only.runs.length === 0 && only.props === NONE;
}
