/** Images and files in the text: what is in their frames, how they are chosen, resized and gone past by key. */
import { mergeRegister } from '@lexical/utils';
import {
  $createParagraphNode,
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isElementNode,
  $isNodeSelection,
  $isRangeSelection,
  $setSelection,
  $findMatchingParent,
  CLICK_COMMAND,
  COMMAND_PRIORITY_HIGH,
  COMMAND_PRIORITY_NORMAL,
  DELETE_CHARACTER_COMMAND,
  INSERT_PARAGRAPH_COMMAND,
  isDOMNode,
  isHTMLElement,
  KEY_ARROW_DOWN_COMMAND,
  KEY_ARROW_UP_COMMAND,
  KEY_DOWN_COMMAND,
  KEY_ENTER_COMMAND,
  type LexicalEditor,
  type ElementNode,
  type LexicalNode,
  type PointType,
  type NodeKey,
} from 'lexical';
import { resolveFileUrl } from '#shared/document/file-url.ts';
import { $isFileNode, $isImageNode, FileNode, ImageNode } from '#shared/document/nodes.ts';
import { LEAST_WIDTH_PERCENT } from '#shared/document/nodes/image.ts';
import { $selectWhole } from '#shared/document/nodes/select-whole.ts';

const CHOSEN = 'mh-chosen';
const STEP_PERCENT = 5;

/** What stands in a frame, in the person's language. */
export interface ImageWords {
  readonly broken: string;
  readonly tryAgain: string;
  readonly describe: string;
  readonly resize: string;
}

/** @param server base of the server that the document is on */
export function registerImages(editor: LexicalEditor, server: string, words: ImageWords): () => void {
  let shown: readonly NodeKey[] = [];
  return mergeRegister(
    editor.registerMutationListener(ImageNode, (changes) => {
      for (const [key, change] of changes) if (change !== 'destroyed') showImage(editor, key, server, words);
    }),
    editor.registerMutationListener(FileNode, (changes) => {
      for (const [key, change] of changes) if (change !== 'destroyed') showFile(editor, key, server);
    }),
    editor.registerCommand(
      CLICK_COMMAND,
      ({ target }) => {
        if (!isDOMNode(target) || (isHTMLElement(target) && target.closest('a, button, input, figcaption') !== null))
          return false;
        const node = $getNearestNodeFromDOMNode(target);
        return ($isImageNode(node) || $isFileNode(node)) && $choose(editor, node);
      },
      COMMAND_PRIORITY_NORMAL,
    ),
    editor.registerRootListener((root) => {
      if (root === null) return undefined;
      const onDown = ({ target }: PointerEvent): void => leaveChosen(editor, target);
      root.addEventListener('pointerdown', onDown);
      return () => root.removeEventListener('pointerdown', onDown);
    }),
    editor.registerCommand(INSERT_PARAGRAPH_COMMAND, () => $leaveCaption($captionAtCaret()), COMMAND_PRIORITY_HIGH),
    editor.registerCommand(
      KEY_ENTER_COMMAND,
      (event) => {
        const chosen = $chosen();
        if (chosen === null) return false;
        event?.preventDefault();
        return $leaveCaption(chosen);
      },
      COMMAND_PRIORITY_NORMAL,
    ),
    editor.registerCommand(
      DELETE_CHARACTER_COMMAND,
      (backward) => $deleteBeside(editor, backward),
      COMMAND_PRIORITY_HIGH,
    ),
    editor.registerCommand(KEY_ARROW_DOWN_COMMAND, (event) => $pass(editor, event, 'down'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_ARROW_UP_COMMAND, (event) => $pass(editor, event, 'up'), COMMAND_PRIORITY_NORMAL),
    editor.registerCommand(KEY_DOWN_COMMAND, $resizeByKey, COMMAND_PRIORITY_HIGH),
    editor.registerUpdateListener(({ editorState }) => {
      const chosen = editorState.read(() => {
        const selection = $getSelection();
        if (!$isNodeSelection(selection)) return [];
        return selection.getNodes().flatMap((node) => ($isImageNode(node) || $isFileNode(node) ? [node.getKey()] : []));
      });
      for (const key of shown) if (!chosen.includes(key)) editor.getElementByKey(key)?.classList.remove(CHOSEN);
      for (const key of chosen) editor.getElementByKey(key)?.classList.add(CHOSEN);
      shown = chosen;
    }),
  );
}

/** Lexical keeps a chosen block chosen when the caret is put elsewhere; so it is let go before the browser puts it there. */
function leaveChosen(editor: LexicalEditor, target: EventTarget | null): void {
  if (isHTMLElement(target) && target.closest(`.${CHOSEN}`) !== null && target.closest('figcaption') === null) return;
  if (!editor.read('latest', () => $isNodeSelection($getSelection()))) return;
  editor.update(() => $setSelection(null), { discrete: true });
}

function $choose(editor: LexicalEditor, node: ImageNode | FileNode): true {
  $selectWhole(node.getKey());
  editor.getRootElement()?.focus({ preventScroll: true });
  return true;
}

/** The image or file that is chosen as a whole. */
function $chosen(): ImageNode | FileNode | null {
  const selection = $getSelection();
  const [node, ...more] = $isNodeSelection(selection) ? selection.getNodes() : [];
  return more.length === 0 && ($isImageNode(node) || $isFileNode(node)) ? node : null;
}

function $captionAtCaret(): ImageNode | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return null;
  const block = $findMatchingParent(selection.anchor.getNode(), $isImageNode);
  return $isImageNode(block) ? block : null;
}

