import { bindDocument } from '../binding.ts';
import { readBody } from '../markdown/read-document.ts';
import { runsText } from '../runs.ts';
import type { BindingKind } from './bindings.ts';

export const OURS: BindingKind = {
  name: 'ours',
  bind(editor, doc, clock) {
    const binding = bindDocument(editor, doc, { clock });
    return {
      undo: () => void binding.undo(),
      redo: () => void binding.redo(),
      stopCapturing: () => binding.stopCapturing(),
      carets: {
        own: () => binding.selectionForPresence(),
        resolve: (selection) => binding.resolveSelection(selection),
      },
      stop: () => binding.stop(),
    };
  },
  readDocument: (doc) => readBody(doc).map(({ runs }) => runsText(runs)),
};
