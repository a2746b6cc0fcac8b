/** One document of one contestant, on which the rows are measured one after the other; in Node and in a page alike. */
import {
  $createRangeSelection,
  $getRoot,
  $getSelection,
  $isElementNode,
  $isTextNode,
  $selectAll,
  $setSelection,
} from 'lexical';
import type { ElementNode, LexicalEditor, TextNode } from 'lexical';
import * as Y from 'yjs';
import { unreachable } from '#shared/assert.ts';
import { $paragraph, writeParagraphs } from './content.ts';
import { openWith } from './contestants.ts';
import type { Opened } from './contestants.ts';
import { KEYS_ROW } from './rows.ts';
import type { Figure, RowName, Setting } from './rows.ts';

/** Paragraphs that somebody else pastes. */
const PASTED = 500;
/** A row is repeated as long as it took less than this, with what has to be done between its steps. */
const ROW_MS = 500;

/** People who type besides the one who is measured. */
const OTHERS = 5;

export interface Surroundings {
  /** a new editor, in sight where there is something to see; the one before it goes */
  newEditor(): LexicalEditor;
  /** an editor that nobody sees, for somebody else */
  newHiddenEditor(): LexicalEditor;
  /** lays out what is to be seen */
  settle(): void;
  /** bytes of the heap after a collection of garbage */
  heap(): number | Promise<number>;
}

interface Other {
  readonly editor: LexicalEditor;
  readonly doc: Y.Doc;
  readonly sent: Uint8Array[];
  opened: Opened | null;
}

interface Timed {
  readonly total: number;
  readonly binding: number | null;
}

export class BenchRun {
  readonly #setting: Setting;
  readonly #surroundings: Surroundings;
  readonly #state: Uint8Array | null;
  #editor: LexicalEditor | null = null;
  #doc = new Y.Doc();
  #opened: Opened | null = null;
  #sent: Uint8Array[] = [];
  #other: Other | null = null;
  /** milliseconds in the listener that the binding registered, since the last look */
  #inListener = 0;
  #heapBefore = 0;

  /** @param state of the contestant's own making; null for `lexical` */
  constructor(setting: Setting, surroundings: Surroundings, state: Uint8Array | null) {
    this.#setting = setting;
    this.#surroundings = surroundings;
    this.#state = state;
  }

