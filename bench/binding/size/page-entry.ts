/** What runs in Chromium: the same rows on an editor that is laid out. Bundled by `chromium-run.ts` into one script. */
import { createEditor } from 'lexical';
import type { LexicalEditor } from 'lexical';
import { DOCUMENT_NODES } from '#shared/document/nodes.ts';
import { BenchRun } from './bench-run.ts';
import type { Figure, RowName, Setting } from './rows.ts';

declare global {
  var startBench: (setting: Setting, state: string | null) => void;
  var measureRow: (row: RowName) => Promise<Figure>;
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
