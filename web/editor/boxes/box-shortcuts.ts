/** Boxes by typing: `> [!tip] ` makes a callout, `>>> ` a fold. */
import type { ElementTransformer } from '@lexical/markdown';
import { $isQuoteNode } from '@lexical/rich-text';
import { $createParagraphNode, type ElementNode, type LexicalNode } from 'lexical';
import { $createCalloutNode, CalloutNode, isCalloutKind } from '#shared/document/nodes/callout.ts';
import { $createFoldNode, FoldNode } from '#shared/document/nodes/fold.ts';

/** `> ` has made a quote of it before the rest is typed. */
export const CALLOUT_SHORTCUT: ElementTransformer = {
  type: 'element',
  dependencies: [CalloutNode],
  regExp: /^(?:>\s?)?\[!(note|tip|important|warning|caution)\]\s/iu,
  export: () => null,
  replace: (block, children, match) => {
    const kind = match[1]?.toLowerCase();
    if (!isCalloutKind(kind) || (!$isQuoteNode(block) && match[0]?.startsWith('>') !== true)) return false;
    const callout = $createCalloutNode(kind);
    const line = $lineOf(children);
    block.replace(callout.append(line));
    line.selectStart();
    return undefined;
  },
};

/** What stood behind the sign is the title. `> ` makes a quote of the first sign only where a space follows it, so these three are free. */
export const FOLD_SHORTCUT: ElementTransformer = {
  type: 'element',
  dependencies: [FoldNode],
  regExp: /^>>>\s/u,
  export: () => null,
  replace: (block, children) => {
    const fold = $createFoldNode();
    fold.getTitle()?.append(...children);
    fold.getBody()?.append($createParagraphNode());
    block.replace(fold);
    fold.getTitle()?.selectStart();
  },
};

function $lineOf(children: LexicalNode[]): ElementNode {
  return $createParagraphNode().append(...children);
}
