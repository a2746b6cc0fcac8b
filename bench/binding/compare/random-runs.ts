/** Random runs of three to five editors. */
import type { BindingKind } from '#shared/document/testing/bindings.ts';
import type { Damage, DamageKind } from '#shared/document/testing/checks.ts';
import { runFuzz } from '#shared/document/testing/fuzz-run.ts';
import { guarded, has } from './verdict.ts';

export interface RandomRuns {
  readonly kind: string;
  readonly clean: number;
  readonly typed: number;
  /** characters */
  readonly lost: number;
  readonly doubled: number;
  /** runs */
  readonly astray: number;
  readonly unequal: number;
  readonly exceptions: number;
}

/** Characters, by the one that each report begins with. */
function countCharacters(damages: readonly Damage[], kind: DamageKind): number {
  return new Set(damages.filter((one) => one.kind === kind).map(({ detail }) => detail.charAt(0))).size;
}

export async function compareRandomRuns(
  kind: BindingKind,
  seeds: number,
  steps: number,
  boxes: boolean,
): Promise<RandomRuns> {
  const sum = { clean: 0, typed: 0, lost: 0, doubled: 0, astray: 0, unequal: 0, exceptions: 0 };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { damages, typed } = await guarded(() => runFuzz(kind, seed, { steps, editors: 3 + (seed % 3), boxes }), {
      typed: 0,
      swept: 0,
    });
    sum.typed += typed;
    sum.lost += countCharacters(damages, 'typed text lost');
    sum.doubled += countCharacters(damages, 'typed text doubled');
    if (damages.length === 0) sum.clean += 1;
    if (has(damages, ['own caret moved'])) sum.astray += 1;
    if (has(damages, ['diverged', 'reload differs'])) sum.unequal += 1;
    if (has(damages, ['error'])) sum.exceptions += 1;
  }
  return { kind: kind.name, ...sum };
}
