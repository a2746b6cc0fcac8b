import { describe, expect, test, vi } from 'vitest';
import { BASES } from './testing/bases.ts';
import type { BaseName } from './testing/bases.ts';
import type { DamageKind } from './testing/checks.ts';
import { CONTRADICTIONS } from './testing/contradictions.ts';
import { LEXICAL_V2 } from './testing/lexical-v2.ts';
import { OPERATIONS, OPERATION_NAMES } from './testing/operations.ts';
import type { Operation } from './testing/operation.ts';
import type { OperationName } from './testing/operations.ts';
import { OURS } from './testing/ours.ts';
import { makeSetting, runAlone, runPair } from './testing/pair-run.ts';

// many runs a test: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000 });

const BASE_NAMES = Object.keys(BASES) as BaseName[];
const operationsOn = (base: BaseName): OperationName[] =>
  OPERATION_NAMES.filter((name) => (OPERATIONS[name] as Operation).on.includes(base));

describe.each(BASE_NAMES)('every two operations at once on one target: %s', (base) => {
  const names = operationsOn(base);

  test.each(names)('%s changes what its postcondition asks for', async (name) => {
    const setting = await makeSetting(OURS, base);
    expect(await runAlone(setting, name)).toEqual({ before: false, after: true });
  });

  test.each(names)('%s × each other', async (left) => {
    const setting = await makeSetting(OURS, base);
    const damaged = [];
    for (const right of names) {
      const { damages } = await runPair(setting, left, right);
      if (damages.length > 0) damaged.push({ right, damages });
    }
    expect(damaged).toEqual([]);
  });
});

test('every contradiction that is listed is one', async () => {
  const lossy = new Set<string>();
  for (const base of BASE_NAMES) {
    const setting = await makeSetting(OURS, base);
    const here = operationsOn(base);
    for (const [at, { one, other }] of CONTRADICTIONS.entries()) {
      for (const left of one.filter((name) => here.includes(name))) {
        for (const right of other.filter((name) => here.includes(name))) {
          const { lost } = await runPair(setting, left, right);
          if (lost.length > 0) lossy.add(`${at}: ${left}`).add(`${at}: ${right}`);
        }
      }
    }
  }
  const listed = CONTRADICTIONS.flatMap(({ one, other }, at) => [...one, ...other].map((name) => `${at}: ${name}`));
  expect(listed.filter((name) => !lossy.has(name))).toEqual([]);
});

/** The control: a binding that is known to damage documents, under the same checks. */
test('the same checks find the damage that @lexical/yjs V2 does', async () => {
  const setting = await makeSetting(LEXICAL_V2, 'paragraph');
  const found = new Set<DamageKind>();
  const names: OperationName[] = ['type at the end', 'split in the middle', 'bold', 'to heading', 'undo typing'];
  for (const left of names) {
    for (const right of names) {
      const { damages } = await runPair(setting, left, right);
      for (const { kind } of damages) found.add(kind);
    }
  }
  expect([...found]).toEqual(
    expect.arrayContaining(['typed text lost', 'base text doubled', 'intent lost', 'undo without effect']),
  );
});
