/** How chips look on the page: days in the reader's language, formulas drawn, the own name told from others'. */
import { mergeRegister } from '@lexical/utils';
import { $getNodeByKey, type LexicalEditor, type NodeKey } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import type { Chip } from '#shared/document/chips.ts';
import { $isChipNode, ChipNode } from '#shared/document/nodes.ts';
import type { People } from '../people.ts';
import type { Store } from '../store.ts';
import { dayText } from './days.ts';
import { drawFormula } from './formula-look.ts';

export function registerChipViews(editor: LexicalEditor, people: Store<People>): () => void {
  const shown = new Set<NodeKey>();
  const isSelf = (id: string): boolean => people.get().people.some((person) => person.self && person.id === id);
  const show = (key: NodeKey): void => {
    const element = editor.getElementByKey(key);
    const chip = editor.read('latest', () => {
      const node = $getNodeByKey(key);
      return $isChipNode(node) ? node.getChip() : null;
    });
    if (element !== null && chip !== null) showChip(element, chip, isSelf);
  };
  return mergeRegister(
    editor.registerMutationListener(ChipNode, (mutations) => {
      for (const [key, kind] of mutations) {
        if (kind === 'destroyed') shown.delete(key);
        else {
          shown.add(key);
          show(key);
        }
      }
    }),
    people.subscribe(() => {
      for (const key of shown) show(key);
    }),
  );
}

function showChip(element: HTMLElement, chip: Chip, isSelf: (id: string) => boolean): void {
  const view = element.ownerDocument.defaultView;
  const locale = view?.navigator.language ?? 'en';
  switch (chip.t) {
    case 'person':
      element.toggleAttribute('data-self', isSelf(chip.id));
      break;
    case 'document':
      element.title = chip.title;
      break;
    case 'date':
      element.textContent = dayText(chip.date, locale, 'medium');
      element.title = dayText(chip.date, locale, 'full');
      break;
    case 'formula':
      void showFormula(element, chip.tex);
      break;
    default:
      unreachable(chip);
  }
}

/** Its source stands there until it is drawn, and where it cannot be. */
async function showFormula(element: HTMLElement, tex: string): Promise<void> {
  if (element.dataset['tex'] === tex) return;
  element.dataset['tex'] = tex;
  const isWanted = (): boolean => element.dataset['tex'] === tex;
  const look = await drawFormula(element, tex, isWanted);
  if (!isWanted()) return;
  element.toggleAttribute('data-bad', look.kind === 'bad');
  if (look.kind === 'bad') element.title = look.why;
  if (look.kind === 'missing') delete element.dataset['tex'];
}
