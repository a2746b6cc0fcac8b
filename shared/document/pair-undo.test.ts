import { describe, expect, test, vi } from 'vitest';
import { BASES } from './testing/bases.ts';
import type { BaseName } from './testing/bases.ts';
import type { Damage } from './testing/checks.ts';
import { OPERATIONS, OPERATION_NAMES } from './testing/operations.ts';
import type { Operation } from './testing/operation.ts';
import type { OperationName } from './testing/operations.ts';
import { OURS } from './testing/ours.ts';
import { makeSetting, runBackAndForth, runUndone, runUndoneLate } from './testing/pair-run.ts';

// many runs a test: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000 });

const BASE_NAMES = Object.keys(BASES) as BaseName[];
/**
 * A limit: on pages whose blocks were moved the halves of a block may come to stand in another order, when one takes a split or a join back
 * while another splits or joins there.
 */
const isLimit = (base: BaseName, { kind }: Damage): boolean => base.includes('moved') && kind === 'order changed';
const operationOf = (name: OperationName): Operation => OPERATIONS[name];
const operationsOn = (base: BaseName): OperationName[] =>
  OPERATION_NAMES.filter((name) => operationOf(name).on.includes(base));
const isUndone = (name: OperationName): boolean => ['edit', 'move'].includes(operationOf(name).does.kind);

/** What the other one does meanwhile: one of each sort here, all of them in `npm run compare:binding`. */
const OTHERS: readonly OperationName[] = [
  'type at the start',
  'type in the middle',
  'type at the end',
  'bold',
  'split in the middle',
  'enter at the end',
  'join with the next',
  'to heading',
  'divider before',
  'delete a range',
  'delete the neighbours',
  'replace a range',
  'paste two paragraphs',
  'move up',
  'wrap in a fold',
  'insert a row',
  'delete the column',
];

describe.each(BASE_NAMES)('what somebody takes back: %s', (base) => {
  const names = operationsOn(base).filter(isUndone);
  const others = OTHERS.filter((name) => operationOf(name).on.includes(base));

  test.each(names)('%s: the page is as before, and done again as it was', async (name) => {
    const { before, done, undone, redone } = await runBackAndForth(await makeSetting(OURS, base), name);
    expect([undone, redone]).toEqual([before, done]);
  });

  test.each(names)('%s, while another does something else', async (left) => {
    const setting = await makeSetting(OURS, base);
    const damaged: Array<{ readonly right: string; readonly damages: readonly Damage[] }> = [];
    for (const right of others) {
      const runs = {
        undone: await runUndone(setting, 'undoes', left, right, 'lower'),
        redone: await runUndone(setting, 'redoes', left, right, 'higher'),
        'undone late': await runUndoneLate(setting, left, right, 'lower'),
      };
      for (const [manner, damages] of Object.entries(runs)) {
        const found = damages.filter((damage) => !isLimit(base, damage));
        if (found.length > 0) damaged.push({ right: `${manner} × ${right}`, damages: found });
      }
    }
    expect(damaged).toEqual([]);
  });
});
