/** Which images of a page become images of a document. */
import { isFileUrl } from '../file-url.ts';
import { parseAlt, parsePixels } from '../nodes/image.ts';
import type { Declarations } from './css.ts';
import { pixelsOf } from './css.ts';
import type { HtmlElement } from './html-node.ts';

/** An image that is no larger shows nothing: it tells its server who reads. */
const MOST_TRACKER_PX = 3;
/** One that is no larger stands in a line, as an icon or an emoji does. */
const MOST_ICON_PX = 24;
const IS_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200D|\uFE0F)+$/u;
const DATA_URL = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/=\s]+$/iu;

export type Picture =
  | { readonly kind: 'image'; readonly props: Readonly<Record<string, unknown>> }
  /** the image itself is in the page, as a data: address */
  | { readonly kind: 'data'; readonly props: Readonly<Record<string, unknown>>; readonly url: string }
  /** only what is said of it */
  | { readonly kind: 'words'; readonly words: string };

/**
 * An address of the web or of our server stays; nothing is fetched here, and a page that shows the image asks for it without saying where it
 * stands. Images that nobody is to see are left out, as are addresses on the computer that the page comes from.
 */
export function pictureOf(element: HtmlElement, style: Declarations): Picture {
  const alt = (element.attribute('alt') ?? '').replaceAll(/[ \t\r\f]+/gu, ' ').trim();
  const words: Picture = { kind: 'words', words: alt };
  const src = element.attribute('src') ?? '';
  const width = pixelsOf(style.get('width')) ?? pixelsOf(element.attribute('width'));
  const height = pixelsOf(style.get('height')) ?? pixelsOf(element.attribute('height'));
  const most = Math.max(width ?? Infinity, height ?? Infinity);
  if (width !== null && height !== null && most <= MOST_TRACKER_PX) return { kind: 'words', words: '' };
  if (IS_EMOJI.test(alt) || most <= MOST_ICON_PX) return words;
  const natural =
    width !== null && height !== null ? { naturalWidth: parsePixels(width), naturalHeight: parsePixels(height) } : {};
  const props = { t: 'image', alt: parseAlt(alt), ...natural };
  if (isFileUrl(src)) return { kind: 'image', props: { ...props, src } };
  return DATA_URL.test(src) ? { kind: 'data', props, url: src } : words;
}
