import { $createCodeNode, CodeNode } from '@lexical/code-core';
import type { BlockKind } from './kind.ts';
import { PLAIN, word } from './parse.ts';

/** Its highlighting is derived and never stored. */
export const CODE: BlockKind<'code', CodeNode> = {
  types: ['code'],
  content: 'plain',
  props: { ...PLAIN, language: word, theme: word },
  nodes: [CodeNode],
  $create: () => $createCodeNode(),
  $read: (node) => ({ language: node.getLanguage(), theme: node.getTheme() }),
  $write(node, props) {
    const language = props['language'] as string | undefined;
    if ((node.getLanguage() ?? undefined) !== language) node.setLanguage(language);
    const theme = props['theme'] as string | undefined;
    if (node.getTheme() !== theme) node.setTheme(theme);
  },
};
