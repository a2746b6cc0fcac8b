import { $isCodeNode } from '@lexical/code-core';
import { registerRichText } from '@lexical/rich-text';
import { $getNodeByKey, $getRoot, createEditor, SKIP_SCROLL_INTO_VIEW_TAG } from 'lexical';
import { bindDocument, type DocumentBinding } from '#shared/document/binding.ts';
import type { MoveTarget } from '#shared/document/block-moves.ts';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { $takeAsked, type Asked, type MenuKeys, registerAsked, sameAsked } from './asked.ts';
import { registerAutoLink } from './auto-link.ts';
import { blockAt, goTo } from './block-places.ts';
import { createBoxFrames } from './boxes/box-frames.ts';
import { $lineAt, registerBoxKeys } from './boxes/box-keys.ts';
import { registerBoxViews } from './boxes/box-views.ts';
import type {
  DocumentEditor,
  DocumentEditorOptions,
  EditorElements,
  HistoryState,
  Writability,
} from './document-editor.ts';
import { registerFolds } from './boxes/folds.ts';
import { registerCarets } from './carets.ts';
import { registerChipViews } from './chips/chip-views.ts';
import { watchKnownPeople } from './chips/known-people.ts';
import { type OpenChip, registerOpenChips } from './chips/open-chips.ts';
import { registerTypedFormula } from './chips/typed-formula.ts';
import { type CodeBox, registerCodeBoxes, sameBoxes } from './code/boxes.ts';
import { type EditorCommand, type Move, runCommand } from './commands.ts';
import { watchComposing } from './composing.ts';
import { registerCodeBlocks } from './code/code-blocks.ts';
import { registerCodeColors } from './code/colors.ts';
import { registerDeleteCharacter } from './delete-character.ts';
import { registerImages } from './files/images.ts';
import { createUploads } from './files/uploads.ts';
import { type FormatState, NO_FORMAT, registerFormatState, sameFormat } from './format-state.ts';
import { registerBlockHandle } from './handle/block-handle.ts';
import { createHighlights } from './highlights.ts';
import { registerHistory } from './history.ts';
import { createLastPaint } from './last-paint.ts';
import { registerLeaveKey } from './leave-key.ts';
import { $readLink, $removeLink, $writeLink, registerLinks } from './links.ts';
import { registerContents } from './leaves/contents-view.ts';
import { registerEmbeds } from './leaves/embed-view.ts';
import type { LeafWords } from './leaves/leaf-words.ts';
import { type Painters, registerPictures } from './leaves/pictures.ts';
import { registerSourceKeys } from './leaves/source-keys.ts';
import { registerVoids } from './leaves/voids.ts';
import { registerLists } from './lists.ts';
import { registerMarkdown } from './markdown-shortcuts.ts';
import { NO_OUTLINE, type Outline, registerOutline } from './outline.ts';
import { registerCopyWhole } from './copy-whole.ts';
import { registerPaste } from './paste.ts';
import { watchPeople } from './people.ts';
import { registerPointerSelection } from './pointer-selection.ts';
import { registerPlaceholder } from './placeholder.ts';
import { registerPresence } from './presence.ts';
import { registerPromptSelection } from './prompt-selection.ts';
import { $selectBlock } from './selected-blocks.ts';
import { selectedRange } from './selected-range.ts';
import { askedRect, caretRect, selectedLines, selectionRect } from './selection-rects.ts';
import { registerShortcuts } from './shortcuts.ts';
import { createStore } from './store.ts';
import { createTableTools } from './table/table-frame.ts';
import { registerTables } from './table/tables.ts';
import { THEME } from './theme.ts';
import { registerTripleClick } from './triple-click.ts';
import { watchWriting } from './writing.ts';

export function createDocumentEditor(options: DocumentEditorOptions): DocumentEditor {
  const { doc, awareness, clock } = options;
  const editor = createEditor({
    namespace: 'manyhands',
    nodes: [...DOCUMENT_NODES],
    theme: THEME,
    editable: false,
    onError: (error) => options.onError(error),
  });
  const binding = bindDocument(editor, doc, { clock: () => clock.now(), keptSteps: options.undo.steps });
  const keeping = options.undo.keep(() => (binding.canUndo || binding.canRedo ? binding.keepSteps() : null));
  const people = watchPeople(awareness);
  const composing = watchComposing(editor, (update, key) => binding.disturbs(update, key), clock);
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
  const lastPaint = createLastPaint(editor, format);
  const act = (command: EditorCommand): void => {
    if (!runCommand(editor, binding, command)) return;
    if (command.kind === 'paint') lastPaint.note(command.paint);
    if (command.kind !== 'move') return;
    moved.set({ to: typeof command.to === 'string' ? command.to : 'there', count: (moved.get()?.count ?? 0) + 1 });
  };
  const uploads = createUploads(editor, options.files);
  let wanted = false;
  const applyEditable = (): void => editor.setEditable(wanted && writability.get().kind === 'writable');

  const boxes = createBoxFrames(editor);
  const folds = registerFolds(editor, options.boxes);

  const stops = [
    registerPromptSelection(editor),
    registerTripleClick(editor),
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
    registerBoxKeys(editor, () => (editor.isEditable() ? binding.splitTitle() : null)),
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
    registerCopyWhole(editor),
    registerPaste(editor, (files, at, alt) => {
      if (at === null) uploads.add(files, null, alt);
      else uploads.add(files, 'block' in at ? at.block : blockAt(editor, at.y), alt);
    }),
    registerHistory(editor, binding),
    registerShortcuts(editor, {
      apple: options.apple,
      onLink: options.onLink,
      // a key is handled within an update of the editor, and a move is shown by one of its own
      onPaint: () => lastPaint.again(),
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
    binding.onHistory(() => {
      history.set(readHistory());
      keeping.changed();
    }),
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
    selectionRect: () => selectionRect(editor),
    caretRect: () => caretRect(editor),
    askedRect() {
      const question = asked.get();
      return question === null ? null : askedRect(editor, question);
    },
    selectedLines: () => selectedLines(editor),
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
    holds: (update) => composing.holds(update),
    change: (edit) => editor.isEditable() && binding.change(edit),
    plainText: () => editor.getEditorState().read(() => $getRoot().getTextContent()),
    onChange: (listener) =>
      editor.registerUpdateListener(({ dirtyElements, dirtyLeaves }) => {
        if (dirtyElements.size > 0 || dirtyLeaves.size > 0) listener();
      }),
    stop() {
      for (const unmount of mounted) unmount();
      for (const stop of stops) stop();
      keeping.stop();
      binding.stop();
      editor.setRootElement(null);
    },
  };
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
