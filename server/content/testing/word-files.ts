/** Word files for tests: small ones by their parts, and those that somebody made to do harm. */
import { Zip, ZipDeflate, zipSync, strToU8 } from 'fflate';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const NAMESPACES = [
  `xmlns:w="${W}"`,
  `xmlns:r="${R}"`,
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
].join(' ');

export const DOCUMENT_PART = 'word/document.xml';
const OPEN = `<w:document ${NAMESPACES}><w:body>`;
const CLOSE = '</w:body></w:document>';

/** The content of `w:body` as a whole part. */
export function documentXml(body: string, before = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${before}${OPEN}${body}${CLOSE}`;
}

export const paragraph = (text: string): string => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

export function relationsXml(relations: Readonly<Record<string, readonly [type: string, target: string]>>): string {
  const lines = Object.entries(relations).map(([id, [type, target]]) => {
    const mode = /^[a-z]+:/u.test(target) ? ' TargetMode="External"' : '';
    return `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"${mode}/>`;
  });
  return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`;
}

const ROOT_RELATIONS = relationsXml({ rId1: ['officeDocument', DOCUMENT_PART] });

/** A Word file with these parts, and what every one has. */
export function wordFile(parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const all: Record<string, Uint8Array> = { '_rels/.rels': strToU8(ROOT_RELATIONS) };
  for (const [path, content] of Object.entries(parts)) {
    all[path] = typeof content === 'string' ? strToU8(content) : content;
  }
  return zipSync(all);
}

/** A small file whose text is so many bytes when it is unpacked. */
export function bomb(bytes: number): Uint8Array {
  const out: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    out.push(piece);
  });
  const add = (path: string): ZipDeflate => {
    const part = new ZipDeflate(path);
    zip.add(part);
    return part;
  };
  add('_rels/.rels').push(strToU8(ROOT_RELATIONS), true);
  const text = add(DOCUMENT_PART);
  text.push(strToU8(`${OPEN}<w:p><w:r><w:t>`));
  const piece = new Uint8Array(1024 * 1024).fill(0x61);
  for (let left = bytes; left > 0; left -= piece.length) text.push(piece.subarray(0, Math.min(left, piece.length)));
  text.push(strToU8(`</w:t></w:r></w:p>${CLOSE}`), true);
  zip.end();
  return Buffer.concat(out);
}

const CENTRAL_ENTRY = 0x02_01_4b_50;

/** The same archive, which says that each of its parts has so many bytes. */
export function saying(file: Uint8Array, bytes: number): Uint8Array {
  const changed = new Uint8Array(file);
  const view = new DataView(changed.buffer);
  for (let at = 0; at + 46 <= changed.length; at += 1) {
    if (view.getUint32(at, true) === CENTRAL_ENTRY) view.setUint32(at + 24, bytes, true);
  }
  return changed;
}

/** The same archive, in whose list of parts one has another name of the same length. */
export function renamed(file: Uint8Array, from: string, to: string): Uint8Array {
  const text = Buffer.from(file).toString('latin1').replaceAll(from, to);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
