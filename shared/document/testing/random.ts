import { seededRandom } from '#shared/testing/seeded-random.ts';

/** Choices that replay from their seed. */
export interface Dice {
  /** a whole number from 0 (included) to `sides` (not) */
  below(sides: number): number;
  /** true in one of so many throws */
  oneIn(throws: number): boolean;
  pick<T>(of: readonly [T, ...T[]]): T;
}

export function seededDice(seed: number): Dice {
  const random = seededRandom(seed);
  const below = (sides: number): number => Math.floor(random() * sides);
  return {
    below,
    oneIn: (throws) => below(throws) === 0,
    pick: (of) => of[below(of.length)] ?? of[0],
  };
}
