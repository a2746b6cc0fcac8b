import { describe, expect, test, vi } from 'vitest';
import { runFuzz } from './testing/fuzz-run.ts';
import type { FuzzOptions } from './testing/fuzz-run.ts';
import { LEXICAL_V2 } from './testing/lexical-v2.ts';
import { OURS } from './testing/ours.ts';

/** `FUZZ_SEEDS=17` runs one seed, `FUZZ_SEEDS=1-5000` many, `FUZZ_STEPS=100` longer ones. `npm run soak` does that for hours. */
const [FIRST = 1, LAST = FIRST] = (process.env['FUZZ_SEEDS'] ?? '1-200').split('-').map(Number);
const STEPS = Number(process.env['FUZZ_STEPS'] ?? 60);
// thousands of runs may be asked for
vi.setConfig({ testTimeout: 3_600_000 });
/** Lines of a failed run that a report shows. */
const TRACED_LINES = 12;

describe.each([false, true])('with boxes and tables: %s', (boxes) => {
  test(`three to five editors, seeds ${FIRST} to ${LAST}: nothing lost, nothing doubled, carets stay, all agree`, async () => {
    const failed: string[] = [];
    for (let seed = FIRST; seed <= LAST; seed += 1) {
      const { damages } = await runFuzz(OURS, seed, optionsOf(seed, boxes));
      if (damages.length > 0) failed.push(await replay(seed, boxes));
    }
    expect(failed).toEqual([]);
  });
});

const optionsOf = (seed: number, boxes: boolean): FuzzOptions => ({ steps: STEPS, editors: 3 + (seed % 3), boxes });

/** The run once more, up to its first damage. */
async function replay(seed: number, boxes: boolean): Promise<string> {
  const lines: string[] = [];
  await runFuzz(OURS, seed, { ...optionsOf(seed, boxes), trace: (line) => lines.push(line) });
  const end = lines.findIndex((line) => line.startsWith('  !')) + 1;
  return [`FUZZ_SEEDS=${seed}`, ...lines.slice(Math.max(0, end - TRACED_LINES), end)].join('\n');
}

test('longer runs that once took items off the page with the list that they stood in', async () => {
  expect((await runFuzz(OURS, 83, { steps: 100, editors: 5 })).damages).toEqual([]);
});

/** The control: a binding that is known to damage documents, under the same checks. */
test('the same checks find the damage that @lexical/yjs V2 does', async () => {
  const damages = [];
  for (let seed = 1; seed <= 10; seed += 1)
    damages.push(...(await runFuzz(LEXICAL_V2, seed, { steps: STEPS })).damages);
  const kinds = damages.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['typed text lost', 'typed text doubled']));
});
