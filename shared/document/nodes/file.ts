/** A file to be saved: a card with its name and size. A block without characters. */
import { $create, $getDocument, $getState, $setState, createState, DecoratorNode, isHTMLElement } from 'lexical';
import type { DOMExportOutput, EditorConfig, LexicalNode } from 'lexical';
import { fileNameOf, isFileUrl, readableSize } from '../file-url.ts';
import { $themedElement } from './themed-element.ts';

const MAX_NAME_LENGTH = 500;
const MAX_MIME_LENGTH = 200;

const parseText =
  (most: number) =>
  (value: unknown): string =>
    typeof value === 'string' ? value.slice(0, most) : '';
/** '' where it is none that may be asked for. */
export const parseFileSource = (value: unknown): string => (isFileUrl(value) ? value : '');
export const parseName = parseText(MAX_NAME_LENGTH);
export const parseMime = parseText(MAX_MIME_LENGTH);
/** In bytes; null where nobody knows. */
export const parseSize = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

const sourceState = createState('src', { parse: parseFileSource });
const nameState = createState('name', { parse: parseName });
const sizeState = createState('size', { parse: parseSize });
const mimeState = createState('mime', { parse: parseMime });

export interface FileLook {
  readonly src: string;
  readonly name: string;
  readonly size: number | null;
  readonly mime: string;
}

export class FileNode extends DecoratorNode<null> {
  override $config() {
    return this.config('file', {
      extends: DecoratorNode,
      stateConfigs: [sourceState, nameState, sizeState, mimeState].map((stateConfig) => ({ flat: true, stateConfig })),
    });
  }

  getLook(): FileLook {
    return {
      src: $getState(this, sourceState),
      name: $getState(this, nameState),
      size: $getState(this, sizeState),
      mime: $getState(this, mimeState),
    };
  }

  /** What is left out stays as it is. */
  setLook(look: Partial<FileLook>): this {
    if (look.src !== undefined) $setState(this, sourceState, look.src);
    if (look.name !== undefined) $setState(this, nameState, look.name);
    if (look.size !== undefined) $setState(this, sizeState, look.size);
    if (look.mime !== undefined) $setState(this, mimeState, look.mime);
    return this;
  }

  /** What it is called where nobody gave it a name. */
  getLabel(): string {
    const { name, src } = this.getLook();
    return name || fileNameOf(src) || 'File';
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'div', 'file');
    element.contentEditable = 'false';
    const icon = element.appendChild($getDocument().createElement('span'));
    icon.ariaHidden = 'true';
    const link = element.appendChild($getDocument().createElement('a'));
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
    element.append($getDocument().createElement('small'));
    this.#show(element);
    return element;
  }

  override updateDOM(_previous: this, element: HTMLElement): false {
    this.#show(element);
    return false;
  }

  override exportDOM(): DOMExportOutput {
    const element = $getDocument().createElement('p');
    const link = element.appendChild($getDocument().createElement('a'));
    link.setAttribute('href', this.getLook().src);
    link.textContent = this.getLabel();
    return { element };
  }

  override getTextContent(): string {
    return `${this.getLabel()}\n`;
  }

  override isInline(): false {
    return false;
  }

  #show(element: HTMLElement): void {
    const { size } = this.getLook();
    const [icon, link, small] = element.children;
    const extension = /\.([\p{L}\p{N}]{1,4})$/u.exec(this.getLabel())?.[1] ?? '';
    if (isHTMLElement(icon)) icon.textContent = extension.toUpperCase();
    if (isHTMLElement(link)) link.textContent = this.getLabel();
    if (isHTMLElement(small)) small.textContent = size === null ? '' : readableSize(size);
  }
}

export function $createFileNode(look: Partial<FileLook> = {}): FileNode {
  return $create(FileNode).setLook(look);
}

export function $isFileNode(node: LexicalNode | null | undefined): node is FileNode {
  return node instanceof FileNode;
}
