/** A table of contents: a block without characters. What it lists follows from the headings, so the document does not hold it. */
import { $create, DecoratorNode } from 'lexical';
import type { DOMExportOutput, EditorConfig } from 'lexical';
import { $themedElement } from './themed-element.ts';

export class ContentsNode extends DecoratorNode<null> {
  override $config() {
    return this.config('toc', { extends: DecoratorNode });
  }

  /** Empty: the editor's view fills it. */
  override createDOM(config: EditorConfig): HTMLElement {
    return $themedElement(config, 'nav', 'toc');
  }

  override updateDOM(): false {
    return false;
  }

  /** Copied as HTML it is nothing: where it goes, it would list what is not there. */
  override exportDOM(): DOMExportOutput {
    return { element: null };
  }

  override getTextContent(): string {
    return '\n';
  }

  override isInline(): false {
    return false;
  }
}

export function $createContentsNode(): ContentsNode {
  return $create(ContentsNode);
}
