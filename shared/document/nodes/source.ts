/**
 * Blocks that hold the source of a picture: a formula in LaTeX, a diagram in Mermaid's language. The source is plain text and lies in the
 * first element of two; the second, which is no part of the text, is the view's for the picture.
 */
import {
  $create,
  $createLineBreakNode,
  $createParagraphNode,
  $getDocument,
  addClassNamesToElement,
  ElementNode,
  setDOMUnmanaged,
} from 'lexical';
import type {
  DOMExportOutput,
  EditorConfig,
  ElementDOMSlot,
  LexicalNode,
  ParagraphNode,
  RangeSelection,
} from 'lexical';

/** Marks the two elements in a block's own. */
export const SOURCE_PART = 'source';
export const PICTURE_PART = 'picture';

export class SourceNode extends ElementNode {
  override createDOM(config: EditorConfig): HTMLElement {
    const page = $getDocument();
    const element = page.createElement('div');
    const source = page.createElement('code');
    source.dataset['part'] = SOURCE_PART;
    source.spellcheck = false;
    const picture = page.createElement('div');
    picture.dataset['part'] = PICTURE_PART;
    picture.contentEditable = 'false';
    setDOMUnmanaged(picture);
    element.append(source, picture);
    const theme: unknown = config.theme[this.getType()];
    if (typeof theme === 'string') addClassNamesToElement(element, ...theme.split(' '));
    return element;
  }

  override updateDOM(): false {
    return false;
  }

  override getDOMSlot(element: HTMLElement): ElementDOMSlot {
    const source = element.querySelector<HTMLElement>(`:scope > [data-part="${SOURCE_PART}"]`);
    const slot = super.getDOMSlot(element);
    return source === null ? slot : slot.withElement(source);
  }

  override exportDOM(): DOMExportOutput {
    const page = $getDocument();
    const element = page.createElement('pre');
    const code = page.createElement('code');
    code.className = `language-${this.getLanguage()}`;
    code.textContent = this.getTextContent();
    element.append(code);
    return { element };
  }

  /** What the source is written in, as Markdown's fences call it. */
  getLanguage(): string {
    return '';
  }

  /** Enter is another line of the source, as in a code block. */
  override insertNewAfter(selection: RangeSelection): null | ParagraphNode {
    selection.insertNodes([$createLineBreakNode()]);
    return null;
  }

  override canIndent(): false {
    return false;
  }

  /** Backspace at the start makes text of it. */
  override collapseAtStart(): true {
    const paragraph = $createParagraphNode();
    paragraph.append(...this.getChildren());
    this.replace(paragraph);
    return true;
  }
}

export class FormulaNode extends SourceNode {
  override $config() {
    return this.config('formula', { extends: SourceNode });
  }

  override getLanguage(): string {
    return 'math';
  }
}

export class DiagramNode extends SourceNode {
  override $config() {
    return this.config('diagram', { extends: SourceNode });
  }

  override getLanguage(): string {
    return 'mermaid';
  }
}

export function $createFormulaNode(): FormulaNode {
  return $create(FormulaNode);
}

export function $createDiagramNode(): DiagramNode {
  return $create(DiagramNode);
}

export function $isSourceNode(node: LexicalNode | null | undefined): node is SourceNode {
  return node instanceof SourceNode;
}

export function $isFormulaNode(node: LexicalNode | null | undefined): node is FormulaNode {
  return node instanceof FormulaNode;
}

export function $isDiagramNode(node: LexicalNode | null | undefined): node is DiagramNode {
  return node instanceof DiagramNode;
}
