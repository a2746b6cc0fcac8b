/** Who typed and who removed which character. Every character of a run is typed once, so each is known by itself. */
import type { Damage, DamageKind } from './checks.ts';

/** What an edit was for: its author alone knows what may vanish with it. */
export type Purpose =
  | { readonly kind: 'edit' }
  | { readonly kind: 'delete'; readonly chosen: string }
  | { readonly kind: 'undo' };

const FIRST_TYPED = 0x4e00;
const FIRST_BASE = 0x0430;

export class Ledger {
  #typedCount = 0;
  readonly #author = new Map<string, number>();
  readonly #removers = new Map<string, Set<number>>();
  readonly #base: readonly string[];

  constructor(baseLength: number) {
    this.#base = Array.from({ length: baseLength }, (_, at) => String.fromCharCode(FIRST_BASE + at));
  }

  get base(): readonly string[] {
    return this.#base;
  }

  get typedCount(): number {
    return this.#typedCount;
  }

  /** A character that nobody has typed yet. */
  type(author: number): string {
    const character = String.fromCharCode(FIRST_TYPED + this.#typedCount);
    this.#typedCount += 1;
    this.#author.set(character, author);
    return character;
  }

  /** What was typed since then came to nothing. */
  withdraw(since: number): void {
    for (let at = since; at < this.#typedCount; at += 1) this.#author.delete(String.fromCharCode(FIRST_TYPED + at));
  }

  /** Judges what an edit did to its author's own page. */
  judge(author: number, purpose: Purpose, before: string, after: string): Damage[] {
    const damages: Damage[] = [];
    const now = new Set(after);
    for (const character of before) {
      if (now.has(character) || !this.#isKnown(character)) continue;
      if (!this.#mayRemove(author, purpose, character)) {
        damages.push({ kind: this.#lostKind(character), detail: `${character} by ${purpose.kind} of ${author}` });
      }
      const removers = this.#removers.get(character) ?? new Set();
      this.#removers.set(character, removers.add(author));
    }
    if (purpose.kind === 'delete') {
      const wasOnce = (character: string): boolean => before.split(character).length === 2;
      const left = Array.from(purpose.chosen).filter((one) => this.#isKnown(one) && now.has(one) && wasOnce(one));
      if (left.length > 0) damages.push({ kind: 'intent lost', detail: `${left.join('')} were to be deleted` });
    }
    return damages;
  }

  /** Nobody has taken it away so far, not even to bring it back. */
  isUntouched(character: string): boolean {
    return !this.#removers.has(character);
  }

  /** What is there at last: once what nobody removed. What two removed and both took back is there twice, as Yjs has it. */
  count(text: string): Damage[] {
    const damages: Damage[] = [];
    for (const character of [...this.#base, ...this.#author.keys()]) {
      const found = text.split(character).length - 1;
      const removers = this.#removers.get(character)?.size ?? 0;
      if (found === 0 && removers === 0) damages.push({ kind: this.#lostKind(character), detail: character });
      if (found > Math.max(1, removers)) {
        const typed = this.#author.has(character);
        damages.push({ kind: typed ? 'typed text doubled' : 'base text doubled', detail: character });
      }
    }
    return damages;
  }

  #isKnown(character: string): boolean {
    return this.#author.has(character) || this.#base.includes(character);
  }

  #mayRemove(author: number, purpose: Purpose, character: string): boolean {
    if (purpose.kind === 'delete') return purpose.chosen.includes(character);
    if (purpose.kind === 'edit') return false;
    return this.#author.get(character) === author || this.#removers.get(character)?.has(author) === true;
  }

  #lostKind(character: string): DamageKind {
    return this.#author.has(character) ? 'typed text lost' : 'base text lost';
  }
}
