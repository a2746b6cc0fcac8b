/** Blocks → a new document in layout `flat/1`, as the binding would have written it. */
import * as Y from 'yjs';
import { NONE } from '../attributes.ts';
import { BODY_ROOT, LAYOUT, META_LAYOUT, META_ROOT, TITLE_ROOT } from '../layout.ts';
import type { Block } from './block.ts';

/** One operation of `Y.Text.applyDelta`. */
interface Insert {
  readonly insert: string | object;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * @param clientId the Yjs client under which the content is written
 * @returns the whole document as one Yjs update, V1
 */
export function writeDocument(blocks: readonly Block[], title: string, clientId: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.transact(() => {
    doc.getMap(META_ROOT).set(META_LAYOUT, LAYOUT);
    doc.getText(TITLE_ROOT).insert(0, title);
    doc.getText(BODY_ROOT).applyDelta(blocks.flatMap(inserts));
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function inserts({ props, runs }: Block): Insert[] {
  const found: Insert[] = runs.map((run) => {
    const insert = run.kind === 'text' ? run.text : (run.embed as object);
    return run.attributes === NONE ? { insert } : { insert, attributes: run.attributes };
  });
  return [...found, { insert: new Y.Map(Object.entries(props)) }];
}
