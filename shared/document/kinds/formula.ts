import { $createFormulaNode, FormulaNode } from '../nodes/source.ts';
import type { BlockKind } from './kind.ts';
import { PLAIN } from './parse.ts';

/** Its characters are LaTeX, without the signs around it. */
export const FORMULA: BlockKind<'formula', FormulaNode> = {
  types: ['formula'],
  content: 'plain',
  props: PLAIN,
  nodes: [FormulaNode],
  $create: $createFormulaNode,
};
