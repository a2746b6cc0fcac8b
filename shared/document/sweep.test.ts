import { expect, test } from 'vitest';
import { runFuzz } from './testing/fuzz-run.ts';
import { OURS } from './testing/ours.ts';

test.each([false, true])('editors whose document is swept now and then: nothing lost, nothing doubled: boxes %s', async (boxes) => {
  const failed: unknown[] = [];
  let swept = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const result = await runFuzz(OURS, seed, { steps: 60, boxes, sweeps: true });
    swept += result.swept;
    if (result.damages.length > 0) failed.push([seed, ...result.damages.slice(0, 3)]);
  }
  process.stderr.write(`SWEPT ${swept}\n`);
  expect(failed).toEqual([]);
}, 500_000);
