/** Images of a file on their way into a tree: which part of the file they are, until the parts are kept and have addresses. */
import { unreachable } from '#shared/assert.ts';
import { intern } from '../attributes.ts';
import { makeProps } from '../props.ts';
import { leaf } from '../tree/block.ts';
import type { Block, Leaf } from '../tree/block.ts';
import { numberProp, textProp } from '../tree/kinds.ts';
import { TEXT_WIDTH_TWIPS, TWIPS_PER_PIXEL } from './names.ts';

const PART = 'part:';
const EMU_PER_PIXEL = 9_525;
const TEXT_PIXELS = TEXT_WIDTH_TWIPS / TWIPS_PER_PIXEL;

/** An image that was kept. */
export interface KeptImage {
  readonly src: string;
  /** in pixels, null where the bytes do not say it */
  readonly size: { readonly width: number; readonly height: number } | null;
}

/** @param across how wide it is shown, in the unit of drawings (EMU); 0 where that is not said */
export function imageSpot(part: string, alt: string, across: number): Leaf {
  return leaf(intern({ t: 'image', src: PART + part, alt: alt === '' ? undefined : alt, width: across }), []);
}

export function isImageSpot(block: Block): boolean {
  return partOf(block) !== null;
}

function partOf({ props }: Block): string | null {
  const src = textProp(props, 'src');
  return src?.startsWith(PART) === true ? src.slice(PART.length) : null;
}

/** The parts that are shown, each once, in order. */
export function partsIn(blocks: Iterable<Block>): string[] {
  const parts = new Set<string>();
  for (const block of blocks) {
    const part = partOf(block);
    if (part !== null) parts.add(part);
  }
  return [...parts];
}

/** The same blocks with the addresses of images; one that was not kept leaves its caption behind, or nothing. */
export function fillSpots(blocks: readonly Block[], kept: ReadonlyMap<string, KeptImage>): Block[] {
  return blocks.flatMap((block): Block[] => {
    switch (block.kind) {
      case 'container':
        return [{ ...block, children: fillSpots(block.children, kept) }];
      case 'table':
        return [
          {
            ...block,
            rows: block.rows.map((row) => ({
              ...row,
              cells: row.cells.map((cell) => ({ ...cell, children: fillSpots(cell.children, kept) })),
            })),
          },
        ];
      case 'leaf': {
        const part = partOf(block);
        if (part === null) return [block];
        const image = kept.get(part);
        if (image !== undefined) return [leaf(imageProps(block, image), block.runs)];
        return block.runs.length === 0 ? [] : [leaf(makeProps('p', {}), block.runs)];
      }
      default:
        return unreachable(block);
    }
  });
}

function imageProps({ props }: Leaf, { src, size }: KeptImage) {
  const across = (numberProp(props, 'width') ?? 0) / EMU_PER_PIXEL;
  // as wide as it is, or as the text, needs no word
  const own = size === null ? TEXT_PIXELS : Math.min(size.width, TEXT_PIXELS);
  const isOwn = across <= 0 || Math.abs(across - own) < 1.5;
  return makeProps('image', {
    src,
    alt: props['alt'],
    width: isOwn ? undefined : Math.min(100, Math.max(10, Math.round((across / TEXT_PIXELS) * 100))),
    naturalWidth: size?.width,
    naturalHeight: size?.height,
  });
}
