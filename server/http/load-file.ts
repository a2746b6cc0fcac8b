import { parseDocumentId } from '#shared/ids.ts';
import type { FileStore } from '#server/files/file-store.ts';
import { parseFileHash } from '#server/files/file-store.ts';
import { MAX_OFFICE_PART_BYTES } from '#server/content/limits.ts';

/**
 * The bytes of an image by its path on this server, null for any other address and for what is too large. Nothing is asked of other servers.
 * As in `GET /files/…`, whoever knows the path may have the file.
 */
export async function loadFile(files: Pick<FileStore, 'open'>, src: string): Promise<Uint8Array | null> {
  const [, owner = '', name = ''] = /^\/files\/([^/]+)\/([0-9a-f]{64})\//u.exec(src) ?? [];
  const document = parseDocumentId(decode(owner));
  const hash = parseFileHash(name);
  const file = document === null || hash === null ? null : await files.open(document, hash);
  if (file === null) return null;
  if (file.size === 0 || file.size > MAX_OFFICE_PART_BYTES) {
    await file.close();
    return null;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.read(0, file.size - 1)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