/** A caption is one: Enter goes on behind the image. */
function $leaveCaption(node: ImageNode | FileNode | null): boolean {
  if (node === null) return false;
  const line = $createParagraphNode();
  node.insertAfter(line);
  line.select();
  return true;
}

/** Backspace behind an image or a file chooses it, so does Delete in front of one; captions are never joined with what is around them. */
function $deleteBeside(editor: LexicalEditor, backward: boolean): boolean {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) || !selection.isCollapsed()) return false;
  const { anchor } = selection;
  const block = $findMatchingParent(anchor.getNode(), (node) => $isElementNode(node) && !node.isInline());
  if (block === null || !$isElementNode(block)) return false;
  if (!$isAtEdge(anchor, block, backward)) return false;
  if ($isImageNode(block)) return backward ? $choose(editor, block) : true;
  const beside = backward ? block.getPreviousSibling() : block.getNextSibling();
  if (!$isImageNode(beside) && !$isFileNode(beside)) return false;
  if (block.isEmpty() && block.getType() === 'paragraph' && block.getNextSibling() !== null) block.remove();
  return $choose(editor, beside);
}

/** Is there nothing of the block in front of a point, or behind it? */
function $isAtEdge(point: PointType, block: ElementNode, start: boolean): boolean {
  let node: LexicalNode = point.getNode();
  const size = $isElementNode(node) ? node.getChildrenSize() : node.getTextContentSize();
  if (point.offset !== (start ? 0 : size)) return false;
  while (!node.is(block)) {
    if ((start ? node.getPreviousSibling() : node.getNextSibling()) !== null) return false;
    const parent = node.getParent();
    if (parent === null) return false;
    node = parent;
  }
  return true;
}

/** From a chosen image or file to the next block, and from a caption to its image. */
function $pass(editor: LexicalEditor, event: KeyboardEvent, way: 'up' | 'down'): boolean {
  if (event.shiftKey || event.altKey) return false;
  const chosen = $chosen();
  if (chosen === null) return false;
  event.preventDefault();
  if (way === 'down' && $isImageNode(chosen)) {
    chosen.selectStart();
    return true;
  }
  const next: LexicalNode | null = way === 'up' ? chosen.getPreviousSibling() : chosen.getNextSibling();
  if ($isImageNode(next) || $isFileNode(next)) return $choose(editor, next);
  if (next === null) return way === 'down' ? $leaveCaption(chosen) : true;
  if (way === 'up') next.selectEnd();
  else next.selectStart();
  return true;
}

function $resizeByKey(event: KeyboardEvent): boolean {
  const image = $chosen();
  if (!event.altKey || !event.shiftKey || !$isImageNode(image)) return false;
  const step = event.key === 'ArrowRight' ? STEP_PERCENT : event.key === 'ArrowLeft' ? -STEP_PERCENT : 0;
  if (step === 0) return false;
  event.preventDefault();
  image.setLook({ width: within((image.getLook().width ?? 100) + step) });
  return true;
}

const within = (percent: number): number => Math.min(100, Math.max(LEAST_WIDTH_PERCENT, Math.round(percent)));

function showFile(editor: LexicalEditor, key: NodeKey, server: string): void {
  const look = editor.read('latest', () => {
    const node = $getNodeByKey(key);
    return $isFileNode(node) ? { ...node.getLook(), label: node.getLabel() } : null;
  });
  const link = editor.getElementByKey(key)?.querySelector('a');
  if (look === null || link == null) return;
  const url = resolveFileUrl(look.src, server);
  if (url === null) {
    link.removeAttribute('href');
    return;
  }
  link.href = url;
  link.download = look.label;
}

