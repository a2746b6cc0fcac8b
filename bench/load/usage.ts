import { readdirSync, readFileSync } from 'node:fs';

/** What a process has used, as Linux counts it. */

/**
 * Time on a processor of all its threads since it started, in microseconds. From the scheduler, in nanoseconds: `stat` counts in ticks of
 * 10 ms, which is as much as a quiet server uses in ten edits. Threads that have ended are not in it; servers keep theirs.
 */
export function cpuMicroseconds(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const task of readdirSync(tasks))
    nanoseconds += Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]);
  return nanoseconds / 1_000;
}

/** Resident memory, in bytes. */
export function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (match === null) throw new Error(`process ${pid} has no resident size`);
  return Number(match[1]) * 1024;
}
