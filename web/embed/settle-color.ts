import type { Awareness } from 'y-protocols/awareness';
import type { Clock } from '#shared/clock.ts';
import type { Random } from '#shared/random.ts';
import { PRESENCE_COLORS } from '#web/client/limits.ts';
import { readVisit } from '#web/editor/people.ts';

/** Who is here is told right after the connection stands; whoever comes later than this is the newcomer and looks for a colour themselves. */
const SETTLE_MS = 3_000;

interface Settling {
  /** the same for all tabs of one person */
  readonly person: string | undefined;
  readonly color: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly move: (color: number) => void;
}

/**
 * A newcomer whose colour is somebody else's here already takes a free one, once, on coming in; who was here keeps theirs. Call it when the
 * connection stands. Another tab of the same person has settled already: its colour is taken over. Gives its own stop.
 */
export function settleColor(awareness: Awareness, { person, color, clock, random, move }: Settling): () => void {
  const settle = (): void => {
    const visits = [...awareness.getStates()].flatMap(([clientId, state]) => {
      const visit = readVisit(clientId, state, clientId === awareness.clientID);
      return visit === null || visit.self ? [] : [visit];
    });
    if (visits.length === 0) return;
    stop();
    const own = visits.find((visit) => visit.person === person)?.color;
    const wanted = own ?? freeColor(color, new Set(visits.map((visit) => visit.color)), random);
    if (wanted !== color) move(wanted);
  };
  const cancel = clock.after(SETTLE_MS, () => stop());
  const stop = (): void => {
    cancel();
    awareness.off('change', settle);
  };
  awareness.on('change', settle);
  settle();
  return stop;
}

/** The wished colour, or any that nobody has: two who come at once hardly take the same. With all taken, the wished one. */
export function freeColor(wished: number, taken: ReadonlySet<number>, random: Random): number {
  if (!taken.has(wished)) return wished;
  const free = Array.from({ length: PRESENCE_COLORS }, (_, i) => i + 1).filter((color) => !taken.has(color));
  return free[Math.floor(random() * free.length)] ?? wished;
}
