import type { DialectName } from './dialect.ts';

/** What the load process is asked to do, and what it answers. Times and sizes carry their unit in their name. */

export const SCENARIOS = ['fan-out', 'quiet', 'flood', 'documents', 'join', 'idle'] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export function isScenario(name: string): name is ScenarioName {
  return (SCENARIOS as readonly string[]).includes(name);
}

export interface Target {
  /** `ws://host:port` */
  readonly base: string;
  readonly pid: number;
  readonly dialect: DialectName;
  /** whether it is Manyhands: its sync endpoint has a path of its own */
  readonly ours: boolean;
}

export interface Order {
  readonly scenario: ScenarioName;
  readonly target: Target;
  /** how long the measured part lasts */
  readonly seconds: number;
}

/** `null` where a scenario does not have the figure. */
export interface Figures {
  readonly deliveries: number | null;
  readonly deliveriesPerSecond: number | null;
  /** server, user and system; the unit is named by the scenario: a delivery, an update, a person who joins */
  readonly cpuMicrosecondsEach: number | null;
  /** share of one core */
  readonly cpuShare: number | null;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** from the first person's attempt to the last one's complete document */
  readonly wholeMs: number | null;
  readonly residentBytes: number;
  readonly bytesPerConnection: number | null;
  /** everybody got everything, once and right; otherwise what was wrong */
  readonly fault: string | null;
}
