import { INSTANCE_ID_BYTES, MAX_DOCUMENT_NAME_BYTES } from './protocol/limits.ts';

declare const brand: unique symbol;

/**
 * A document's name: 1 to 512 bytes of UTF-8, slashes allowed, no control characters, no empty, `.` or `..` path segment, nothing
 * that a URL or a log line could trip over. Made by {@link parseDocumentId} alone.
 */
export type DocumentId = string & { readonly [brand]: 'DocumentId' };

const encoder = new TextEncoder();
// oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Gives null for what is no document name. The name is taken as it is: no case folding, no normalisation. */
export function parseDocumentId(name: string): DocumentId | null {
  if (name === '' || CONTROL.test(name) || LONE_SURROGATE.test(name)) return null;
  if (name.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')) return null;
  if (encoder.encode(name).length > MAX_DOCUMENT_NAME_BYTES) return null;
  return name as DocumentId;
}

/** One start of a document client, the same on both transports: 16 random bytes as 32 hexadecimal digits. */
export type InstanceId = string & { readonly [brand]: 'InstanceId' };

export function instanceIdFromBytes(bytes: Uint8Array): InstanceId | null {
  if (bytes.length !== INSTANCE_ID_BYTES) return null;
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text as InstanceId;
}

export function instanceIdToBytes(id: InstanceId): Uint8Array {
  const bytes = new Uint8Array(INSTANCE_ID_BYTES);
  for (let i = 0; i < INSTANCE_ID_BYTES; i++) bytes[i] = Number.parseInt(id.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
