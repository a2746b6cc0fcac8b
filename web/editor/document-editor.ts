import { $isCodeNode } from '@lexical/code-core';
import { registerRichText } from '@lexical/rich-text';
import { $getNodeByKey, $getRoot, createEditor, SKIP_SCROLL_INTO_VIEW_TAG, type LexicalEditor } from 'lexical';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { Clock } from '#shared/clock.ts';
import { bindDocument, type DocumentBinding } from '#shared/document/binding.ts';
import type { MoveTarget } from '#shared/document/block-moves.ts';
import { $paint, type Paint } from '#shared/document/paint.ts';
import { type PaletteColor, PLAIN_MARK } from '#shared/document/palette.ts';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { $takeAsked, type Asked, type MenuKeys, registerAsked, sameAsked } from './asked.ts';
import { registerAutoLink } from './auto-link.ts';
import { $domPoint } from './caret-geometry.ts';
import { type BoxFrames, createBoxFrames } from './boxes/box-frames.ts';
import { $lineAt, registerBoxKeys } from './boxes/box-keys.ts';
import { type BoxWords, registerBoxViews } from './boxes/box-views.ts';
import { registerFolds } from './boxes/folds.ts';
import { registerCarets } from './carets.ts';
import { registerChipViews } from './chips/chip-views.ts';
import { type KnownPerson, watchKnownPeople } from './chips/known-people.ts';
import { type OpenChip, registerOpenChips } from './chips/open-chips.ts';
import { registerTypedFormula } from './chips/typed-formula.ts';
import { COLOR_IMPORT } from './clean-html.ts';
import { type CodeBox, registerCodeBoxes, sameBoxes } from './code/boxes.ts';
import { type EditorCommand, type Move, runCommand } from './commands.ts';
import { watchComposing } from './composing.ts';
import { registerCodeBlocks } from './code/code-blocks.ts';
import { registerCodeColors } from './code/colors.ts';
import { registerDeleteCharacter } from './delete-character.ts';
import { registerImages, type ImageWords } from './files/images.ts';
import type { UploadTarget } from './files/upload.ts';
import { createUploads, type Uploads } from './files/uploads.ts';
import { type FormatState, NO_FORMAT, registerFormatState, sameFormat } from './format-state.ts';
import { type HandleElements, registerBlockHandle } from './handle/block-handle.ts';
import { createHighlights } from './highlights.ts';
import { registerHistory } from './history.ts';
import { registerLeaveKey } from './leave-key.ts';
import { $readLink, $removeLink, $writeLink, type LinkDraft, registerLinks } from './links.ts';
import { registerContents } from './leaves/contents-view.ts';
import { registerEmbeds } from './leaves/embed-view.ts';
import type { LeafWords } from './leaves/leaf-words.ts';
import { type Painters, registerPictures } from './leaves/pictures.ts';
import { registerSourceKeys } from './leaves/source-keys.ts';
import { registerVoids } from './leaves/voids.ts';
import { registerLists } from './lists.ts';
import { registerMarkdown } from './markdown-shortcuts.ts';
import { NO_OUTLINE, type Outline, registerOutline } from './outline.ts';
import { registerPaste } from './paste.ts';
import { type People, watchPeople } from './people.ts';
import { registerPointerSelection } from './pointer-selection.ts';
import { registerPlaceholder } from './placeholder.ts';
import { registerPresence } from './presence.ts';
import { registerPromptSelection } from './prompt-selection.ts';
import { $selectBlock } from './selected-blocks.ts';
import { selectedRange } from './selected-range.ts';
import { registerShortcuts } from './shortcuts.ts';
import { createStore, type Store, type WritableStore } from './store.ts';
import { createTableTools, type TableTools } from './table/table-frame.ts';
import { registerTables } from './table/tables.ts';
import { THEME } from './theme.ts';
import { watchWriting } from './writing.ts';

