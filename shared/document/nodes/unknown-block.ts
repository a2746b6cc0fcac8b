/** A block of a type that this version does not know: its text is shown, nothing of it is changed. */
import { $create, $getDocument, addClassNamesToElement, ElementNode } from 'lexical';
import type { EditorConfig, LexicalNode } from 'lexical';

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
    const element = $getDocument().createElement('div');
    element.dataset['unknownBlock'] = this.__kind;
    element.title = `Unknown content (${this.__kind})`;
    const theme: unknown = config.theme['unknown'];
    if (typeof theme === 'string') addClassNamesToElement(element, theme);
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
