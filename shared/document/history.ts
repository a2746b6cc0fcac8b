/** Undo of one's own edits only. Words and pauses make the groups; the time comes from the host. */
import * as Y from 'yjs';

/** A pause of so long between two edits begins a new step. */
const STEP_PAUSE_MS = 500;
/** Yjs's own grouping is never to end a step: it reads the clock itself. */
const NEVER_MS = Number.MAX_SAFE_INTEGER;

export class History {
  readonly manager: Y.UndoManager;
  readonly #clock: () => number;
  readonly #listeners = new Set<() => void>();
  #editedAt = Number.NEGATIVE_INFINITY;

  constructor(text: Y.Text, origin: object, clock: () => number) {
    this.#clock = clock;
    this.manager = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: NEVER_MS });
    const tell = (): void => {
      for (const listener of this.#listeners) listener();
    };
    this.manager.on('stack-item-added', tell);
    this.manager.on('stack-item-popped', tell);
    this.manager.on('stack-cleared', tell);
  }

  /** To be called before each own edit. */
  beforeEdit(): void {
    const now = this.#clock();
    if (now - this.#editedAt > STEP_PAUSE_MS) this.manager.stopCapturing();
    this.#editedAt = now;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#listeners.clear();
    this.manager.destroy();
  }
}
