/** The numbers of a list's items, which follow from what stands before them. */
import type { ViewNode } from '#shared/document/history-view/view-tree.ts';
import { typeOf } from '#shared/document/props.ts';

export class ListNumbers {
  /** of the last numbered item of each level */
  readonly #counts: number[] = [];

  /** To be asked for each block of a section in its order; 0 for what is no numbered item. One that was deleted counts for none. */
  next({ block: { kind, props } }: ViewNode): number {
    const type = typeOf(props);
    const level = typeof props['level'] === 'number' ? props['level'] : 0;
    if (type !== 'number' && type !== 'bullet' && type !== 'check') {
      if (kind !== 'deleted') this.#counts.length = 0;
      return 0;
    }
    const known = this.#counts[level];
    const number = known === undefined ? (typeof props['start'] === 'number' ? props['start'] : 1) : known + 1;
    if (kind !== 'deleted') {
      this.#counts.length = Math.min(this.#counts.length, type === 'number' ? level + 1 : level);
      if (type === 'number') this.#counts[level] = number;
    }
    return type === 'number' ? number : 0;
  }
}
