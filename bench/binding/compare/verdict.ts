/** What became of what people did, as one letter. */
import type { Damage, DamageKind } from '#shared/document/testing/checks.ts';

export interface VerdictKind {
  /** stands in the grids */
  readonly letter: string;
  readonly title: string;
  readonly kinds: readonly DamageKind[];
}

/** The worst first. */
export const DAMAGES: readonly VerdictKind[] = [
  { letter: 'x', title: 'exception', kinds: ['error'] },
  { letter: 'r', title: 'replicas or reload differ', kinds: ['diverged', 'reload differs'] },
  { letter: 'L', title: 'typed text lost', kinds: ['typed text lost'] },
  { letter: 'D', title: 'typed text doubled', kinds: ['typed text doubled'] },
  { letter: 'l', title: 'other text lost', kinds: ['base text lost'] },
  { letter: 'd', title: 'other text doubled', kinds: ['base text doubled'] },
  { letter: 'b', title: 'deleted text back', kinds: ['deleted text is back'] },
  { letter: 'o', title: 'order changed', kinds: ['order changed'] },
  { letter: 'f', title: 'format or structure lost', kinds: ['format lost', 'intent lost'] },
  { letter: 'u', title: 'undo without effect', kinds: ['undo without effect'] },
];
export const CLEAN = '·';
/** Clean, and one of the two had to win. */
export const ONE_WINS = 'c';

export const has = (damages: readonly Damage[], kinds: readonly DamageKind[]): boolean =>
  damages.some(({ kind }) => kinds.includes(kind));

/** The letter of the worst that happened. */
export function letterOf(damages: readonly Damage[], lost: readonly unknown[]): string {
  const found = DAMAGES.find(({ kinds }) => has(damages, kinds));
  return found?.letter ?? (lost.length > 0 ? ONE_WINS : CLEAN);
}

/** An exception that nobody caught is damage as well. */
export async function guarded<T extends { readonly damages: readonly Damage[] }>(
  run: () => Promise<T>,
  otherwise: Omit<T, 'damages'>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    return { ...otherwise, damages: [{ kind: 'error', detail: String(error) }] } as unknown as T;
  }
}
