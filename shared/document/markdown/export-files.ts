/** Images and files as Markdown writes them. */
import type { Image, Link } from 'mdast';
import { fileNameOf } from '../file-url.ts';
import { readableText } from '../runs.ts';
import type { Leaf } from '../tree/block.ts';
import { textProp } from '../tree/kinds.ts';

/** The caption is the image's title. */
export function imageOf({ props, runs }: Leaf): Image {
  const [url = '', alt = ''] = [textProp(props, 'src'), textProp(props, 'alt')];
  return { type: 'image', url, alt, title: readableText(runs) || null };
}

/** A file is a link to it. */
export function fileOf({ props }: Leaf): Link {
  return { type: 'link', url: textProp(props, 'src') ?? '', children: [{ type: 'text', value: fileNameIn(props) }] };
}

/** What a file is called. */
export function fileNameIn(props: Leaf['props']): string {
  return textProp(props, 'name') ?? (fileNameOf(textProp(props, 'src') ?? '') || 'File');
}
