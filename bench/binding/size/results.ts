import type { Machine } from '../../machine.ts';
import type { Outcome, Place, RowName, Setting } from './rows.ts';

export interface SizeRun extends Setting {
  readonly place: Place;
  /** the machine's load average of the last minute when it began */
  readonly load: number;
  readonly outcomes: Partial<Record<RowName, Outcome>>;
}

/** The whole site in Chromium, five others typing into the same document. Milliseconds. */
export interface SiteFigures {
  readonly paragraphs: number;
  /** from the last of the document's bytes to all of it on the page, laid out */
  readonly openMs: number;
  /** from the key, as the browser dates it, to the page laid out with it */
  readonly keyP50Ms: number;
  readonly keyP95Ms: number;
  readonly keys: number;
  /** keys of the five others that came in meanwhile */
  readonly others: number;
  readonly load: number;
}

export interface SizeResults {
  readonly date: string;
  readonly quick: boolean;
  readonly limitSeconds: number;
  readonly machine: Machine;
  readonly runs: readonly SizeRun[];
  readonly site: SiteFigures | null;
}
