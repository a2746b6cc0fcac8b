import { embedUrl } from '../embed-url.ts';
import { $createEmbedNode, EmbedNode } from '../nodes/embed.ts';
import type { BlockKind } from './kind.ts';

/** Something from another site. Who provides it follows from the address. */
export const EMBED: BlockKind<'embed', EmbedNode> = {
  types: ['embed'],
  content: 'void',
  props: { url: (value) => embedUrl(value) ?? undefined },
  nodes: [EmbedNode],
  $create: () => $createEmbedNode(''),
  $read: (node) => ({ url: node.getUrl() }),
  $write(node, props) {
    const url = (props['url'] as string | undefined) ?? '';
    if (node.getUrl() !== url) node.setUrl(url);
  },
};
