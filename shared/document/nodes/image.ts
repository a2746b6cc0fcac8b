/**
 * An image with a caption: the node's own children, which stand in the `figcaption`. The rest of its element is ours: a frame of the
 * image's proportions, so that nothing jumps when it is there. What the image is and how it fares is put into the frame by the editor.
 */
import {
  $create,
  $getDocument,
  $getState,
  $setState,
  createState,
  ElementNode,
  isHTMLElement,
  setDOMUnmanaged,
} from 'lexical';
import type { DOMConversionOutput, DOMExportOutput, EditorConfig, ElementDOMSlot, LexicalNode } from 'lexical';
import { isFileUrl } from '../file-url.ts';
import { $themedElement } from './themed-element.ts';
import { $selectWhole } from './select-whole.ts';

const MAX_ALT_LENGTH = 2_000;
const MAX_PIXELS = 100_000;
export const LEAST_WIDTH_PERCENT = 10;

/** '' where it is none that may be shown. */
export const parseSource = (value: unknown): string => (isFileUrl(value) ? value : '');
export const parseAlt = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_ALT_LENGTH) : '');
/** Percent of the text's width; null: as wide as it is, at most as the text. */
export const parseWidth = (value: unknown): number | null =>
  typeof value === 'number' && value >= LEAST_WIDTH_PERCENT && value <= 100 ? Math.round(value) : null;
/** Of the image itself, in its own pixels; null where nobody knows. */
export const parsePixels = (value: unknown): number | null =>
  typeof value === 'number' && value >= 1 && value <= MAX_PIXELS ? Math.round(value) : null;

const sourceState = createState('src', { parse: parseSource });
const altState = createState('alt', { parse: parseAlt });
const widthState = createState('width', { parse: parseWidth });
const naturalWidthState = createState('naturalWidth', { parse: parsePixels });
const naturalHeightState = createState('naturalHeight', { parse: parsePixels });

export interface ImageLook {
  readonly src: string;
  readonly alt: string;
  readonly width: number | null;
  readonly naturalWidth: number | null;
  readonly naturalHeight: number | null;
}

export class ImageNode extends ElementNode {
  override $config() {
    return this.config('image', {
      extends: ElementNode,
      stateConfigs: [sourceState, altState, widthState, naturalWidthState, naturalHeightState].map((stateConfig) => ({
        flat: true,
        stateConfig,
      })),
      importDOM: {
        img: () => ({ conversion: $convertImage, priority: 0 }),
        figure: (element) =>
          element.querySelector('img') === null ? null : { conversion: $convertFigure, priority: 1 },
      },
    });
  }

  getLook(): ImageLook {
    return {
      src: $getState(this, sourceState),
      alt: $getState(this, altState),
      width: $getState(this, widthState),
      naturalWidth: $getState(this, naturalWidthState),
      naturalHeight: $getState(this, naturalHeightState),
    };
  }

  /** What is left out stays as it is. */
  setLook(look: Partial<ImageLook>): this {
    if (look.src !== undefined) $setState(this, sourceState, look.src);
    if (look.alt !== undefined) $setState(this, altState, look.alt);
    if (look.width !== undefined) $setState(this, widthState, look.width);
    if (look.naturalWidth !== undefined) $setState(this, naturalWidthState, look.naturalWidth);
    if (look.naturalHeight !== undefined) $setState(this, naturalHeightState, look.naturalHeight);
    return this;
  }

  override createDOM(config: EditorConfig): HTMLElement {
    const element = $themedElement(config, 'figure', 'image');
    const frame = $getDocument().createElement('div');
    frame.dataset['frame'] = '';
    frame.contentEditable = 'false';
    setDOMUnmanaged(frame, { captureSelection: true });
    element.append(frame, $getDocument().createElement('figcaption'));
    this.#show(element);
    return element;
  }

  override updateDOM(_previous: this, element: HTMLElement): false {
    this.#show(element);
    return false;
  }

  override getDOMSlot(element: HTMLElement): ElementDOMSlot {
    const caption = element.lastElementChild;
    const slot = super.getDOMSlot(element);
    return isHTMLElement(caption) ? slot.withElement(caption) : slot;
  }

  override exportDOM(): DOMExportOutput {
    const { src, alt, width } = this.getLook();
    const element = $getDocument().createElement('figure');
    const image = element.appendChild($getDocument().createElement('img'));
    image.setAttribute('src', src);
    image.alt = alt;
    if (width !== null) image.style.width = `${width}%`;
    if (this.isEmpty()) return { element };
    const caption = element.appendChild($getDocument().createElement('figcaption'));
    return { element, append: (children) => caption.append(children) };
  }

  override collapseAtStart(): true {
    $selectWhole(this.getKey());
    return true;
  }

  #show(element: HTMLElement): void {
    const { width, naturalWidth, naturalHeight } = this.getLook();
    element.dataset['empty'] = String(this.isEmpty());
    const frame = element.firstElementChild;
    if (!isHTMLElement(frame)) return;
    const known = naturalWidth !== null && naturalHeight !== null;
    frame.style.width = width !== null ? `${width}%` : naturalWidth !== null ? `${naturalWidth}px` : '';
    frame.style.aspectRatio = known ? `${naturalWidth} / ${naturalHeight}` : '';
  }
}

function $convertImage(element: HTMLElement): DOMConversionOutput {
  const src = element.getAttribute('src') ?? '';
  if (!isFileUrl(src)) return { node: null };
  return { node: $createImageNode({ src, alt: parseAlt(element.getAttribute('alt')) }) };
}

/** The image becomes the node itself, whatever else there is its caption. */
function $convertFigure(element: HTMLElement): DOMConversionOutput {
  const image = element.querySelector('img');
  const converted = image === null ? null : $convertImage(image).node;
  return { node: converted ?? null, forChild: (child) => ($isImageNode(child) ? null : child) };
}

export function $createImageNode(look: Partial<ImageLook> = {}): ImageNode {
  return $create(ImageNode).setLook(look);
}

export function $isImageNode(node: LexicalNode | null | undefined): node is ImageNode {
  return node instanceof ImageNode;
}