/** Puts the image into its frame, and what there is beside it: words where it is broken, a field for its description, a handle. */
function showImage(editor: LexicalEditor, key: NodeKey, server: string, words: ImageWords): void {
  const look = editor.read('latest', () => {
    const node = $getNodeByKey(key);
    return $isImageNode(node) ? node.getLook() : null;
  });
  const frame = editor.getElementByKey(key)?.firstElementChild;
  if (look === null || !isHTMLElement(frame)) return;
  const parts = partsOf(editor, key, frame, words);
  const url = resolveFileUrl(look.src, server);
  parts.image.alt = look.alt;
  parts.alt.textContent = look.alt;
  if (parts.field.value !== look.alt && parts.field.getRootNode() instanceof Node && !parts.field.matches(':focus'))
    parts.field.value = look.alt;
  if (url === null) {
    parts.image.removeAttribute('src');
    frame.dataset['frame'] = 'broken';
  } else if (parts.image.getAttribute('src') !== url) {
    frame.dataset['frame'] = 'loading';
    parts.image.src = url;
  }
}

interface Parts {
  readonly image: HTMLImageElement;
  readonly alt: HTMLElement;
  readonly field: HTMLInputElement;
}

const made = new WeakMap<Element, Parts>();

function partsOf(editor: LexicalEditor, key: NodeKey, frame: HTMLElement, words: ImageWords): Parts {
  const known = made.get(frame);
  if (known !== undefined) return known;
  const page = frame.ownerDocument;
  const image = page.createElement('img');
  image.draggable = false;
  image.referrerPolicy = 'no-referrer';
  image.decoding = 'async';
  image.addEventListener('load', () => (frame.dataset['frame'] = 'shown'));
  image.addEventListener('error', () => (frame.dataset['frame'] = 'broken'));

  const broken = page.createElement('div');
  const alt = page.createElement('span');
  const note = page.createElement('small');
  note.textContent = words.broken;
  const again = page.createElement('button');
  again.type = 'button';
  again.textContent = words.tryAgain;
  again.addEventListener('click', () => {
    const { src } = image;
    if (src === '') return;
    frame.dataset['frame'] = 'loading';
    image.removeAttribute('src');
    image.src = src;
  });
  broken.append(alt, note, again);

  const field = page.createElement('input');
  field.placeholder = words.describe;
  field.setAttribute('aria-label', words.describe);
  const $write = (): void => {
    const node = $getNodeByKey(key);
    if ($isImageNode(node) && node.getLook().alt !== field.value) node.setLook({ alt: field.value });
  };
  // the keys and the clipboard are the field's while it has the focus
  for (const name of [
    'keydown',
    'keyup',
    'beforeinput',
    'input',
    'cut',
    'copy',
    'paste',
    'pointerdown',
    'mousedown',
    'click',
  ] as const) {
    field.addEventListener(name, (event) => event.stopPropagation());
  }
  field.addEventListener('keydown', ({ key: pressed }) => {
    if (pressed === 'Enter' || pressed === 'Escape') editor.getRootElement()?.focus({ preventScroll: true });
  });
  field.addEventListener('change', () => editor.update($write));

  const handle = page.createElement('span');
  handle.title = words.resize;
  handle.dataset['resize'] = '';
  handle.addEventListener('pointerdown', (event) => resizeByPointer(editor, key, frame, handle, event));
  frame.append(image, broken, field, handle);
  const parts: Parts = { image, alt, field };
  made.set(frame, parts);
  return parts;
}

/** The width follows the pointer here, and is everybody's when it is let go. */
function resizeByPointer(
  editor: LexicalEditor,
  key: NodeKey,
  frame: HTMLElement,
  handle: HTMLElement,
  begin: PointerEvent,
): void {
  const whole = frame.parentElement?.clientWidth ?? 0;
  if (!editor.isEditable() || whole === 0) return;
  begin.preventDefault();
  begin.stopPropagation();
  const before = frame.getBoundingClientRect().width;
  const turned = frame.matches(':dir(rtl)') ? -1 : 1;
  let percent: number | null = null;
  const move = ({ clientX }: PointerEvent): void => {
    percent = within(((before + (clientX - begin.clientX) * turned) / whole) * 100);
    frame.style.width = `${percent}%`;
  };
  const end = (): void => {
    handle.removeEventListener('pointermove', move);
    handle.removeEventListener('pointerup', end);
    handle.removeEventListener('pointercancel', end);
    const width = percent;
    if (width === null) return;
    editor.update(() => {
      const node = $getNodeByKey(key);
      if ($isImageNode(node)) node.setLook({ width });
    });
  };
  handle.setPointerCapture(begin.pointerId);
  handle.addEventListener('pointermove', move);
  handle.addEventListener('pointerup', end);
  handle.addEventListener('pointercancel', end);
}
