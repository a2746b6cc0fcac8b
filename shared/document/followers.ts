/** Blocks that were split off in front of others: found by those, however many there are. */
import type * as Y from 'yjs';
import { groupBy } from '#shared/group-by.ts';
import type { Fragment } from './fragment.ts';

export class Followers {
  readonly #all = new Set<Fragment>();
  /** by the half that each was split off from; null when it has to be made anew */
  #byHalf: Map<string, Fragment[]> | null = null;
  /** by the block that each is shown in front of, in the order of the page; null likewise */
  #byTail: Map<Fragment, Fragment[]> | null = null;

  /** To be called when a block was read anew. */
  learn(fragment: Fragment): void {
    if (fragment.placement.follows === null) this.forget(fragment);
    else this.#all.add(fragment);
    this.#byHalf = null;
    this.#byTail = null;
  }

  forget(fragment: Fragment): void {
    this.#all.delete(fragment);
    this.#byHalf = null;
    this.#byTail = null;
  }

  /** To be called when the order of the page is another. */
  rearranged(): void {
    this.#byTail = null;
  }

  /** Those that name this marker. */
  of(marker: Y.ID): readonly Fragment[] {
    this.#byHalf ??= groupBy(this.#all, ({ placement: { follows } }) =>
      follows === null ? undefined : nameOf(follows),
    );
    return this.#byHalf.get(nameOf(marker)) ?? [];
  }

  /** Those that are shown in front of this block as it was moved, in the order of the page. */
  shownWith(tail: Fragment, page: () => readonly Fragment[]): readonly Fragment[] {
    this.#byTail ??= groupBy(page(), (fragment) =>
      this.#all.has(fragment) ? (fragment.tail ?? undefined) : undefined,
    );
    return this.#byTail.get(tail) ?? [];
  }
}

function nameOf({ client, clock }: Y.ID): string {
  return `${client} ${clock}`;
}
