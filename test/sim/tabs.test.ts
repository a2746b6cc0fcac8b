import { describe, expect, test } from 'vitest';
import { simulateTabs } from './sim-tabs.ts';

/** `SIM_SEED=17` runs that seed alone, `SIM_SEEDS=5000` so many. */
const ONLY = process.env['SIM_SEED'];
const COUNT = Number(process.env['SIM_SEEDS'] ?? 150);
const SEEDS = ONLY === undefined ? Array.from({ length: COUNT }, (_, i) => i + 1) : [Number(ONLY)];
const CHUNK = 50;

describe('tabs of one browser, one of which polls for all, lose and double nothing', () => {
  for (let at = 0; at < SEEDS.length; at += CHUNK) {
    const chunk = SEEDS.slice(at, at + CHUNK);
    test(`seeds ${chunk[0]} to ${chunk.at(-1)}`, async () => {
      for (const seed of chunk) {
        await simulateTabs(seed).catch((error: unknown) => {
          throw new Error(`SIM_SEED=${seed} shows it`, { cause: error });
        });
      }
    });
  }

  test('a seed replays exactly', async () => {
    expect(await simulateTabs(7)).toBe(await simulateTabs(7));
  });
});
