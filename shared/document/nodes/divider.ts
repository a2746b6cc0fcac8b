/** A line across the page: a block without characters. */
import { $create, $getDocument, DecoratorNode } from 'lexical';
import type { DOMConversionOutput, DOMExportOutput, EditorConfig, LexicalNode } from 'lexical';
import { $themedElement } from './themed-element.ts';

export class DividerNode extends DecoratorNode<null> {
  override $config() {
    return this.config('divider', {
      extends: DecoratorNode,
      importDOM: { hr: () => ({ conversion: $convertRule, priority: 0 }) },
    });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return $themedElement(config, 'hr', 'divider');
  }

  override updateDOM(): false {
    return false;
  }

  override exportDOM(): DOMExportOutput {
    return { element: $getDocument().createElement('hr') };
  }

  override getTextContent(): string {
    return '\n';
  }

  override isInline(): false {
    return false;
  }
}

function $convertRule(): DOMConversionOutput {
  return { node: $createDividerNode() };
}

export function $createDividerNode(): DividerNode {
  return $create(DividerNode);
}

export function $isDividerNode(node: LexicalNode | null | undefined): node is DividerNode {
  return node instanceof DividerNode;
}
