/** Blocks beside each other. */
import { $create, $getState, $setState, createState, ElementNode } from 'lexical';
import type { EditorConfig, LexicalNode } from 'lexical';
import { $themedElement } from './themed-element.ts';

/** How many columns can be made; more are shown when others made them. */
export const MIN_COLUMNS = 2;
export const MAX_COLUMNS = 4;
/** Shares of the width that a column may have; 1 unless it says otherwise. */
const MAX_SHARE = 12;

const shareState = createState('share', {
  parse: (value: unknown): number => (isShare(value) ? value : 1),
});

export function isShare(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= MAX_SHARE;
}

export class ColumnsNode extends ElementNode {
  override $config() {
    return this.config('columns', { extends: ElementNode });
  }

  override createDOM(config: EditorConfig): HTMLElement {
    return $themedElement(config, 'div', 'columns');
  }

  override updateDOM(): false {
    return false;
  }

  override isShadowRoot(): true {
    return true;
  }

  override canBeEmpty(): false {
    return false;
  }
}

export class ColumnNode extends ElementNode {
  override $config() {
    return this.config('column', { extends: ElementNode, stateConfigs: [{ flat: true, stateConfig: shareState }] });
  }

  getShare(): number {
    return $getState(this, shareState);
  }

  setShare(share: number): this {
    return $setState(this, shareState, share);
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'div', 'column');
    element.style.flexGrow = String(this.getShare());
    return element;
  }

  override updateDOM(_previous: this, element: HTMLElement): false {
    element.style.flexGrow = String(this.getShare());
    return false;
  }

  override isShadowRoot(): true {
    return true;
  }
}

export function $createColumnsNode(): ColumnsNode {
  return $create(ColumnsNode);
}

export function $createColumnNode(): ColumnNode {
  return $create(ColumnNode);
}

export function $isColumnsNode(node: LexicalNode | null | undefined): node is ColumnsNode {
  return node instanceof ColumnsNode;
}

export function $isColumnNode(node: LexicalNode | null | undefined): node is ColumnNode {
  return node instanceof ColumnNode;
}
