/**
 * Which old characters are still there, letter by letter: what a person reads as one letter stays, goes or comes as a whole. The one
 * exception is a mark that was typed behind a letter, or taken off again: the rest of the letter stays, as it may be somebody else's.
 */
import { align } from './align.ts';
import type { AlignHint, Pair, Unit } from './align.ts';
import { isPicture, lettersOf, mayHaveClusters } from './clusters.ts';

/** Units that are one letter, or a unit that is none. */
interface Letter {
  readonly mark: string;
  readonly kind: Unit<unknown>['kind'];
  /** index of its first unit */
  readonly from: number;
  readonly to: number;
}

type Units = ReadonlyArray<Pick<Unit<unknown>, 'mark' | 'kind' | 'block'>>;

/** As {@link align}, of units and not of letters. */
export function alignLetters(old: Units, now: Units, hint: AlignHint): Pair[] {
  if (!hasClusters(old) && !hasClusters(now)) return align(old, now, hint);
  const [from, to] = [lettersIn(old), lettersIn(now)];
  return new Expander(from, to, hint.selected === null).expand(align(from, to, hintOf(hint, from, to, now.length)));
}

function hasClusters(units: Units): boolean {
  return units.some(({ mark, kind }) => kind === 'char' && mayHaveClusters(mark));
}

function lettersIn(units: Units): Letter[] {
  const letters: Letter[] = [];
  for (let from = 0; from < units.length;) {
    const first = units[from];
    if (first === undefined) break;
    if (first.kind !== 'char') {
      letters.push({ mark: first.mark, kind: first.kind, from, to: from + 1 });
      from += 1;
      continue;
    }
    let end = from + 1;
    while (units[end]?.kind === 'char' && units[end]?.block === first.block) end += 1;
    const marks = units.slice(from, end).map(({ mark }) => mark);
    let at = 0;
    for (const mark of lettersOf(marks.join(''))) {
      let to = at;
      for (let size = 0; size < mark.length && to < marks.length; to += 1) size += marks[to]?.length ?? 0;
      letters.push({ mark, kind: 'char', from: from + at, to: from + to });
      at = to;
    }
    from = end;
  }
  return letters;
}

function hintOf(
  { tail, selected }: AlignHint,
  old: readonly Letter[],
  now: readonly Letter[],
  size: number,
): AlignHint {
  const caret = size - tail;
  return {
    tail: tail === 0 ? 0 : now.filter(({ from }) => from >= caret).length,
    selected:
      selected === null
        ? null
        : {
            from: old.filter(({ to }) => to <= selected.from).length,
            to: old.filter(({ from }) => from < selected.to).length,
          },
  };
}

class Expander {
  readonly #old: readonly Letter[];
  readonly #now: readonly Letter[];
  readonly #refines: boolean;
  readonly #pairs: Pair[] = [];
  #gone: Letter[] = [];
  #come: Letter[] = [];

  /** @param refines false where what came is new, however like the old it looks */
  constructor(old: readonly Letter[], now: readonly Letter[], refines: boolean) {
    this.#old = old;
    this.#now = now;
    this.#refines = refines;
  }

  expand(pairs: readonly Pair[]): Pair[] {
    for (const [o, n] of pairs) {
      const [gone, come] = [this.#old[o], this.#now[n]];
      if (gone !== undefined && come !== undefined) {
        this.#flush();
        this.#keep(gone, come);
      } else if ((gone ?? come)?.kind === 'marker') {
        this.#flush();
        if (gone !== undefined) this.#delete(gone.from, gone.to);
        if (come !== undefined) this.#insert(come.from, come.to);
      } else {
        if (gone !== undefined) this.#gone.push(gone);
        if (come !== undefined) this.#come.push(come);
      }
    }
    this.#flush();
    return this.#pairs;
  }

  /** A stretch without anything that stays, but for what was typed onto a letter or taken off it. */
  #flush(): void {
    const [gone, come] = [this.#gone, this.#come];
    this.#gone = [];
    this.#come = [];
    const [firstGone, firstCome] = [gone[0], come[0]];
    if (firstGone !== undefined && firstCome !== undefined && this.#isTypedOnto(firstGone, firstCome)) {
      this.#keep(firstGone, firstCome);
      this.#replace(gone.slice(1), come.slice(1));
      return;
    }
    const [lastGone, lastCome] = [gone.at(-1), come.at(-1)];
    if (lastGone !== undefined && lastCome !== undefined && this.#isTypedOnto(lastGone, lastCome)) {
      this.#replace(gone.slice(0, -1), come.slice(0, -1));
      this.#keep(lastGone, lastCome);
      return;
    }
    this.#replace(gone, come);
  }

  #isTypedOnto({ mark: gone, kind }: Letter, { mark: come, kind: other }: Letter): boolean {
    if (!this.#refines || kind !== 'char' || other !== 'char' || isPicture(gone) || isPicture(come)) return false;
    return gone.startsWith(come) || come.startsWith(gone);
  }

  /** What is in the same place of both stays, up to the end of the shorter. */
  #keep(gone: Letter, come: Letter): void {
    const size = Math.min(gone.to - gone.from, come.to - come.from);
    for (let at = 0; at < size; at += 1) this.#pairs.push([gone.from + at, come.from + at]);
    this.#delete(gone.from + size, gone.to);
    this.#insert(come.from + size, come.to);
  }

  #replace(gone: readonly Letter[], come: readonly Letter[]): void {
    for (const { from, to } of gone) this.#delete(from, to);
    for (const { from, to } of come) this.#insert(from, to);
  }

  #delete(from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#pairs.push([at, -1]);
  }

  #insert(from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.#pairs.push([-1, at]);
  }
}
