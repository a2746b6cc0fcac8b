/** An image that browsers show and that runs nothing. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif';

const AVIF_BRANDS: ReadonlySet<string> = new Set(['avif', 'avis']);

/**
 * What a file is by its first bytes; null for whatever is no image of those. Nobody's word is taken for it: a page that calls itself an
 * image would run in the reader's browser. SVG is none of them, it has scripts.
 */
export function imageTypeOf(head: Uint8Array): ImageType | null {
  const text = (from: number, to: number): string => Buffer.from(head.subarray(from, to)).toString('latin1');
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (text(0, 6) === 'GIF87a' || text(0, 6) === 'GIF89a') return 'image/gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(4, 8) !== 'ftyp') return null;
  // the brand, its version, then others that it also keeps to
  const brands = [8, 16, 20, 24, 28].map((from) => text(from, from + 4));
  return brands.some((brand) => AVIF_BRANDS.has(brand)) ? 'image/avif' : null;
}

const UNKNOWN_TYPE = 'application/octet-stream';
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,63}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/u;

/** What to call a file: an image by its bytes, anything else by what its sender said, where that is the name of a type at all. */
export function mediaTypeOf(head: Uint8Array, declared: string | undefined): string {
  const image = imageTypeOf(head);
  if (image !== null) return image;
  const name = declared?.split(';')[0]?.trim().toLowerCase() ?? '';
  return MEDIA_TYPE.test(name) && !name.startsWith('image/') ? name : UNKNOWN_TYPE;
}
