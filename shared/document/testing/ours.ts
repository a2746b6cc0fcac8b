import * as Y from 'yjs';
import { bindDocument } from '../binding.ts';
import { BODY_ROOT } from '../layout.ts';
import { containerForm, isVoidType } from '../layout.ts';
import { readBody } from '../markdown/read-document.ts';
import type { Run } from '../runs.ts';
import { typeOf } from '../props.ts';
import type { BindingKind } from './bindings.ts';
import { chipLabel } from './page.ts';

const labelOf = (run: Run): string => (run.kind === 'text' ? run.text : chipLabel(run.embed));

/** @param keptSteps what a binding before can undo */
export const oursAfter = (keptSteps: Uint8Array | null): BindingKind => ({
  name: 'ours',
  bind(editor, doc, clock) {
    const binding = bindDocument(editor, doc, { clock, keptSteps });
    return {
      undo: () => binding.undo(),
      redo: () => binding.redo(),
      keepSteps: () => binding.keepSteps(),
      stopCapturing: () => binding.stopCapturing(),
      moveBlocks: (keys, target) => void binding.moveBlocks(keys, target),
      splitTitle: () => void binding.splitTitle(),
      change: (edit) => void binding.change(edit),
      carets: {
        own: () => binding.selectionForPresence(),
        resolve: (selection) => binding.resolveSelection(selection),
      },
      stop: () => binding.stop(),
    };
  },
  readDocument: (doc) =>
    readBody(doc)
      .filter(({ props }) => !(isVoidType(typeOf(props)) && containerForm(typeOf(props)) !== null))
      .map(({ runs }) => runs.map(labelOf).join('')),
  identities(doc) {
    const ids = new Map<string, string>();
    const twice = new Set<string>();
    for (let item = doc.getText(BODY_ROOT)._start; item !== null; item = item.right) {
      if (item.deleted) continue;
      const { content } = item;
      const characters =
        content instanceof Y.ContentString
          ? Array.from(content.str)
          : content instanceof Y.ContentEmbed
            ? [chipLabel(content.embed)]
            : [];
      for (const [at, character] of characters.entries()) {
        if (ids.has(character)) twice.add(character);
        ids.set(character, `${item.id.client}:${item.id.clock + at}`);
      }
    }
    for (const character of twice) ids.delete(character);
    ids.delete('\n');
    return ids;
  },
});

export const OURS = oursAfter(null);
