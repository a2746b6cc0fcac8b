/** A block of a type that this version does not know: its text is shown, nothing of it is changed. */
import { $create, ElementNode } from 'lexical';
import type { EditorConfig, LexicalNode } from 'lexical';
import { $themedElement } from './themed-element.ts';

export class UnknownBlockNode extends ElementNode {
  /** What the document calls it; for whoever reads the page. */
  __kind = '';

  override $config() {
    return this.config('unknown-block', { extends: ElementNode });
  }

  override afterCloneFrom(previous: this): void {
    super.afterCloneFrom(previous);
    this.__kind = previous.__kind;
  }

  getKind(): string {
    return this.getLatest().__kind;
  }

  setKind(kind: string): this {
    const self = this.getWritable();
    self.__kind = kind;
    return self;
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'div', 'unknown');
    element.dataset['unknownBlock'] = this.__kind;
    element.title = `Unknown content (${this.__kind})`;
    return element;
  }

  override updateDOM(previous: this): boolean {
    return previous.__kind !== this.__kind;
  }
}

export function $createUnknownBlockNode(kind: string): UnknownBlockNode {
  return $create(UnknownBlockNode).setKind(kind);
}

export function $isUnknownBlockNode(node: LexicalNode | null | undefined): node is UnknownBlockNode {
  return node instanceof UnknownBlockNode;
}
