/** What is tested: a binding of an editor to a document. Ours and `@lexical/yjs` V2 are run through the same operations. */
import type { LexicalEditor, NodeKey } from 'lexical';
import type * as Y from 'yjs';
import type { MoveTarget, PresenceSelection } from '../binding.ts';
import type { LexicalPoint } from '../points.ts';
import type { KeptSteps } from '../undo/kept-steps.ts';

export interface Bound {
  /** false when there was nothing to undo */
  undo(): boolean;
  redo(): boolean;
  /** what can be undone, for a binding that is made later; null where the binding has no such thing */
  readonly keepSteps: (() => KeptSteps) | null;
  /** the next edit begins a new step of undo */
  stopCapturing(): void;
  /** takes a block elsewhere; null where the binding has no such thing of its own */
  readonly moveBlocks: ((keys: readonly NodeKey[], target: MoveTarget) => void) | null;
  /** parts the title of a fold at the caret; null where the binding has no such thing of its own */
  readonly splitTitle: (() => void) | null;
  /** carries out an edit of the document itself; null where the binding has no such thing of its own */
  readonly change: ((edit: (transaction: Y.Transaction) => void) => void) | null;
  /** carets for the other editors; null where the binding has no such thing to ask */
  readonly carets: {
    own(): PresenceSelection | null;
    resolve(selection: PresenceSelection): { anchor: LexicalPoint; focus: LexicalPoint } | null;
  } | null;
  stop(): void;
}

export interface BindingKind {
  readonly name: string;
  /** `clock` gives milliseconds */
  bind(editor: LexicalEditor, doc: Y.Doc, clock: () => number): Bound;
  /** each block's text as the document has it, read without an editor; null where that cannot be asked */
  readDocument(doc: Y.Doc): readonly string[] | null;
  /** the id of each character that stands there once, line breaks aside; null where that cannot be asked */
  identities(doc: Y.Doc): ReadonlyMap<string, string> | null;
}
