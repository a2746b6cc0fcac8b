import { $createDiagramNode, DiagramNode } from '../nodes/source.ts';
import type { BlockKind } from './kind.ts';
import { PLAIN } from './parse.ts';

/** Its characters are in Mermaid's language. */
export const DIAGRAM: BlockKind<'diagram', DiagramNode> = {
  types: ['diagram'],
  content: 'plain',
  props: PLAIN,
  nodes: [DiagramNode],
  $create: $createDiagramNode,
};
