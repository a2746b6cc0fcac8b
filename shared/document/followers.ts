/** Blocks that were split off in front of others: found by those, however many there are. */
import type * as Y from 'yjs';
import type { Fragment } from './fragment.ts';

export class Followers {
  /** by the half that each was split off from */
  readonly #byHalf = new Map<string, Set<Fragment>>();
  /** the half that each was found under */
  readonly #halves = new Map<Fragment, string>();

  /** To be called when a block was read anew. */
  learn(fragment: Fragment): void {
    const { follows } = fragment.placement;
    const half = follows === null ? undefined : nameOf(follows);
    if (this.#halves.get(fragment) === half) return;
    this.forget(fragment);
    if (half === undefined) return;
    this.#halves.set(fragment, half);
    const known = this.#byHalf.get(half);
    if (known === undefined) this.#byHalf.set(half, new Set([fragment]));
    else known.add(fragment);
  }

  forget(fragment: Fragment): void {
    const half = this.#halves.get(fragment);
    if (half === undefined) return;
    this.#halves.delete(fragment);
    const known = this.#byHalf.get(half);
    known?.delete(fragment);
    if (known?.size === 0) this.#byHalf.delete(half);
  }

  /** Those that name this marker. */
  of(marker: Y.ID): readonly Fragment[] {
    return [...(this.#byHalf.get(nameOf(marker)) ?? [])];
  }
}

function nameOf({ client, clock }: Y.ID): string {
  return `${client} ${clock}`;
}
