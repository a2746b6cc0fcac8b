import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import * as Y from 'yjs';

/**
 * What everybody reads of a document, as a SHA-256: each root type with what is in it, in order, with its ids, however Yjs has cut it into
 * items. It follows the links that a reader follows, not the list of structs that an update is made from.
 */
export function contentDigest(doc: Y.Doc): string {
  const hash = createHash('sha256');
  for (const [name, type] of sorted(doc.share)) {
    hash.update(`\nroot ${JSON.stringify(name)}`);
    addType(hash, type);
  }
  return hash.digest('hex');
}

type SharedType = Y.Doc['share'] extends Map<string, infer T> ? T : never;

function addType(hash: Hash, type: SharedType): void {
  hash.update(`\n{ ${type.constructor.name}`);
  let client = -1;
  let next = -1;
  for (let item = type._start; item !== null; item = item.right) {
    if (item.deleted) continue;
    // two items of one run are as good as one
    if (item.id.client !== client || item.id.clock !== next) hash.update(`\n${item.id.client}:${item.id.clock} `);
    ({ client } = item.id);
    next = item.id.clock + item.length;
    addContent(hash, item.content);
  }
  for (const [key, item] of sorted(type._map)) {
    if (item.deleted) continue;
    hash.update(`\nkey ${JSON.stringify(key)} ${item.id.client}:${item.id.clock} `);
    addContent(hash, item.content);
  }
  hash.update('\n}');
}

function addContent(hash: Hash, content: Y.Item['content']): void {
  if (content instanceof Y.ContentString) hash.update(content.str, 'utf16le');
  else if (content instanceof Y.ContentType) addType(hash, content.type);
  else if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) {
    for (const value of content.arr as readonly unknown[]) hash.update(`${JSON.stringify(value)} `);
  } else {
    const encoder = new Y.UpdateEncoderV1();
    content.write(encoder, 0);
    hash.update(encoder.toUint8Array());
  }
}

function sorted<T>(map: ReadonlyMap<string, T>): Array<[string, T]> {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
