/** Where a new page begins in print: a block without characters. */
import { $create, $getDocument, DecoratorNode } from 'lexical';
import type { DOMExportOutput, EditorConfig } from 'lexical';
import { $themedElement } from './themed-element.ts';

/** What the line says on the screen and to screen readers. */
const LABEL = 'Page break';

export class PageBreakNode extends DecoratorNode<null> {
  override $config() {
    return this.config('break', { extends: DecoratorNode });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'div', 'break');
    element.setAttribute('role', 'separator');
    element.append(LABEL);
    return element;
  }

  override updateDOM(): false {
    return false;
  }

  override exportDOM(): DOMExportOutput {
    const element = $getDocument().createElement('hr');
    element.style.breakAfter = 'page';
    return { element };
  }

  override getTextContent(): string {
    return '\n';
  }

  override isInline(): false {
    return false;
  }
}

export function $createPageBreakNode(): PageBreakNode {
  return $create(PageBreakNode);
}
