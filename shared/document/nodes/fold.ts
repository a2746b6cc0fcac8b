/** A section with a title under which its blocks can be folded away. */
import { $create, $getDocument, $getState, $setState, createState, ElementNode } from 'lexical';
import type { EditorConfig, ElementDOMSlot, LexicalNode } from 'lexical';
import { $themedElement } from './themed-element.ts';

const closedState = createState('closed', { parse: (value: unknown): boolean => value === true });

/** Has a title and a body, in this order. */
export class FoldNode extends ElementNode {
  override $config() {
    return this.config('fold', { extends: ElementNode, stateConfigs: [{ flat: true, stateConfig: closedState }] });
  }

  isClosed(): boolean {
    return $getState(this, closedState);
  }

  setClosed(closed: boolean): this {
    return $setState(this, closedState, closed);
  }

  getTitle(): FoldTitleNode | null {
    const title = this.getFirstChild();
    return $isFoldTitleNode(title) ? title : null;
  }

  getBody(): FoldBodyNode | null {
    const body = this.getLastChild();
    return $isFoldBodyNode(body) ? body : null;
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'div', 'fold');
    const button = $getDocument().createElement('button');
    button.type = 'button';
    button.contentEditable = 'false';
    button.dataset['foldToggle'] = '';
    element.append(button);
    this.#show(element);
    return element;
  }

  override updateDOM(_previous: this, element: HTMLElement): false {
    this.#show(element);
    return false;
  }

  override getDOMSlot(element: HTMLElement): ElementDOMSlot {
    return super.getDOMSlot(element).withAfter(element.firstChild);
  }

  override isShadowRoot(): true {
    return true;
  }

  override canBeEmpty(): false {
    return false;
  }

  #show(element: HTMLElement): void {
    const closed = this.isClosed();
    element.dataset['fold'] = closed ? 'closed' : 'open';
    const button = element.firstElementChild;
    button?.setAttribute('aria-expanded', String(!closed));
    button?.setAttribute('aria-label', closed ? 'Open the section' : 'Close the section');
  }
}

/** One line of text. */
export class FoldTitleNode extends ElementNode {
  override $config() {
    return this.config('fold-title', { extends: ElementNode });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return $themedElement(config, 'div', 'foldTitle');
  }

  override updateDOM(): false {
    return false;
  }
}

/** What can be folded away. */
export class FoldBodyNode extends ElementNode {
  override $config() {
    return this.config('fold-body', { extends: ElementNode });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return $themedElement(config, 'div', 'foldBody');
  }

  override updateDOM(): false {
    return false;
  }

  override isShadowRoot(): true {
    return true;
  }
}

/** A fold with an empty title and an empty body: the caller fills both. */
export function $createFoldNode(): FoldNode {
  return $create(FoldNode).append($create(FoldTitleNode), $create(FoldBodyNode));
}

export function $isFoldNode(node: LexicalNode | null | undefined): node is FoldNode {
  return node instanceof FoldNode;
}

export function $isFoldTitleNode(node: LexicalNode | null | undefined): node is FoldTitleNode {
  return node instanceof FoldTitleNode;
}

export function $isFoldBodyNode(node: LexicalNode | null | undefined): node is FoldBodyNode {
  return node instanceof FoldBodyNode;
}
