/** The pictures of formulas and diagrams: drawn beside their source, outside of what can be written in. */
import {
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  type LexicalEditor,
  type LexicalNode,
  type NodeKey,
} from 'lexical';
import type { Clock } from '#shared/clock.ts';
import {
  $isDiagramNode,
  $isFormulaNode,
  $isSourceNode,
  DiagramNode,
  FormulaNode,
  PICTURE_PART,
  type SourceNode,
} from '#shared/document/nodes.ts';
import { watchColorScheme } from './color-scheme.ts';
import type { LeafWords } from './leaf-words.ts';

/** While somebody writes in a source, its picture waits for a pause. */
const PAUSE_MS = 250;
/** Shows the source of the block that the caret is in. */
const EDITING = 'mh-editing';

/** Where the source stands in the place of its picture. */
const RAW = 'raw';

/** Draws a source into an element; gives why it cannot be read, null where it was drawn. */
export type Painter = (element: HTMLElement, source: string) => Promise<string | null>;

/** What the library of each kind draws. */
export interface Painters {
  readonly formula: Painter;
  readonly diagram: Painter;
}

interface Picture {
  readonly holder: HTMLElement;
  readonly drawing: HTMLElement;
  readonly message: HTMLElement;
  source: string | null;
  cancel: (() => void) | null;
}

/** Costs nothing while a document has no formula and no diagram. Gives its own stop. */
export function registerPictures(
  editor: LexicalEditor,
  painters: Painters,
  words: LeafWords,
  clock: Clock,
): () => void {
  const pictures = new Map<NodeKey, Picture>();
  let editing: NodeKey | null = null;

  const open = (key: NodeKey): Picture | null => {
    const holder = editor.getElementByKey(key)?.querySelector<HTMLElement>(`:scope > [data-part="${PICTURE_PART}"]`);
    if (holder == null) return null;
    const known = pictures.get(key);
    if (known?.holder === holder) return known;
    known?.cancel?.();
    const page = holder.ownerDocument;
    const [drawing, message] = [page.createElement('div'), page.createElement('div')];
    message.className = 'message';
    drawing.className = 'drawing';
    holder.replaceChildren(drawing, message);
    const picture: Picture = { holder, drawing, message, source: null, cancel: null };
    pictures.set(key, picture);
    return picture;
  };

  const forget = (key: NodeKey): void => {
    pictures.get(key)?.cancel?.();
    pictures.delete(key);
  };

  const draw = async (key: NodeKey): Promise<void> => {
    const picture = open(key);
    if (picture === null) return;
    const found = editor.getEditorState().read(() => {
      const node = $getNodeByKey(key);
      if (!$isSourceNode(node)) return null;
      return {
        source: node.getTextContent(),
        kind: $isFormulaNode(node) ? ('formula' as const) : ('diagram' as const),
      };
    });
    if (found === null || found.source === picture.source) return;
    const { source, kind } = found;
    picture.source = source;
    const show = (message: string, isWrong: boolean): void => {
      picture.message.textContent = message;
      picture.holder.classList.toggle('wrong', isWrong);
      picture.holder.classList.toggle('empty', source.trim() === '');
    };
    if (source.trim() === '') {
      picture.drawing.replaceChildren();
      show(kind === 'formula' ? words.emptyFormula : words.emptyDiagram, false);
      return;
    }
    try {
      const wrong = await painters[kind](picture.drawing, source);
      if (picture.source !== source) return;
      if (wrong !== null) showSource(picture, source);
      else picture.drawing.classList.remove(RAW);
      show(wrong === null ? '' : words.unreadable(wrong), wrong !== null);
    } catch {
      // offline, or a server of another version: the next change of the block tries again
      if (picture.source !== source) return;
      picture.source = null;
      showSource(picture, source);
      show(words.notLoaded, false);
    }
  };

  const ask = (key: NodeKey): void => {
    const picture = open(key);
    if (picture === null) return;
    picture.cancel?.();
    picture.cancel = clock.after(picture.source === null ? 0 : PAUSE_MS, () => {
      picture.cancel = null;
      void draw(key);
    });
  };

  /** A picture has the colours of the time when it was drawn; a formula is text, and has those of the page. */
  const redraw = (): void => {
    for (const [key, picture] of pictures) {
      if (!editor.getEditorState().read(() => $isDiagramNode($getNodeByKey(key)))) continue;
      picture.source = null;
      ask(key);
    }
  };

  const showEditing = (next: NodeKey | null): void => {
    if (editing === next) return;
    if (editing !== null) editor.getElementByKey(editing)?.classList.remove(EDITING);
    if (next !== null) editor.getElementByKey(next)?.classList.add(EDITING);
    editing = next;
  };

  const press = (event: MouseEvent): void => {
    const target = event.composedPath()[0] as Element | undefined;
    const holder = target?.closest?.(`[data-part="${PICTURE_PART}"]`);
    if (holder == null || !editor.isEditable() || event.button !== 0) return;
    for (const [key, picture] of pictures) {
      if (picture.holder !== holder) continue;
      event.preventDefault();
      editor.update(() => {
        const node = $getNodeByKey(key);
        if ($isSourceNode(node)) node.selectEnd();
      });
      editor.getRootElement()?.focus({ preventScroll: true });
    }
  };

  const onChanges = (changes: ReadonlyMap<NodeKey, string>): void => {
    for (const [key, change] of changes) {
      if (change === 'destroyed') forget(key);
      else ask(key);
    }
  };

  const stops = [
    editor.registerMutationListener(FormulaNode, onChanges),
    editor.registerMutationListener(DiagramNode, onChanges),
    // a block is not mutated when only the words in it are
    editor.registerUpdateListener(({ editorState, dirtyElements }) => {
      if (pictures.size === 0) return;
      for (const key of dirtyElements.keys()) if (pictures.has(key)) ask(key);
      showEditing(editorState.read($sourceAtCaret)?.getKey() ?? null);
    }),
    editor.registerRootListener((root, previous) => {
      previous?.removeEventListener('mousedown', press);
      if (root === null) return undefined;
      root.addEventListener('mousedown', press);
      return watchColorScheme(root, redraw);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    for (const key of pictures.keys()) forget(key);
    editor.getRootElement()?.removeEventListener('mousedown', press);
  };
}

/** What was drawn last stays; where nothing was, the source is better than nothing. */
function showSource({ drawing }: Picture, source: string): void {
  if (drawing.childNodes.length > 0 && !drawing.classList.contains(RAW)) return;
  drawing.classList.add(RAW);
  drawing.textContent = source;
}

/** The formula or diagram that the caret is in. */
export function $sourceAtCaret(): SourceNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  for (let node: LexicalNode | null = selection.focus.getNode(); node !== null; node = node.getParent()) {
    if ($isSourceNode(node)) return node;
  }
  return null;
}
