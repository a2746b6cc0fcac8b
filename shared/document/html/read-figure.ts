/** An image with what stands below it. */
import { isFileUrl } from '../file-url.ts';
import type { Declarations } from './css.ts';
import { descendants } from './html-node.ts';
import type { HtmlElement } from './html-node.ts';
import { PROPS, readData } from './own-data.ts';
import { pictureOf } from './read-picture.ts';

export interface Figure {
  readonly props: Readonly<Record<string, unknown>>;
  readonly caption: HtmlElement | undefined;
  /** the image itself, as a data: address, where it is in the page */
  readonly url: string | null;
}

/**
 * Null for a `figure` around something else, or more.
 * @param own it is in a document of ours
 */
export function figureOf(
  element: HtmlElement,
  own: boolean,
  styleOf: (image: HtmlElement) => Declarations,
): Figure | null {
  const inside = [...descendants(element)];
  const caption = inside.find(({ tag }) => tag === 'figcaption');
  const [image, ...more] = inside.filter(({ tag }) => tag === 'img');
  const picture = image === undefined ? null : pictureOf(image, styleOf(image));
  const url = picture?.kind === 'data' ? picture.url : null;
  const data = own ? readData(element, PROPS) : null;
  if (data !== null) {
    const src = image?.attribute('src');
    return { props: { ...(isFileUrl(src) ? { src } : {}), ...data }, caption, url };
  }
  if (picture === null || picture.kind === 'words' || more.length > 0) return null;
  return inside.some(({ tag }) => tag === 'table') ? null : { props: picture.props, caption, url };
}
