import type { DocumentId } from '#shared/ids.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { RandomBytes } from '#shared/random.ts';

/** 128 bits, which nobody guesses: 22 characters that are safe in a URL */
const NEW_NAME_BYTES = 16;

/** A name that no document has and nobody guesses. */
export function newDocumentId(randomBytes: RandomBytes): DocumentId {
  const id = parseDocumentId(newName(randomBytes));
  if (id === null) throw new Error('a random name is always a document name');
  return id;
}

/** The same for anything else that whoever knows its name may use. */
export function newName(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(NEW_NAME_BYTES)).toString('base64url');
}
