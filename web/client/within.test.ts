import { expect, test } from 'vitest';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { within } from './within.ts';

test('work is waited for so long and no longer, and leaves no timer', async () => {
  const clock = new ManualClock();
  expect(await within(clock, Promise.resolve('done'), 100)).toBe('done');
  await expect(within(clock, Promise.reject(new Error('fault')), 100)).rejects.toThrow('fault');
  expect(clock.nextAt()).toBeNull();
  const late = within(clock, new Promise(() => {}), 100);
  await clock.run(100);
  expect(await late).toBeNull();
});
