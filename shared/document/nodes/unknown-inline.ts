/** Something in a line of text that this version does not know: a placeholder of one position. */
import { $create, DecoratorNode } from 'lexical';
import type { EditorConfig, LexicalNode } from 'lexical';
import { $themedElement } from './themed-element.ts';

export class UnknownInlineNode extends DecoratorNode<null> {
  /** The embed as it stands in the document. */
  __embed: unknown = null;

  override $config() {
    return this.config('unknown-inline', { extends: DecoratorNode });
  }

  override afterCloneFrom(previous: this): void {
    super.afterCloneFrom(previous);
    this.__embed = previous.__embed;
  }

  getEmbed(): unknown {
    return this.getLatest().__embed;
  }

  setEmbed(embed: unknown): this {
    const self = this.getWritable();
    self.__embed = embed;
    return self;
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'span', 'unknown');
    element.dataset['unknownInline'] = '';
    element.textContent = 'Unknown content';
    return element;
  }

  override updateDOM(): false {
    return false;
  }

  override getTextContent(): string {
    return '\uFFFC';
  }

  override isInline(): true {
    return true;
  }
}

export function $createUnknownInlineNode(embed: unknown): UnknownInlineNode {
  return $create(UnknownInlineNode).setEmbed(embed);
}

export function $isUnknownInlineNode(node: LexicalNode | null | undefined): node is UnknownInlineNode {
  return node instanceof UnknownInlineNode;
}
