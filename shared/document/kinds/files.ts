/** Images, whose characters are the caption, and files. Both hold the address of what they show, never itself. */
import { $createFileNode, FileNode, parseFileSource, parseMime, parseName, parseSize } from '../nodes/file.ts';
import { $createImageNode, ImageNode, parseAlt, parsePixels, parseSource, parseWidth } from '../nodes/image.ts';
import type { BlockKind } from './kind.ts';
import { TEXT } from './parse.ts';
import type { Parse } from './parse.ts';

/** What a node takes for "nothing" is absent in a marker. */
const some =
  (parse: (value: unknown) => string | number | null): Parse =>
  (value) => {
    const parsed = parse(value);
    return parsed === null || parsed === '' ? undefined : parsed;
  };

export const IMAGE: BlockKind<'image', ImageNode> = {
  types: ['image'],
  content: 'text',
  isFigure: true,
  props: {
    ...TEXT,
    src: some(parseSource),
    alt: some(parseAlt),
    width: some(parseWidth),
    naturalWidth: some(parsePixels),
    naturalHeight: some(parsePixels),
  },
  nodes: [ImageNode],
  $create: () => $createImageNode(),
  $read: (node) => ({ ...node.getLook() }),
  $write(node, props) {
    const now = node.getLook();
    const src = parseSource(props['src']);
    if (now.src !== src) node.setLook({ src });
    const alt = parseAlt(props['alt']);
    if (now.alt !== alt) node.setLook({ alt });
    const width = parseWidth(props['width']);
    if (now.width !== width) node.setLook({ width });
    const naturalWidth = parsePixels(props['naturalWidth']);
    if (now.naturalWidth !== naturalWidth) node.setLook({ naturalWidth });
    const naturalHeight = parsePixels(props['naturalHeight']);
    if (now.naturalHeight !== naturalHeight) node.setLook({ naturalHeight });
  },
};

export const FILE: BlockKind<'file', FileNode> = {
  types: ['file'],
  content: 'void',
  props: { src: some(parseFileSource), name: some(parseName), size: some(parseSize), mime: some(parseMime) },
  nodes: [FileNode],
  $create: () => $createFileNode(),
  $read: (node) => ({ ...node.getLook() }),
  $write(node, props) {
    const now = node.getLook();
    const src = parseFileSource(props['src']);
    if (now.src !== src) node.setLook({ src });
    const name = parseName(props['name']);
    if (now.name !== name) node.setLook({ name });
    const size = parseSize(props['size']);
    if (now.size !== size) node.setLook({ size });
    const mime = parseMime(props['mime']);
    if (now.mime !== mime) node.setLook({ mime });
  },
};