  async measure(row: RowName): Promise<Figure> {
    if (row === KEYS_ROW) throw new Error('keys are pressed from outside of the page');
    if (row === 'heap')
      return { total: (await this.#surroundings.heap()) - this.#heapBefore, binding: null, repeats: 1 };
    if (row === 'open') this.#heapBefore = await this.#surroundings.heap();
    const times: Timed[] = [];
    const ends = performance.now() + ROW_MS;
    // who needs the document open in order to go on, opens it once
    while (times.length < this.#setting.repeats && (times.length === 0 || performance.now() < ends)) {
      times.push(await this.#step(row, times.length));
    }
    const bindings = times.flatMap(({ binding }) => binding ?? []);
    return {
      total: median(times.map(({ total }) => total)),
      binding: bindings.length === 0 ? null : median(bindings),
      repeats: times.length,
    };
  }

  /** Keys of five others, each of which comes in when it is called; fewer when making them takes longer than `withinMs`. */
  async keysOfOthers(count: number, withinMs: number): Promise<Array<() => void>> {
    const { contestant, paragraphs: size } = this.#setting;
    const ends = performance.now() + withinMs;
    const keys: Array<() => void> = [];
    const $key = (at: number): void => $type($textAt(Math.floor((size * (1 + (at % OTHERS))) / (OTHERS + 1))), at);
    for (let at = 0; at < count && performance.now() < ends; at += 1) {
      if (contestant === 'lexical') {
        // it has one selection, which must stay where the keys go
        keys.push(() =>
          this.#shown.update(
            () => {
              const selection = $getSelection()?.clone() ?? null;
              $key(at);
              $setSelection(selection);
            },
            { discrete: true },
          ),
        );
        continue;
      }
      const updates = await this.#editElsewhere(() => $key(at), 1 + (at % OTHERS));
      keys.push(() => {
        for (const update of updates) Y.applyUpdate(this.#doc, update, 'net');
      });
    }
    return keys;
  }

  async #step(row: Exclude<RowName, 'heap' | typeof KEYS_ROW>, round: number): Promise<Timed> {
    const { contestant, paragraphs: size } = this.#setting;
    switch (row) {
      case 'open':
        return this.#time(() => this.#open(), false);
      case 'key at the start':
        return this.#edit(() => $type($textAt(round % 3), round));
      case 'key in the middle':
        return this.#edit(() => $type($textAt((size >> 1) + (round % 3)), round));
      case 'key at the end':
        return this.#edit(() => $type($textAt(-1 - (round % 3)), round));
      case 'Enter':
        return this.#edit(
          () =>
            void $textAt((size >> 2) + 3 * round)
              .select(20, 20)
              .insertParagraph(),
        );
      case 'key of somebody else':
        return this.#remote(() => $type($textAt((size >> 1) + 20 + (round % 3)), round));
      case 'paste of 500 by somebody else':
        // what was pasted last goes first: the document keeps its size
        if (round > 0) await this.#remoteUndo();
        return this.#remote(() => {
          const pasted = Array.from({ length: PASTED }, (_, at) =>
            $paragraph(round * PASTED + at, this.#setting.style),
          );
          const stays = contestant === 'lexical' && round > 0;
          $getRoot().splice(size >> 1, stays ? PASTED : 0, pasted);
        });
      case 'all bold':
        // rounds are done and taken back, so that each makes bold what was not
        if (round > 0) await this.#undo();
        return this.#edit($embolden);
      case 'undo of that':
        if (round > 0) await this.#edit($embolden);
        return this.#undo();
      case 'move by one':
        return this.#move((size >> 1) + 5 * round, 'down');
      case 'move to the end':
        return this.#move((size >> 2) + 5 * round, 'end');
      case 'delete everything':
        if (round > 0) await this.#undo();
        return this.#edit(() => $selectAll().removeText());
      case 'undo of the deletion':
        if (round > 0) await this.#edit(() => $selectAll().removeText());
        return this.#undo();
      default:
        return unreachable(row);
    }
  }

  get #shown(): LexicalEditor {
    if (this.#editor === null) throw new Error('nothing was opened');
    return this.#editor;
  }

