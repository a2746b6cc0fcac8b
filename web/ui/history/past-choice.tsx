/** Which blocks of a version are chosen, to be copied or brought back. */
import type { ReactElement } from 'react';
import type { WritableStore } from '#web/editor/store.ts';
import { useStorePart } from '../surroundings.ts';
import { historyWords as words } from './words.ts';

interface ChoiceProps {
  readonly chosen: WritableStore<ReadonlySet<string>>;
  readonly block: string;
}

export function Choice({ chosen, block }: ChoiceProps): ReactElement {
  const isChosen = useStorePart(chosen, (keys) => keys.has(block));
  const choose = (wanted: boolean): void => {
    const keys = new Set(chosen.get());
    if (wanted) keys.add(block);
    else keys.delete(block);
    chosen.set(keys);
  };
  return (
    <input
      type="checkbox"
      aria-label={words.chooseBlock}
      checked={isChosen}
      onChange={(event) => choose(event.target.checked)}
    />
  );
}

/** The blocks that the page's selection touches: the innermost ones, and of a table the whole. */
export function selectedKeys(page: HTMLElement): Set<string> {
  const selection = page.ownerDocument.getSelection();
  const keys = new Set<string>();
  if (selection === null || selection.isCollapsed) return keys;
  for (const element of page.querySelectorAll<HTMLElement>('[data-key]')) {
    if (element.querySelector('[data-key]') !== null || !selection.containsNode(element, true)) continue;
    const table = element.closest<HTMLElement>('.mh-table')?.closest<HTMLElement>('[data-key]');
    const key = (table ?? element).dataset['key'];
    if (key !== undefined) keys.add(key);
  }
  return keys;
}
