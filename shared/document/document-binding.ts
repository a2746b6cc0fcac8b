/** What a binding of an editor to a document offers. */
import type { NodeKey } from 'lexical';
import type * as Y from 'yjs';
import type { BindingState } from './binding-state.ts';
import type { MoveTarget } from './block-moves.ts';
import type { PresenceSelection } from './carets.ts';
import type { LexicalPoint } from './points.ts';
import type { KeptSteps } from './undo/kept-steps.ts';

export interface DocumentBinding {
  readonly state: BindingState;
  onState(listener: () => void): () => void;
  /** false when there was nothing to undo */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  onHistory(listener: () => void): () => void;
  /** what can be undone and redone, for a binding that is made later: the `keptSteps` of its options */
  keepSteps(): KeptSteps;
  /** the next edit begins a new step of undo */
  stopCapturing(): void;
  /**
   * Takes blocks to another place of the page, as a step of undo. What others write into them meanwhile goes with them.
   * @param keys Lexical's keys of paragraphs, headings, list items …; what is nested in an item goes with it
   * @returns false when there was nothing to move, or nowhere to move it to
   */
  moveBlocks(keys: readonly NodeKey[], target: MoveTarget): boolean;
  /**
   * Parts the title of a fold at the caret, as a step of undo: what stands behind it becomes the first block in the fold.
   * @returns the key of that block's node; null where the caret is in no title, or at one of its ends
   */
  splitTitle(): NodeKey | null;
  /**
   * Carries out an edit of the document itself, as a step of undo, and shows it.
   * @returns false when nothing may be written
   */
  change(edit: (transaction: Y.Transaction) => void): boolean;
  /** the own selection for presence; null when there is none */
  selectionForPresence(): PresenceSelection | null;
  /** where somebody's selection lies in this editor now; null when it is unknown */
  resolveSelection(selection: PresenceSelection): { anchor: LexicalPoint; focus: LexicalPoint } | null;
  /**
   * Would an update of somebody else take the node from the page in which a word is being composed? What is not known to be harmless
   * counts as that.
   * @param key of the text node
   */
  disturbs(update: Uint8Array, key: NodeKey): boolean;
  stop(): void;
}

export interface BindingOptions {
  /** the origin of our transactions; a new object unless given */
  readonly origin?: object;
  /** milliseconds, for the steps of undo */
  readonly clock: () => number;
  /**
   * Steps that an earlier binding kept; null for none. The document has to be loaded so that it keeps what they deleted
   * (`KeptSteps.deleted`); where it does not, they are left out.
   */
  readonly keptSteps?: Uint8Array | null;
}
