/** Every two operations at once, on each of the pages that they can be done on. */
import type { BaseName } from '#shared/document/testing/bases.ts';
import type { BindingKind } from '#shared/document/testing/bindings.ts';
import type { Damage } from '#shared/document/testing/checks.ts';
import { OPERATIONS, OPERATION_NAMES } from '#shared/document/testing/operations.ts';
import type { Operation } from '#shared/document/testing/operation.ts';
import type { OperationName } from '#shared/document/testing/operations.ts';
import { makeSetting, runPair, runUndone, runUndoneLate } from '#shared/document/testing/pair-run.ts';
import { guarded, letterOf } from './verdict.ts';

const operationOf = (name: OperationName): Operation => OPERATIONS[name];

export function operationsOn(base: BaseName): OperationName[] {
  return OPERATION_NAMES.filter((name) => operationOf(name).on.includes(base));
}

export interface Grid {
  readonly kind: string;
  /** a row an operation of the one, in it a letter an operation of the other */
  readonly rows: readonly string[];
  /** the damages of each pair that has any */
  readonly damaged: ReadonlyArray<readonly Damage[]>;
}

export async function comparePairs(kind: BindingKind, base: BaseName): Promise<Grid> {
  const names = operationsOn(base);
  const setting = await makeSetting(kind, base);
  const rows: string[] = [];
  const damaged: Array<readonly Damage[]> = [];
  for (const left of names) {
    let row = '';
    for (const right of names) {
      const { damages, lost } = await guarded(() => runPair(setting, left, right), { lost: [] });
      row += letterOf(damages, lost);
      if (damages.length > 0) damaged.push(damages);
    }
    rows.push(row);
  }
  return { kind: kind.name, rows, damaged };
}

export interface UndoneCount {
  readonly runs: number;
  readonly damaged: ReadonlyArray<readonly Damage[]>;
}

/** Each operation taken back, taken back and done again, and taken back after both heard of each other, against each other one. */
export async function compareUndone(kind: BindingKind, base: BaseName): Promise<UndoneCount> {
  const names = operationsOn(base);
  const setting = await makeSetting(kind, base);
  const damaged: Array<readonly Damage[]> = [];
  let runs = 0;
  for (const left of names.filter((name) => ['edit', 'move'].includes(operationOf(name).does.kind))) {
    for (const right of names) {
      for (const ids of ['lower', 'higher'] as const) {
        for (const run of [
          () => runUndone(setting, 'undoes', left, right, ids),
          () => runUndone(setting, 'redoes', left, right, ids),
          () => runUndoneLate(setting, left, right, ids),
        ]) {
          runs += 1;
          const { damages } = await guarded(async () => ({ damages: await run() }), {});
          if (damages.length > 0) damaged.push(damages);
        }
      }
    }
  }
  return { runs, damaged };
}