  #open(): void {
    this.#editor = this.#surroundings.newEditor();
    this.#doc = new Y.Doc();
    this.#sent = [];
    this.#other = null;
    const { contestant, paragraphs, style } = this.#setting;
    if (contestant === 'lexical') {
      writeParagraphs(this.#editor, paragraphs, style);
      return;
    }
    this.#opened = this.#withTimedListeners(this.#editor, (editor) =>
      openWith(contestant, editor, this.#doc, this.#state),
    );
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'net') this.#sent.push(update);
    });
  }

  /** Whatever listens to the editor's updates while a binding is set up is the binding. */
  #withTimedListeners<T>(editor: LexicalEditor, set: (editor: LexicalEditor) => T): T {
    const register = editor.registerUpdateListener.bind(editor);
    editor.registerUpdateListener = (listener) =>
      register((payload) => {
        const start = performance.now();
        listener(payload);
        this.#inListener += performance.now() - start;
      });
    try {
      return set(editor);
    } finally {
      editor.registerUpdateListener = register;
    }
  }

  async #time(step: () => void, listens: boolean): Promise<Timed> {
    this.#inListener = 0;
    const start = performance.now();
    step();
    const [listened, turned] = [this.#inListener, performance.now()];
    // what bindings put off to the end of the turn is theirs, too
    await Promise.resolve();
    await Promise.resolve();
    const putOff = performance.now() - turned;
    this.#surroundings.settle();
    const total = performance.now() - start;
    return { total, binding: listens && this.#opened !== null ? listened + putOff : null };
  }

  #edit($change: () => void): Promise<Timed> {
    this.#opened?.stopCapturing();
    return this.#time(() => this.#shown.update($change, { discrete: true }), true);
  }

  #undo(): Promise<Timed> {
    const opened = this.#opened;
    if (opened !== null) return this.#time(() => opened.undo(), false);
    return this.#time(() => this.#shown.update(() => this.#$takeBack(), { discrete: true }), false);
  }

  /** What an undo does to the page, where nobody knows what was: all bold, or nothing there. */
  #$takeBack(): void {
    const { paragraphs, style } = this.#setting;
    if ($getRoot().getTextContentSize() > 0) {
      $embolden();
      return;
    }
    const all = Array.from({ length: paragraphs }, (_, at) => $paragraph(at, style));
    $getRoot().splice(0, $getRoot().getChildrenSize(), all);
  }

  #move(at: number, to: 'down' | 'end'): Promise<Timed> {
    const move = this.#opened?.move ?? null;
    if (move === null) {
      return this.#edit(() => {
        const block = $blockAt(at);
        const target = to === 'end' ? $getRoot().getLastChild() : block.getNextSibling();
        target?.insertAfter(block);
      });
    }
    const key = this.#shown.read(() => $blockAt(at).getKey());
    this.#opened?.stopCapturing();
    return this.#time(() => move(key, to === 'end' ? { before: null } : 'down'), false);
  }

  /** Somebody else's edit, made elsewhere and measured where it comes in. */
  async #remote($change: () => void): Promise<Timed> {
    const { contestant } = this.#setting;
    if (contestant === 'lexical') return this.#edit($change);
    const updates = await this.#editElsewhere($change);
    return this.#time(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update, 'net');
    }, false);
  }

  /**
   * Gives what somebody else sends.
   * @param person of several who share an editor
   */
  async #editElsewhere($change: () => void, person = 0): Promise<Uint8Array[]> {
    const other = (this.#other ??= this.#newOther());
    for (const update of this.#sent.splice(0)) Y.applyUpdate(other.doc, update, 'net');
    await Promise.resolve();
    other.opened?.stopCapturing();
    if (person > 0) other.doc.clientID = person;
    other.editor.update($change, { discrete: true });
    await Promise.resolve();
    return other.sent.splice(0);
  }

  async #remoteUndo(): Promise<void> {
    this.#other?.opened?.undo();
    await Promise.resolve();
    for (const update of this.#other?.sent.splice(0) ?? []) Y.applyUpdate(this.#doc, update, 'net');
    await Promise.resolve();
  }

  #newOther(): Other {
    const { contestant } = this.#setting;
    const other: Other = { editor: this.#surroundings.newHiddenEditor(), doc: new Y.Doc(), sent: [], opened: null };
    if (contestant === 'lexical') return other;
    this.#sent.splice(0);
    other.opened = openWith(contestant, other.editor, other.doc, Y.encodeStateAsUpdate(this.#doc));
    other.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'net') other.sent.push(update);
    });
    return other;
  }
}

function $blockAt(at: number): ElementNode {
  const root = $getRoot();
  const size = root.getChildrenSize();
  const block = root.getChildAtIndex(at < 0 ? size + at : Math.min(at, size - 2));
  if (!$isElementNode(block)) throw new TypeError('no paragraph there');
  return block;
}

function $textAt(at: number): TextNode {
  const text = $blockAt(at).getFirstChild();
  if (!$isTextNode(text)) throw new TypeError('no text there');
  return text;
}

function $embolden(): void {
  const selection = $selectAll();
  // a selection that was there before keeps what it would give to typed text, and formatting goes by that
  selection.format = 0;
  selection.formatText('bold');
}

function $type(text: TextNode, round: number): void {
  const at = 10 + (round % 20);
  text.spliceText(at, 0, 'x');
  const selection = $createRangeSelection();
  selection.anchor.set(text.getKey(), at + 1, 'text');
  selection.focus.set(text.getKey(), at + 1, 'text');
  $setSelection(selection);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
