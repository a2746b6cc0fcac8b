import { describe, expect, test } from 'vitest';
import type { ManualClock } from '#shared/testing/manual-clock.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';
import { ModelServer } from '#web/client/testing/model-server.ts';
import { RealRooms } from './real-rooms.ts';
import { simulate } from './sim-run.ts';
import type { SimServer } from './sim-run.ts';

/** `SIM_SEED=17` runs that seed alone, `SIM_SEEDS=5000` so many. */
const ONLY = process.env['SIM_SEED'];
const SEEDS = ONLY === undefined ? range(1, Number(process.env['SIM_SEEDS'] ?? 300)) : [Number(ONLY)];
const CHUNK = 50;

const SERVERS: [string, (clock: ManualClock, seed: number) => SimServer][] = [
  [
    'a model server',
    (clock, seed) => {
      const model = new ModelServer(clock);
      // one that says nothing of its limit: what was typed without it comes in pieces
      if (seed % 2 === 0) model.takesBytes = 160;
      return { backend: model, crash: () => model.crash(), disk: () => Promise.resolve(model.doc) };
    },
  ],
  ['the real rooms', (clock, seed) => new RealRooms(clock, seededRandom(seed * 31 + 5))],
];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

describe.each(SERVERS)(
  'four clients of %s, through everything that goes wrong, lose and double nothing',
  (_name, serverOf) => {
    for (let at = 0; at < SEEDS.length; at += CHUNK) {
      const chunk = SEEDS.slice(at, at + CHUNK);
      test(`seeds ${chunk[0]} to ${chunk.at(-1)}`, async () => {
        for (const seed of chunk) {
          await simulate(seed, (clock) => serverOf(clock, seed)).catch((error: unknown) => {
            throw new Error(`SIM_SEED=${seed} shows it`, { cause: error });
          });
        }
      });
    }

    test('a seed replays exactly', async () => {
      const run = () => simulate(7, (clock) => serverOf(clock, 7));
      const [first, second] = [await run(), await run()];
      expect(second.trace).toBe(first.trace);
      expect(first.edits).toBeGreaterThan(10);
    });
  },
);
