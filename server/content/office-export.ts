/** In a worker: a document as an office file, or as a page to print, with the bytes of its images in it. */
import katex from 'katex';
import type { OfficeFormat } from '#shared/api/documents.ts';
import { unreachable } from '#shared/assert.ts';
import { imageLookOf } from '#shared/document/docx/image-size.ts';
import { treeToDocx } from '#shared/document/docx/write-docx.ts';
import type { Picture } from '#shared/document/docx/office-file.ts';
import { treeToOdt } from '#shared/document/odt/write-odt.ts';
import { treeToPrint } from '#shared/document/html/to-print.ts';
import type { DocumentTree } from '#shared/document/tree/block.ts';
import { walk } from '#shared/document/tree/block.ts';
import { kindOf, textProp } from '#shared/document/tree/kinds.ts';
import { lostIn } from '#shared/document/tree/lost.ts';
import { imageTypeOf } from '#server/files/media-type.ts';
import type { FilePort } from './file-port.ts';
import { MAX_EXPORTED_IMAGES_BYTES } from './limits.ts';

export interface OfficeExport {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lost: readonly string[];
}

/**
 * A file of the format; of a PDF the page that is to be printed.
 * @param base the site's address, for links that lead to a path of it
 */
export async function exportOffice(
  tree: DocumentTree,
  format: OfficeFormat,
  base: string,
  files: FilePort,
): Promise<OfficeExport> {
  const images = await loadImages(tree, files);
  switch (format) {
    case 'docx':
    case 'odt': {
      const pictures = new Map<string, Picture>();
      for (const [src, bytes] of images) {
        const look = imageLookOf(bytes);
        if (look !== null) pictures.set(src, { ...look, bytes });
      }
      const made = format === 'docx' ? await treeToDocx(tree, { pictures, base }) : treeToOdt(tree, { pictures, base });
      return { bytes: made.bytes, lost: [...lostIn(tree, format), ...made.lost] };
    }
    case 'pdf': {
      const pictures = new Map<string, string>();
      for (const [src, bytes] of images) {
        const type = imageTypeOf(bytes);
        if (type !== null) pictures.set(src, `data:${type};base64,${Buffer.from(bytes).toString('base64')}`);
      }
      const html = treeToPrint(tree, { images: pictures, base, typeset });
      return { bytes: new TextEncoder().encode(html), lost: lostIn(tree, format) };
    }
    default:
      return unreachable(format);
  }
}

/** As the browser draws it by itself, without fonts or styles. */
function typeset(tex: string, isBlock: boolean): string | null {
  try {
    return katex.renderToString(tex, {
      output: 'mathml',
      displayMode: isBlock,
      trust: false,
      maxExpand: 1_000,
      maxSize: 50,
    });
  } catch {
    return null;
  }
}

/** The images that there is room for, by their addresses; those of other sites stay there. */
async function loadImages(tree: DocumentTree, files: FilePort): Promise<ReadonlyMap<string, Uint8Array>> {
  const images = new Map<string, Uint8Array>();
  let room = MAX_EXPORTED_IMAGES_BYTES;
  for (const { props } of walk(tree.blocks)) {
    const src = kindOf(props) === 'image' ? textProp(props, 'src') : undefined;
    if (src === undefined || images.has(src)) continue;
    const bytes = await files.load(src);
    if (bytes === null || bytes.length > room) continue;
    room -= bytes.length;
    images.set(src, bytes);
  }
  return images;
}
