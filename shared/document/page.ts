/** What the editor shows of the document: brings it to what the index holds, the own selection with it, and says when it cannot. */
import { COLLABORATION_TAG, HISTORIC_TAG, SKIP_DOM_SELECTION_TAG, SKIP_SCROLL_INTO_VIEW_TAG } from 'lexical';
import type { LexicalEditor } from 'lexical';
import type { BlockIndex } from './block-index.ts';
import { hasFocus } from './browser-selection.ts';
import type { KeptSelection } from './carets.ts';
import type { OwnSelection } from './own-selection.ts';
import { $renderAll } from './render.ts';
import { $showsSame } from './shows-same.ts';

/** Whose change is shown: that of somebody else, or one's own that is undone or done again. */
export type Cause = 'others' | 'history';

export class Page {
  readonly #editor: LexicalEditor;
  readonly #index: BlockIndex;
  readonly #selection: OwnSelection;
  readonly #onFault: (fault: unknown) => void;
  /** our update also holds edits which nobody has read yet */
  #mixed = false;
  #behind = false;

  constructor(editor: LexicalEditor, index: BlockIndex, selection: OwnSelection, onFault: (fault: unknown) => void) {
    this.#editor = editor;
    this.#index = index;
    this.#selection = selection;
    this.#onFault = onFault;
  }

  /** It shows less than the index holds: an update of ours is still to come, or it failed. */
  get isBehind(): boolean {
    return this.#behind;
  }

  /** Is an update that the editor tells of by these tags nothing but ours? */
  isOwn(tags: ReadonlySet<string>): boolean {
    const mixed = this.#mixed;
    this.#mixed = false;
    return !mixed && (tags.has(COLLABORATION_TAG) || tags.has(HISTORIC_TAG));
  }

  /**
   * Rendering and the own selection in one update; focus and scrolling stay as they are. Edits that were not committed yet go with it.
   * @param known the index holds those edits already
   * @returns whether what is undone or done again can be seen; true where that is not known yet
   */
  show($render: () => void, cause: Cause, known = false): boolean {
    this.#behind = true;
    let changed = true;
    try {
      this.#update(() => {
        const { _dirtyElements: elements, _dirtyLeaves: leaves } = this.#editor;
        this.#mixed = !known && (this.#mixed || elements.size > 0 || leaves.size > 0);
        $render();
        changed = cause === 'others' || !$showsSame(this.#editor);
        this.#selection.$restore();
        this.#behind = false;
      }, cause);
    } finally {
      // within another update ours is still to come
      if (this.#behind && !this.#editor._updating) this.showAll();
    }
    return changed;
  }

  /** Everything anew, whatever state it is in. */
  showAll(): void {
    let cause: unknown = null;
    this.#update(() => {
      this.#mixed = false;
      try {
        $renderAll(this.#index);
        this.#selection.$restore();
        this.#behind = false;
      } catch (error) {
        cause = error;
        throw error;
      }
    }, 'others');
    if (cause !== null) this.#onFault(cause);
  }

  /** Puts the own selection there, in sight. */
  select(selection: KeptSelection): void {
    this.#selection.kept = selection;
    this.#update(() => this.#selection.$restore(), 'history', []);
  }

  #update($change: () => void, cause: Cause, tags: readonly string[] = [SKIP_SCROLL_INTO_VIEW_TAG]): void {
    const tag = [cause === 'history' ? HISTORIC_TAG : COLLABORATION_TAG, ...tags];
    if (!hasFocus(this.#editor)) tag.push(SKIP_DOM_SELECTION_TAG);
    this.#editor.update($change, { discrete: true, skipTransforms: true, tag });
  }
}
