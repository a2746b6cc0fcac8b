/**
 * `npm run soak`: random runs of three to five editors, one seed after the other, for as long as is asked: a quarter of an hour unless given.
 *
 *     npm run soak -- --minutes 60 --from 5001 --steps 200 --workers 2
 *     npm run soak -- --runs 1000
 *
 * Each run is made twice, with boxes and tables and without. It ends by itself, says which seed comes next, and fails when a run was damaged.
 * What failed is run again by `FUZZ_SEEDS=… FUZZ_STEPS=… npm exec -c 'vitest run shared/document/fuzz.test.ts'`.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { SoakReport, SoakTask } from './soak-worker.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '15' },
    runs: { type: 'string' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '100' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});

/** A whole number from 1 on; throws when it is something else. */
function count(name: keyof typeof values): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`--${name} is a whole number from 1 on, not ${values[name]}`);
}

const REPORT_MS = 30_000;
const from = count('from');
const steps = count('steps');
const until = values.runs === undefined ? Infinity : from + count('runs');
const end = values.runs === undefined ? Date.now() + count('minutes') * 60_000 : Infinity;

const total = { runs: 0, typed: 0, damaged: 0 };
let next = from;
let reported = Date.now();

function report(): void {
  console.log(
    `${total.runs} runs of ${steps} steps, seeds ${from} to ${next - 1}: ${total.typed} characters typed, ${total.damaged} runs damaged`,
  );
}

function note({ seed, typed, damages }: SoakReport): void {
  total.runs += 1;
  total.typed += typed;
  if (damages.length > 0) {
    total.damaged += 1;
    console.log(`FUZZ_SEEDS=${seed} FUZZ_STEPS=${steps}\n  ${damages.slice(0, 5).join('\n  ')}`);
  }
  if (Date.now() - reported < REPORT_MS) return;
  reported = Date.now();
  report();
}

/** One worker, until there is nothing left for it. */
function work(): Promise<void> {
  const worker = new Worker(new URL('soak-worker.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const give = (): void => {
      if (next >= until || Date.now() >= end) {
        void worker.terminate().then(() => resolve(), reject);
        return;
      }
      worker.postMessage({ seed: next, steps } satisfies SoakTask, []);
      next += 1;
    };
    worker.on('message', (reports: readonly SoakReport[]) => {
      for (const one of reports) note(one);
      give();
    });
    worker.on('error', reject);
    give();
  });
}

await Promise.all(Array.from({ length: count('workers') }, work));
report();
console.log(`next: --from ${next}`);
if (total.damaged > 0) process.exitCode = 1;
