import { expect, test, vi } from 'vitest';
import { browserClock } from './browser-clock.ts';

test('a clock on the wall that is set back does not turn back the time of the page', () => {
  const clock = browserClock({ setTimeout, clearTimeout } as unknown as Window);
  const before = clock.now();
  const wall = vi.spyOn(Date, 'now').mockReturnValue(before - 3_600_000);
  expect(clock.now()).toBeGreaterThanOrEqual(before);
  wall.mockRestore();
});
