/** In a worker: a Word file becomes a document's first content, its images files of the document. */
import { MAX_TITLE_LENGTH } from '#shared/api/documents.ts';
import { imageLookOf } from '#shared/document/docx/image-size.ts';
import type { KeptImage } from '#shared/document/docx/image-spots.ts';
import type { OfficePackage } from '#shared/document/docx/package.ts';
import { readDocx } from '#shared/document/docx/read-docx.ts';
import { OfficeRefusal } from '#shared/document/docx/xml.ts';
import { cutTitle, oneLine, UNTITLED } from '#shared/document/markdown/title.ts';
import { writeTree } from '#shared/document/tree/write-tree.ts';
import { imageTypeOf } from '#server/files/media-type.ts';
import type { ContentAnswer } from './content-messages.ts';
import type { FilePort } from './file-port.ts';
import { MAX_OFFICE_PART_BYTES } from './limits.ts';
import { openOfficePackage } from './office-package.ts';

export async function importOffice(
  bytes: Uint8Array,
  name: string,
  clientId: number,
  files: Pick<FilePort, 'keep' | 'progress'>,
): Promise<ContentAnswer> {
  files.progress(0);
  try {
    const file = await openOfficePackage(bytes);
    const { tree, lost } = await readDocx(file, {
      keepImage: (part) => keepImage(file, part, files),
      onProgress: (part) => files.progress(part),
    });
    const wanted = tree.title === '' ? oneLine(name.replace(/\.docx$/iu, '')) : tree.title;
    const title = cutTitle(wanted === '' ? UNTITLED : wanted, MAX_TITLE_LENGTH);
    return { kind: 'imported', update: writeTree({ ...tree, title }, clientId), title, lost };
  } catch (error) {
    if (error instanceof OfficeRefusal) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

/** Null for what no browser shows, or is larger than a part may be. */
async function keepImage(file: OfficePackage, part: string, files: Pick<FilePort, 'keep'>): Promise<KeptImage | null> {
  const pieces = file.open(part);
  if (pieces === null || file.sizeOf(part) > MAX_OFFICE_PART_BYTES) return null;
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces) chunks.push(piece);
  const bytes = new Uint8Array(Buffer.concat(chunks));
  if (imageTypeOf(bytes) === null) return null;
  const src = await files.keep(part.slice(part.lastIndexOf('/') + 1), bytes);
  return src === null ? null : { src, size: imageLookOf(bytes) };
}
