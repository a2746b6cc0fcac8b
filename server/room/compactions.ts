import type { Store } from '#server/store/store.ts';
import { unreachable } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { LogSize } from './document-log.ts';
import {
  COMPACT_BUSY_FACTOR,
  COMPACT_BYTES,
  COMPACT_ENTRY_BYTES,
  COMPACT_RETRY_MS,
  COMPACT_SHARE_OF_SNAPSHOT,
} from './limits.ts';

export interface CompactionsNeeds {
  readonly store: Pick<Store, 'compact'>;
  readonly clock: Clock;
  /** the newest entries, which stay out of a snapshot */
  readonly keptEntries: number;
  /** the document has a new snapshot */
  readonly onCompacted: (document: DocumentId) => void;
  /** it stays as it is: for the log */
  readonly onLeft: (document: DocumentId, reason: string) => void;
}

/** Whether it is worth it to merge a log. While somebody writes there is no hurry. */
export function isCompactionDue({ tailEntries, tailBytes, snapshotBytes }: LogSize, isQuiet: boolean): boolean {
  const weight = tailBytes + tailEntries * COMPACT_ENTRY_BYTES;
  const least = Math.max(COMPACT_BYTES, snapshotBytes * COMPACT_SHARE_OF_SNAPSHOT);
  return weight >= (isQuiet ? least : least * COMPACT_BUSY_FACTOR);
}

/** Has logs merged, one document at a time: it costs a core, and memory for the whole document. */
export class Compactions {
  readonly #needs: CompactionsNeeds;
  readonly #queue = new Set<DocumentId>();
  /** those that could not be merged, and when that is tried again */
  readonly #left = new Map<DocumentId, number>();
  #running = false;
  #stopped = false;

  constructor(needs: CompactionsNeeds) {
    this.#needs = needs;
  }

  /** In its turn; nothing happens where it waits for that already. */
  add(document: DocumentId): void {
    const { clock } = this.#needs;
    if (this.#stopped || clock.now() < (this.#left.get(document) ?? 0)) return;
    this.#queue.add(document);
    if (!this.#running) void this.#run();
  }

  /** What is under way is the store's to end. */
  stop(): void {
    this.#stopped = true;
    this.#queue.clear();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (const document of this.#queue) {
      this.#queue.delete(document);
      await this.#compact(document);
    }
    this.#running = false;
  }

  async #compact(document: DocumentId): Promise<void> {
    const { store, clock, keptEntries, onCompacted, onLeft } = this.#needs;
    const result = await store
      .compact(document, keptEntries)
      .catch((error: unknown) => ({ kind: 'left' as const, reason: error instanceof Error ? error.message : '' }));
    this.#left.delete(document);
    if (this.#stopped) return;
    switch (result.kind) {
      case 'compacted':
        return onCompacted(document);
      case 'nothing':
        return;
      case 'left':
        this.#left.set(document, clock.now() + COMPACT_RETRY_MS);
        return onLeft(document, result.reason);
      default:
        unreachable(result);
    }
  }
}
