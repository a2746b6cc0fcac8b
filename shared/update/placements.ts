import type { ClockRange, StructId } from './scan.ts';

/** numbers a row: client, clock, length, anchor's client, anchor's clock, whether it can be cut */
const ROW = 6;
/** in place of the anchor's client: the item says itself that it is the value of a key */
const NAMES_ITS_KEY = -1;

const UNKNOWN = 0;
const KEYED = 1;
const LISTED = 2;

/**
 * Which items of an update are values of a key (of a map, or an attribute). Yjs writes a key down only where an item has no neighbour to
 * take it over from; all others follow their anchor, the left neighbour that they name, or the right one.
 *
 * Yjs counts on such a value having one clock: where it has more and is cut, one half stays undeleted for ever, and everybody who removes
 * the map throws.
 */
export class Placements {
  readonly #rows: number[] = [];
  /** of each client the first of its rows and the one behind its last: an update holds them in one piece */
  readonly #clients = new Map<number, { readonly from: number; to: number }>();
  /** whether any item says itself that it is the value of a key */
  namesKeys = false;

  /** In the order in which each client's structs stand. `divisible`: it can be cut, and comes undeleted. */
  add(client: number, clock: number, length: number, anchor: StructId | 'key', divisible: boolean): void {
    const row = this.#rows.length / ROW;
    const known = this.#clients.get(client);
    if (known === undefined) this.#clients.set(client, { from: row, to: row + 1 });
    else known.to = row + 1;
    if (anchor === 'key') this.namesKeys = true;
    const at = anchor === 'key' ? { client: NAMES_ITS_KEY, clock: 0 } : anchor;
    this.#rows.push(client, clock, length, at.client, at.clock, divisible ? 1 : 0);
  }

  /**
   * The items that are values of a key, and those of them that could be cut. `isKeyed` tells of structs that the document has, and gives
   * null for those that it has not. The update's structs MUST be ordered (`CrossReferences`).
   */
  keyed(isKeyed: (client: number, clock: number) => boolean | null): { all: ClockRange[]; divisible: ClockRange[] } {
    const rows = this.#rows;
    const count = rows.length / ROW;
    const states = new Uint8Array(count);
    const all: ClockRange[] = [];
    const divisible: ClockRange[] = [];
    for (let row = 0; row < count; row++) {
      if (this.#resolve(row, states, isKeyed) !== KEYED) continue;
      const range = { client: rows[row * ROW] ?? 0, clock: rows[row * ROW + 1] ?? 0, length: rows[row * ROW + 2] ?? 0 };
      all.push(range);
      if (rows[row * ROW + 5] === 1) divisible.push(range);
    }
    return { all, divisible };
  }

  #resolve(row: number, states: Uint8Array, isKeyed: (client: number, clock: number) => boolean | null): number {
    const path: number[] = [];
    let verdict = states[row] ?? UNKNOWN;
    for (let at = row; verdict === UNKNOWN;) {
      path.push(at);
      const client = this.#rows[at * ROW + 3] ?? 0;
      const clock = this.#rows[at * ROW + 4] ?? 0;
      if (client === NAMES_ITS_KEY) {
        verdict = KEYED;
        break;
      }
      const here = isKeyed(client, clock);
      const next = here === null ? this.#rowOf(client, clock) : null;
      if (next === null) {
        verdict = here === true ? KEYED : LISTED;
        break;
      }
      at = next;
      verdict = states[at] ?? UNKNOWN;
    }
    for (const at of path) states[at] = verdict;
    return verdict;
  }

  /** Of the item that has this clock; null where none has that names an anchor or a key. */
  #rowOf(client: number, clock: number): number | null {
    const known = this.#clients.get(client);
    if (known === undefined) return null;
    let { from: low, to: high } = known;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle * ROW + 1] ?? 0) <= clock) low = middle + 1;
      else high = middle;
    }
    const row = low - 1;
    const start = this.#rows[row * ROW + 1] ?? 0;
    return row >= known.from && clock < start + (this.#rows[row * ROW + 2] ?? 0) ? row : null;
  }
}
