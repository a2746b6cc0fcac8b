import { expect, test, vi } from 'vitest';
import { runFuzz } from './testing/fuzz-run.ts';
import { LEXICAL_V2 } from './testing/lexical-v2.ts';
import { OURS } from './testing/ours.ts';

/** `FUZZ_SEEDS=17` runs one seed, `FUZZ_SEEDS=1-5000` many. */
const [FIRST = 1, LAST = FIRST] = (process.env['FUZZ_SEEDS'] ?? '1-300').split('-').map(Number);
const STEPS = 60;
// thousands of runs may be asked for
vi.setConfig({ testTimeout: 3_600_000 });
/** Lines of a failed run that a report shows. */
const TRACED_LINES = 12;

test(`three editors, seeds ${FIRST} to ${LAST}: nothing lost, nothing doubled, carets stay, all agree`, async () => {
  const failed: string[] = [];
  for (let seed = FIRST; seed <= LAST; seed += 1) {
    const { damages } = await runFuzz(OURS, seed, STEPS);
    if (damages.length > 0) failed.push(await replay(seed));
  }
  expect(failed).toEqual([]);
});

test(`the same with boxes and tables, seeds ${FIRST} to ${LAST}`, async () => {
  const failed: string[] = [];
  for (let seed = FIRST; seed <= LAST; seed += 1) {
    const { damages } = await runFuzz(OURS, seed, STEPS, undefined, true);
    if (damages.length > 0) failed.push(await replay(seed, true));
  }
  expect(failed).toEqual([]);
});

/** The run once more, up to its first damage. */
async function replay(seed: number, boxes = false): Promise<string> {
  const lines: string[] = [];
  await runFuzz(OURS, seed, STEPS, (line) => lines.push(line), boxes);
  const end = lines.findIndex((line) => line.startsWith('  !')) + 1;
  return [`FUZZ_SEEDS=${seed}`, ...lines.slice(Math.max(0, end - TRACED_LINES), end)].join('\n');
}

/** The control: a binding that is known to damage documents, under the same checks. */
test('the same checks find the damage that @lexical/yjs V2 does', async () => {
  const damages = [];
  for (let seed = 1; seed <= 10; seed += 1) damages.push(...(await runFuzz(LEXICAL_V2, seed, STEPS)).damages);
  const kinds = damages.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['typed text lost', 'typed text doubled']));
});
