import { openDB } from 'idb';
import { deviceName } from './device-store.ts';
import type { OutboxRow } from './device-store.ts';

/**
 * How many edits of each document are on this device alone, for those that have any: read from the copies as they lie there, without opening
 * a document. A tab that is writing has edits on their way, so a count may be over at the next look. What cannot be read is left out;
 * never rejects. `serverBase` as for {@link deviceName}.
 */
export async function readUnsent(
  serverBase: string,
  documents: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const unsent = new Map<string, number>();
  const kept = await keptHere();
  for (const document of documents) {
    const name = deviceName(serverBase, document);
    const edits = kept.has(name) ? await countEdits(name) : 0;
    if (edits > 0) unsent.set(document, edits);
  }
  return unsent;
}

/** Browsers that cannot list their databases say nothing of any: to ask for one that is not there would make it. */
async function keptHere(): Promise<ReadonlySet<string>> {
  try {
    return new Set((await indexedDB.databases()).flatMap(({ name }) => name ?? []));
  } catch {
    return new Set();
  }
}

async function countEdits(name: string): Promise<number> {
  try {
    // in the version that it has; one that has gone meanwhile is not made anew
    const database = await openDB(name, undefined, { upgrade: (_db, _old, _new, transaction) => transaction.abort() });
    try {
      const rows: readonly OutboxRow[] = await database.getAll('outbox');
      return rows.reduce((sum, { edits }) => sum + edits, 0);
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}
