/** Something from another site, by its address: a block without characters. What is shown of it is the view's business. */
import { $create, $getDocument, $getState, $setState, createState, DecoratorNode } from 'lexical';
import type { DOMExportOutput, EditorConfig, LexicalNode } from 'lexical';
import { embedUrl } from '../embed-url.ts';
import { $themedElement } from './themed-element.ts';

const urlState = createState('url', { parse: (value: unknown): string => embedUrl(value) ?? '' });

export class EmbedNode extends DecoratorNode<null> {
  override $config() {
    return this.config('embed', { extends: DecoratorNode, stateConfigs: [{ flat: true, stateConfig: urlState }] });
  }

  /** Begins with `http:` or `https:`; empty where the document says nothing of the kind. */
  getUrl(): string {
    return $getState(this, urlState);
  }

  setUrl(url: string): this {
    return $setState(this, urlState, embedUrl(url) ?? '');
  }

  /** Empty: the editor's view fills it. */
  override createDOM(config: EditorConfig): HTMLElement {
    return $themedElement(config, 'figure', 'embed');
  }

  override updateDOM(previous: this): boolean {
    return $getState(previous, urlState, 'direct') !== $getState(this, urlState, 'direct');
  }

  override exportDOM(): DOMExportOutput {
    const url = this.getUrl();
    const element = $getDocument().createElement('p');
    const link = $getDocument().createElement('a');
    link.href = url;
    link.textContent = url;
    element.append(link);
    return { element };
  }

  override getTextContent(): string {
    return `${this.getUrl()}\n`;
  }

  override isInline(): false {
    return false;
  }
}

export function $createEmbedNode(url: string): EmbedNode {
  return $create(EmbedNode).setUrl(url);
}

export function $isEmbedNode(node: LexicalNode | null | undefined): node is EmbedNode {
  return node instanceof EmbedNode;
}
