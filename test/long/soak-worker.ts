/** Runs the seeds that it is given, one at a time. */
import { parentPort } from 'node:worker_threads';
import { runFuzz } from '#shared/document/testing/fuzz-run.ts';
import { OURS } from '#shared/document/testing/ours.ts';

export interface SoakTask {
  readonly seed: number;
  readonly steps: number;
}

export interface SoakReport {
  readonly seed: number;
  /** number of characters */
  readonly typed: number;
  /** one line each */
  readonly damages: readonly string[];
}

async function run(seed: number, steps: number, boxes: boolean): Promise<SoakReport> {
  try {
    const { typed, damages } = await runFuzz(OURS, seed, { steps, editors: 3 + (seed % 3), boxes });
    return { seed, typed, damages: damages.map(({ kind, detail }) => `${kind}: ${detail}`) };
  } catch (error) {
    return { seed, typed: 0, damages: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

parentPort?.on('message', ({ seed, steps }: SoakTask) => {
  void (async () => {
    parentPort?.postMessage([await run(seed, steps, false), await run(seed, steps, true)], []);
  })();
});
