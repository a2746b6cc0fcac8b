import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { UndoShelf } from '#web/client/device/undo-shelf.ts';
import type { Clock } from '#shared/clock.ts';
import type { DocumentBinding } from '#shared/document/binding.ts';
import type { Asked, MenuKeys } from './asked.ts';
import type { BoxFrames } from './boxes/box-frames.ts';
import type { BoxWords } from './boxes/box-views.ts';
import type { KnownPerson } from './chips/known-people.ts';
import type { OpenChip } from './chips/open-chips.ts';
import type { CodeBox } from './code/boxes.ts';
import type { EditorCommand, Move } from './commands.ts';
import type { ImageWords } from './files/images.ts';
import type { UploadTarget } from './files/upload.ts';
import type { Uploads } from './files/uploads.ts';
import type { FormatState } from './format-state.ts';
import type { HandleElements } from './handle/block-handle.ts';
import type { LinkDraft } from './links.ts';
import type { LeafWords } from './leaves/leaf-words.ts';
import type { Outline } from './outline.ts';
import type { People } from './people.ts';
import type { Store, WritableStore } from './store.ts';
import type { TableTools } from './table/table-frame.ts';

export interface HistoryState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** What the document itself allows, whoever asks: one with unknown content is shown and kept, not written to. */
export type Writability = DocumentBinding['state'];

export interface DocumentEditorOptions {
  /** already loaded: the first thing shown is what is in it */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly clock: Clock;
  /** where what can be undone outlives this editor */
  readonly undo: UndoShelf;
  /** whether Cmd takes the place of Ctrl */
  readonly apple: boolean;
  readonly placeholder: string;
  readonly words: LeafWords;
  /** what callouts and folds are called */
  readonly boxes: BoxWords;
  /** where files go, and come from */
  readonly files: UploadTarget;
  readonly imageWords: ImageWords;
  /** the link key was pressed */
  readonly onLink: () => void;
  /** where another document of the server is; null where none can be opened */
  readonly hrefOf: (id: string) => string | null;
  /** a fault of the editor's own; what was written stays in the document */
  readonly onError: (error: Error) => void;
}

/** The elements that a view gives the editor. */
export interface EditorElements {
  /** becomes the editable text */
  readonly text: HTMLElement;
  /** lies over the text, for the others' carets */
  readonly carets: HTMLElement;
  /** the whole interface: a pointer that moves here ends "writing" */
  readonly shell: HTMLElement;
}

/** A document that can be written in, without a view: views read the stores and send commands. */
export interface DocumentEditor {
  readonly format: Store<FormatState>;
  readonly outline: Store<Outline>;
  readonly history: Store<HistoryState>;
  readonly writability: Store<Writability>;
  readonly people: Store<People>;
  readonly writing: WritableStore<boolean>;
  /** what the person asks for with a `/`, an `@` or a `:`; null mostly */
  readonly asked: Store<Asked | null>;
  /** the chip that is being changed; a view sets it back to null */
  readonly openChip: WritableStore<OpenChip | null>;
  /** whom one may mention: who is here, was here, or is mentioned */
  knownPeople(): readonly KnownPerson[];
  /** words were selected with the pointer; a view may set it back to false */
  readonly pointed: WritableStore<boolean>;
  /** the code blocks and where they lie over the text, top to bottom */
  readonly codeBoxes: Store<readonly CodeBox[]>;
  /** for what is drawn over tables */
  readonly tables: TableTools;
  /** where callouts and columns lie, for what is drawn over them */
  readonly boxes: BoxFrames;
  /** the last move of blocks; null before the first */
  readonly moved: Store<Move | null>;
  /** whether the others' places are known: the host sets it with the connection */
  readonly live: WritableStore<boolean>;
  /** gives its own stop; the stop of the editor stops it too */
  mount(elements: EditorElements): () => void;
  /** files that this person puts in, while they are on their way */
  readonly uploads: Omit<Uploads, 'stop'>;
  /** the handle beside the blocks; `onPress` is told when it was clicked and its block is selected. Gives its own stop */
  mountHandle(elements: HandleElements, onPress: () => void): () => void;
  setEditable(editable: boolean): void;
  run(command: EditorCommand): void;
  readLink(): LinkDraft | null;
  writeLink(draft: LinkDraft): void;
  removeLink(): void;
  /** `language` is an id of CODE_LANGUAGES, null for plain text */
  setCodeLanguage(key: string, language: string | null): void;
  /** the text of a code block */
  codeText(key: string): string;
  /** the keys of a menu that is open for what is asked; gives its own stop */
  onMenuKey(keys: MenuKeys): () => void;
  /** takes away what was typed to ask, and does what was chosen, if that is a command */
  answer(command: EditorCommand | null): void;
  /** tells assistive technology which entry of a list, outside of the text, is active; gives its own stop */
  describeActive(listId: string, entryId: string): () => void;
  /** shows the selection while the focus is in a popup; gives its own stop */
  markSelection(): () => void;
  /** in px of the window; null where nothing is selected */
  selectionRect(): DOMRect | null;
  /** of the caret, or of the first line of what is selected, in px of the window; null where neither is */
  caretRect(): DOMRect | null;
  /** of the sign itself, in px of the window; null where nothing is asked for */
  askedRect(): DOMRect | null;
  /** the first and the last line of what is selected, in px of the window; null where nothing is */
  selectedLines(): { first: DOMRect; last: DOMRect } | null;
  focus(): void;
  /** a press in the margin, at a height of the window: a line before or behind a box that is the first or the last, else as {@link focus} */
  focusAt(y: number): void;
  /** as {@link focus}; where no caret was before, it comes to the start */
  focusStart(): void;
  /** brings a block into view and the caret to it */
  goTo(key: string): void;
  /** the element of a block, for views that follow scrolling */
  elementOf(key: string): HTMLElement | null;
  /** whether an update of others had better wait, because a word is being composed */
  holds(update: Uint8Array): boolean;
  /** carries out an edit of the document itself, as a step of undo; false where nothing may be changed */
  change(edit: (transaction: Y.Transaction) => void): boolean;
  plainText(): string;
  /** after each change of the text, whoever made it; gives its own stop */
  onChange(listener: () => void): () => void;
  stop(): void;
}