interface HistoryState {
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

/** What the document itself allows, whoever asks: one with unknown content is shown and kept, not written to. */
type Writability = DocumentBinding['state'];

export interface DocumentEditorOptions {
  /** already loaded: the first thing shown is what is in it */
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly clock: Clock;
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
interface EditorElements {
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
  /** whether a word is being composed right now, so that what others write had better wait */
  isComposing(): boolean;
  /** carries out an edit of the document itself, as a step of undo; false where nothing may be changed */
  change(edit: (transaction: Y.Transaction) => void): boolean;
  plainText(): string;
  /** after each change of the text, whoever made it; gives its own stop */
  onChange(listener: () => void): () => void;
  stop(): void;
}

export function createDocumentEditor(options: DocumentEditorOptions): DocumentEditor {
  const { doc, awareness, clock } = options;
  const editor = createEditor({
    namespace: 'manyhands',
    nodes: [...DOCUMENT_NODES],
    theme: THEME,
    editable: false,
    html: { import: COLOR_IMPORT },
    onError: (error) => options.onError(error),
  });
  const binding = bindDocument(editor, doc, { clock: () => clock.now() });
  const people = watchPeople(awareness);
  const composing = watchComposing(editor, clock);
  const format = createStore<FormatState>(NO_FORMAT, sameFormat);
  const outline = createStore<Outline>(NO_OUTLINE);
  const readHistory = (): HistoryState => ({ canUndo: binding.canUndo, canRedo: binding.canRedo });
  const history = createStore(readHistory(), (a, b) => a.canUndo === b.canUndo && a.canRedo === b.canRedo);
  const writability = createStore<Writability>(binding.state);
  const writing = createStore(false);
  const asked = createStore<Asked | null>(null, sameAsked);
  const openChip = createStore<OpenChip | null>(null);
  const knownPeople = watchKnownPeople(editor, people.store);
  const pointed = createStore(false);
  const codeBoxes = createStore<readonly CodeBox[]>([], sameBoxes);
  let menuKeys: MenuKeys | null = null;
  const live = createStore(false);
  const moved = createStore<Move | null>(null);
  const act = (command: EditorCommand): void => {
    if (!runCommand(editor, binding, command)) return;
    if (command.kind === 'paint' && Object.values(command.paint).every((name) => name !== null))
      lastPaint = command.paint;
    if (command.kind !== 'move') return;
    moved.set({ to: typeof command.to === 'string' ? command.to : 'there', count: (moved.get()?.count ?? 0) + 1 });
  };
  let lastPaint: Paint = { mark: PLAIN_MARK };
  const paintAgain = (): void => {
    const { painted } = format.get();
    const given = Object.entries(lastPaint) as Array<['color' | 'mark', PaletteColor]>;
    // what is so already loses it
    const isSo = given.every(([key, name]) => painted[key] === name);
    editor.update(() => $paint(isSo ? Object.fromEntries(given.map(([key]) => [key, null])) : lastPaint));
  };
  const uploads = createUploads(editor, options.files);
  let wanted = false;
  const applyEditable = (): void => editor.setEditable(wanted && writability.get().kind === 'writable');

  const boxes = createBoxFrames(editor);
  const folds = registerFolds(editor, options.boxes);

  const stops = [
    registerPromptSelection(editor),
    registerRichText(editor),
    registerDeleteCharacter(editor),
    registerLists(editor),
    registerCodeBlocks(editor),
    registerCodeColors(editor, () => import('./code/highlighter.ts'), clock),
    registerVoids(editor),
    registerSourceKeys(editor),
    registerPictures(editor, paintersOf(options.words), options.words, clock),
    registerEmbeds(editor, options.words),
    registerContents(editor, outline, options.words, (key) => {
      folds.reveal(key);
      goTo(editor, key);
    }),
    registerBoxKeys(editor),
    registerBoxViews(editor, options.boxes),
    () => folds.stop(),
    registerLinks(editor),
    registerAutoLink(editor),
    registerMarkdown(editor),
    registerTypedFormula(editor),
    registerChipViews(editor, people.store),
    registerOpenChips(editor, { store: openChip, apple: options.apple, hrefOf: options.hrefOf }),
    () => knownPeople.stop(),
    registerImages(editor, options.files.server, options.imageWords),
    () => uploads.stop(),
    registerPaste(editor, (files, at) => uploads.add(files, at === null ? null : blockAt(editor, at.y))),
    registerHistory(editor, binding),
    registerShortcuts(editor, {
      apple: options.apple,
      onLink: options.onLink,
      // a key is handled within an update of the editor, and a move is shown by one of its own
      onPaint: () => paintAgain(),
      onMove: (to) => queueMicrotask(() => act({ kind: 'move', to })),
    }),
    registerLeaveKey(editor),
    registerAsked(editor, asked, (key) => menuKeys?.(key) ?? false),
    registerTables(editor),
    registerPlaceholder(editor, options.placeholder),
    registerPointerSelection(editor, pointed),
    registerFormatState(editor, format),
    registerOutline(editor, outline, clock),
    registerPresence(editor, awareness, () => binding.selectionForPresence(), clock),
    binding.onHistory(() => history.set(readHistory())),
    binding.onState(() => {
      writability.set(binding.state);
      applyEditable();
    }),
    people.stop,
    composing.stop,
  ];
  const mounted = new Set<() => void>();

  const mount = ({ text, carets, shell }: EditorElements): (() => void) => {
    text.spellcheck = true;
    const showEditable = (editable: boolean): void => {
      text.contentEditable = String(editable);
    };
    showEditable(editor.isEditable());
    editor.setRootElement(text);
    const parts = [
      registerCarets(editor, carets, {
        people: people.store,
        live,
        clock,
        resolve: (selection) => resolve(binding, selection),
      }),
      registerCodeBoxes(editor, carets, codeBoxes),
      boxes.mount(carets),
      watchWriting(shell, text, writing, clock),
      editor.registerEditableListener(showEditable),
    ];
    const unmount = (): void => {
      if (!mounted.delete(unmount)) return;
      for (const part of parts) part();
      editor.setRootElement(null);
    };
    mounted.add(unmount);
    return unmount;
  };

  return {
    format,
    outline,
    history,
    writability,
    people: people.store,
    writing,
    asked,
    openChip,
    knownPeople: () => knownPeople.list(),
    pointed,
    codeBoxes,
    moved,
    tables: createTableTools(editor, writing),
    boxes,
    live,
    uploads,
    mount,
    mountHandle(elements, onPress) {
      const press = (key: string): void => {
        editor.update(() => $selectBlock(key), { discrete: true, tag: SKIP_SCROLL_INTO_VIEW_TAG });
        onPress();
      };
      const onDrop = (keys: readonly string[], to: MoveTarget): void => act({ kind: 'move', to, keys });
      return registerBlockHandle(editor, elements, { onPress: press, onDrop }, writing);
    },
    setEditable(editable) {
      wanted = editable;
      applyEditable();
    },
    run: act,
    readLink: () => editor.read('latest', $readLink),
    writeLink: (draft) => editor.update(() => $writeLink(draft), { discrete: true }),
    removeLink: () => editor.update($removeLink, { discrete: true }),
    setCodeLanguage(key, language) {
      if (!editor.isEditable()) return;
      editor.update(() => {
        const node = $getNodeByKey(key);
        if ($isCodeNode(node)) node.setLanguage(language);
      });
    },
    codeText: (key) => editor.getEditorState().read(() => $getNodeByKey(key)?.getTextContent() ?? ''),
    onMenuKey(keys) {
      menuKeys = keys;
      return () => {
        if (menuKeys === keys) menuKeys = null;
      };
    },
    answer(command) {
      const question = asked.get();
      if (question === null) return;
      editor.update(() => $takeAsked(question), { discrete: true });
      if (command !== null) act(command);
    },
    describeActive(listId, entryId) {
      const root = editor.getRootElement();
      root?.setAttribute('aria-controls', listId);
      root?.setAttribute('aria-activedescendant', entryId);
      return () => {
        root?.removeAttribute('aria-controls');
        root?.removeAttribute('aria-activedescendant');
      };
    },
    markSelection() {
      const root = editor.getRootElement();
      if (root === null) return () => {};
      const highlights = createHighlights(root.ownerDocument);
      highlights.add('own', selectedRange(editor));
      return () => highlights.clear();
    },
    selectionRect() {
      const rect = selectedRange(editor)?.getBoundingClientRect();
      return rect === undefined || rect.height === 0 ? null : rect;
    },
    caretRect() {
      const range = selectedRange(editor);
      const [first] = range?.getClientRects() ?? [];
      if (first !== undefined) return first;
      // an empty block has no line to measure
      const node = range?.startContainer;
      const element = node instanceof Element ? node : node?.parentElement;
      return element?.getBoundingClientRect() ?? null;
    },
    askedRect() {
      const question = asked.get();
      if (question === null) return null;
      const point = editor.read('latest', () =>
        $domPoint(editor, { key: question.key, offset: question.offset, type: 'text' }),
      );
      const range = point?.node.ownerDocument?.createRange();
      if (point === null || range === undefined) return null;
      range.setStart(point.node, point.offset);
      range.setEnd(point.node, point.offset + 1);
      return range.getBoundingClientRect();
    },
    selectedLines() {
      const lines = [...(selectedRange(editor)?.getClientRects() ?? [])].filter((line) => line.width > 0);
      const [first, last] = [lines[0], lines[lines.length - 1]];
      return first === undefined || last === undefined ? null : { first, last };
    },
    focus: () => editor.focus(),
    focusAt(y) {
      if (editor.isEditable()) editor.update(() => $lineAt(editor, y), { discrete: true });
      editor.focus();
    },
    focusStart: () => editor.focus(undefined, { defaultSelection: 'rootStart' }),
    goTo(key) {
      folds.reveal(key);
      goTo(editor, key);
    },
    elementOf: (key) => editor.getElementByKey(key),
    isComposing: () => composing.isActive(),
    change: (edit) => editor.isEditable() && binding.change(edit),
    plainText: () => editor.getEditorState().read(() => $getRoot().getTextContent()),
    onChange: (listener) =>
      editor.registerUpdateListener(({ dirtyElements, dirtyLeaves }) => {
        if (dirtyElements.size > 0 || dirtyLeaves.size > 0) listener();
      }),
    stop() {
      for (const unmount of mounted) unmount();
      for (const stop of stops) stop();
      binding.stop();
      editor.setRootElement(null);
    },
  };
}

function goTo(editor: LexicalEditor, key: string): void {
  const element = editor.getElementByKey(key);
  if (element === null) return;
  element.scrollIntoView({ block: 'start', behavior: 'auto' });
  if (!editor.isEditable()) return;
  editor.update(() => {
    const node = $getNodeByKey(key);
    if (node !== null) node.selectEnd();
  });
  editor.getRootElement()?.focus({ preventScroll: true });
}

/** The libraries come when a document first shows what they draw. */
const paintersOf = (words: LeafWords): Painters => ({
  formula: async (element, source) => (await import('./leaves/typeset.ts')).typeset(element, source, true),
  diagram: async (element, source) =>
    (await import('./leaves/draw-diagram.ts')).drawDiagram(element, source, words.diagram),
});

/** A peer's presence is whatever it sent: what the binding cannot read is no place. */
function resolve(binding: DocumentBinding, selection: unknown): ReturnType<DocumentBinding['resolveSelection']> {
  try {
    return binding.resolveSelection(selection as Parameters<DocumentBinding['resolveSelection']>[0]);
  } catch {
    return null;
  }
}

/** The key of the block at a height of the window, the last one above it where there is none. */
function blockAt(editor: LexicalEditor, y: number): string | null {
  return editor.read('latest', () => {
    let found: string | null = null;
    for (const key of $getRoot().getChildrenKeys()) {
      const top = editor.getElementByKey(key)?.getBoundingClientRect().top;
      if (top !== undefined && (found === null || top <= y)) found = key;
    }
    return found;
  });
}
