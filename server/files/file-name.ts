import { MAX_NAME_BYTES } from './limits.ts';

/** control characters, and those that change the direction of what stands around them: `exe.‮gpj` reads as an image */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex -- control characters are just what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]/gu;
/** what separates folders, or means something to one system or another */
const SPECIAL = /[\\/:*?"<>|]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const NAMELESS = 'file';

/** A name that somebody's browser sent, made harmless: one part of a path, without what is not seen, at most 200 bytes with its extension. */
export function cleanFileName(name: string): string {
  const clean = name
    .replace(LONE_SURROGATE, '_')
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(SPECIAL, '_')
    .replace(/\s+/gu, ' ')
    // systems hide what begins with a dot, or drop one at the end
    .replace(/^[. ]+|[. ]+$/gu, '');
  return clean === '' ? NAMELESS : shorten(clean);
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const extension = /\.[\p{L}\p{N}]{1,10}$/u.exec(name)?.[0] ?? '';
  const most = MAX_NAME_BYTES - Buffer.byteLength(extension);
  let stem = '';
  let bytes = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    stem += character;
  }
  return stem.trimEnd() + extension;
}

/** The value of `Content-Disposition` (RFC 6266), whatever the name holds: a plain one for old programs, the real one behind it. */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/gu,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
