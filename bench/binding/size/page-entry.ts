/** What runs in Chromium: the same rows on an editor that is laid out. Bundled by `chromium-run.ts` into one script. */
import { registerRichText } from '@lexical/rich-text';
import { createEditor } from 'lexical';
import type { LexicalEditor } from 'lexical';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { BenchRun } from './bench-run.ts';
import type { Figure, RowName, Setting } from './rows.ts';

declare global {
  var startBench: (setting: Setting, state: string | null) => void;
  var measureRow: (row: RowName) => Promise<Figure>;
  /** five others begin to type, and keys are timed */
  var startTyping: () => Promise<void>;
  /** milliseconds of each key while they did, and whether the last of them is on the page */
  var endTyping: () => { times: number[]; typed: boolean };
  /** given by the driver: bytes of the heap after a collection of garbage */
  var collectAndMeasure: () => Promise<number>;
}

let run: BenchRun | null = null;
let root: HTMLElement | null = null;

function newEditor(): LexicalEditor {
  const editor = createEditor({
    namespace: 'manyhands',
    nodes: [...DOCUMENT_NODES],
    onError(error) {
      throw error;
    },
  });
  root?.remove();
  root = document.createElement('div');
  root.className = 'mh-doc';
  root.contentEditable = 'true';
  document.body.append(root);
  editor.setRootElement(root);
  registerRichText(editor);
  return editor;
}

globalThis.startBench = (setting, state) => {
  const bytes = state === null ? null : Uint8Array.from(atob(state), (character) => character.charCodeAt(0));
  run = new BenchRun(
    setting,
    {
      newEditor,
      newHiddenEditor: () => createEditor({ namespace: 'manyhands', nodes: [...DOCUMENT_NODES] }),
      // reading a height makes the browser lay the page out
      settle: () => void root?.offsetHeight,
      heap: () => globalThis.collectAndMeasure(),
    },
    bytes,
  );
};
globalThis.measureRow = (row) => {
  if (run === null) throw new Error('nothing was started');
  return run.measure(row);
};

/** Of all five together. */
const OTHERS_PACE_MS = 30;
/** Their keys are made ahead, so that what they cost to make is no part of what is measured. */
const OTHERS_KEYS = 130;
const OTHERS_AHEAD_MS = 5000;

let times: number[] = [];
let timer: ReturnType<typeof setInterval> | undefined;

globalThis.startTyping = async () => {
  if (run === null || root === null) throw new Error('nothing was started');
  const text = root;
  const keys = await run.keysOfOthers(OTHERS_KEYS, OTHERS_AHEAD_MS);
  times = [];
  const { port1, port2 } = new MessageChannel();
  let began = 0;
  port1.addEventListener('message', () => {
    void text.offsetHeight;
    if (timer !== undefined) times.push(performance.now() - began);
  });
  port1.start();
  text.addEventListener(
    'keydown',
    ({ timeStamp }) => {
      began = timeStamp;
    },
    true,
  );
  // the letter is in and shown by the end of this task
  text.addEventListener('beforeinput', () => port2.postMessage(null), true);
  timer = setInterval(() => {
    const key = keys.shift();
    if (key !== undefined) key();
    else {
      clearInterval(timer);
      timer = undefined;
    }
  }, OTHERS_PACE_MS);
};
globalThis.endTyping = () => {
  clearInterval(timer);
  timer = undefined;
  return { times, typed: root?.textContent.includes('x'.repeat(times.length)) ?? false };
};
