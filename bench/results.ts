import type { Machine } from './machine.ts';
import type { Figures, ScenarioName } from './load/scenario.ts';

/** One contestant in one scenario in one round. */
export interface Run {
  readonly scenario: ScenarioName;
  readonly contestant: string;
  readonly round: number;
  /** what an fsync took right before, milliseconds; older results have none */
  readonly fsyncMs?: number;
  readonly figures: Figures;
}

export interface Results {
  readonly date: string;
  readonly quick: boolean;
  readonly rounds: number;
  readonly machine: Machine;
  readonly runs: readonly Run[];
}

type Figure = Exclude<keyof Figures, 'fault'>;

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle];
  if (high === undefined) return null;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}

/** The median over the rounds; null where the figure or the contestant is missing. */
export function figureOf(results: Results, scenario: ScenarioName, contestant: string, figure: Figure): number | null {
  const values = results.runs
    .filter((run) => run.scenario === scenario && run.contestant === contestant)
    .map((run) => run.figures[figure])
    .filter((value) => value !== null);
  return median(values);
}

export function faultsOf(results: Results): string[] {
  return results.runs
    .filter((run) => run.figures.fault !== null)
    .map((run) => `${run.scenario}, ${run.contestant}, round ${run.round}: ${run.figures.fault}`);
}
