/** What the writers of office files have in common. */
import type { ImageLook } from './image-size.ts';

/** An image's bytes, and what they are. */
export interface Picture extends ImageLook {
  readonly bytes: Uint8Array;
}

export interface OfficeNeeds {
  /** by the `src` of the images; one that is not there is written as a link to it */
  readonly pictures: ReadonlyMap<string, Picture>;
  /** the site's address, for links that lead to a path of it */
  readonly base: string;
}

/** What cannot be known before it is tried: images without their bytes, formulas that the format has no words for. */
export type LostInWriting = 'images' | 'formulas';

export interface OfficeFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lost: readonly LostInWriting[];
}

/** In pixels: as wide as it is or as many percent of the text as it says, never wider than the text. */
export function shownSize(
  { width, height }: ImageLook,
  percent: number | undefined,
  most: number,
): readonly [width: number, height: number] {
  const across = Math.max(1, Math.round(percent === undefined ? Math.min(width, most) : (most * percent) / 100));
  return [across, Math.max(1, Math.round((across * height) / width))];
}
