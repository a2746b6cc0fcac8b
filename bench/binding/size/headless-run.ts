import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AFTER, KEYS_ROW } from './rows.ts';
import type { Outcome, RowName, Setting } from './rows.ts';

/** Making a large document with a slow binding may take longer than any row. */
const MAKING_TIMES = 4;

interface Told {
  readonly ready?: true;
  readonly row?: RowName;
  readonly outcome?: Outcome;
}

/**
 * Measures the rows of a setting in processes without a page. A row that takes longer than `limitSeconds`, or that throws, ends its process;
 * the next process goes on behind it.
 */
export async function runHeadless(
  setting: Setting,
  file: string,
  rows: readonly RowName[],
  { limitSeconds, endsAt }: Limits,
): Promise<Map<RowName, Outcome>> {
  // whoever makes the document has it in the heap
  if (setting.contestant !== 'lexical' && !existsSync(file)) {
    await runSome(setting, file, [], limitSeconds, () => {});
  }
  const able = rows.filter((row) => row !== KEYS_ROW);
  return inTurns(able, endsAt, (left, tell) => runSome(setting, file, left, limitSeconds, tell));
}

export interface Limits {
  /** what one row may take */
  readonly limitSeconds: number;
  /** by `Date.now()`: a row that was lost is the last one after that */
  readonly endsAt: number;
}

/** A row that could not be measured, and why. */
export interface Lost {
  readonly row: RowName;
  readonly outcome: Outcome;
}
export type Tell = (row: RowName, outcome: Outcome) => void;

/**
 * @param endsAt nothing is begun anew after that
 * @param some measures rows up to one that is lost; null when none was
 */
export async function inTurns(
  rows: readonly RowName[],
  endsAt: number,
  some: (left: readonly RowName[], tell: Tell) => Promise<Lost | null>,
): Promise<Map<RowName, Outcome>> {
  const outcomes = new Map<RowName, Outcome>();
  // the first opening counts
  const tell: Tell = (row, outcome) => void (outcomes.has(row) || outcomes.set(row, outcome));
  for (let left = rows; left.length > 0;) {
    const lost = await some(left, tell);
    if (lost === null) break;
    outcomes.set(lost.row, lost.outcome);
    const rest = left.slice(left.indexOf(lost.row) + 1);
    // without the opening there is nothing to measure in
    const gone = lost.row === 'open' ? rest : rest.filter((row) => AFTER[row] === lost.row);
    for (const row of gone) outcomes.set(row, lost.outcome);
    if (Date.now() > endsAt) break;
    const next = rest.filter((row) => !gone.includes(row));
    left = next.length === 0 ? [] : ['open', ...next];
  }
  return outcomes;
}

function runSome(
  setting: Setting,
  file: string,
  rows: readonly RowName[],
  limitSeconds: number,
  tell: Tell,
): Promise<Lost | null> {
  const child = fork(
    join(import.meta.dirname, 'headless-child.ts'),
    [JSON.stringify(setting), file, JSON.stringify(rows)],
    { execArgv: ['--expose-gc', '--max-old-space-size=6000'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let at = 0;
    let ended = false;
    const wait = (seconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        ended = true;
        child.kill('SIGKILL');
      }, seconds * 1000);
    };
    wait(limitSeconds * MAKING_TIMES);
    child.on('message', ({ row, outcome }: Told) => {
      if (row !== undefined && outcome !== undefined) {
        tell(row, outcome);
        at += 1;
      }
      wait(limitSeconds);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      const row = rows[at];
      if (code === 0 || row === undefined) resolve(null);
      else resolve({ row, outcome: ended ? { over: limitSeconds } : { fault: `the process ended with ${code}` } });
    });
  });
}
