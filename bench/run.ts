import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SCENARIOS, isScenario } from './load/scenario.ts';
import type { Figures, Order, ScenarioName } from './load/scenario.ts';
import { fsyncMs } from './disk.ts';
import { describeMachine } from './machine.ts';
import { installPeers } from './peers/install.ts';
import { writeReport } from './report.ts';
import type { Results, Run } from './results.ts';
import { CONTESTANTS, startServer } from './servers/server-under-test.ts';
import type { Contestant } from './servers/server-under-test.ts';

/**
 * `npm run bench [-- --quick] [--only fan-out,join] [--servers manyhands,hocuspocus] [--rounds 3] [--keep]`
 *
 * Rounds go round the contestants (A B C A B C), so that what the machine does meanwhile meets all of them. `--keep` writes the JSON to
 * bench/results and the tables to bench/README.md.
 */

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    servers: { type: 'string' },
    rounds: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const QUICK_SECONDS: Record<ScenarioName, number> = {
  'fan-out': 2,
  quiet: 1,
  flood: 1.5,
  documents: 2,
  join: 0,
  idle: 1,
};
const SECONDS: Record<ScenarioName, number> = { 'fan-out': 5, quiet: 8, flood: 3, documents: 5, join: 0, idle: 2 };

/** Nothing is learnt from these: a control that stores nothing cannot be joined, a stock client opens and idles as any other does. */
const LEFT_OUT: Partial<Record<ScenarioName, readonly string[]>> = {
  join: ['bare', 'manyhands (stock clients)'],
  idle: ['manyhands (stock clients)'],
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function measure(contestant: Contestant, scenario: ScenarioName, seconds: number): Promise<Figures> {
  const server = await startServer(contestant.server);
  try {
    const load = fork(join(import.meta.dirname, 'load/load.ts'));
    const order: Order = {
      scenario,
      seconds,
      target: {
        base: server.base,
        pid: server.pid,
        dialect: contestant.dialect,
        ours: contestant.server === 'manyhands',
      },
    };
    load.send(order);
    const answer = await Promise.race([
      once(load, 'message').then(([figures]) => figures as Figures),
      once(load, 'exit').then(([code]) => {
        throw new Error(`${scenario} on ${contestant.name}: the load generator ended with ${code}`);
      }),
    ]);
    return answer;
  } finally {
    await server.stop();
  }
}

const shown = (value: number | null, digits: number): string => (value === null ? '–' : value.toFixed(digits));

function line({ contestant, scenario, fsyncMs: fsync, figures }: Run): string {
  return [
    `${scenario.padEnd(10)} ${contestant.padEnd(26)}`,
    `${shown(figures.cpuMicrosecondsEach, 1)} µs`,
    `${shown(figures.deliveriesPerSecond, 0)}/s`,
    `p50 ${shown(figures.p50Ms, 1)} p99 ${shown(figures.p99Ms, 1)} ms`,
    figures.wholeMs === null ? '' : `whole ${shown(figures.wholeMs, 0)} ms`,
    `${shown(figures.residentBytes / 2 ** 20, 0)} MiB`,
    figures.bytesPerConnection === null ? '' : `${shown(figures.bytesPerConnection / 1024, 1)} KiB a connection`,
    `fsync ${shown(fsync ?? null, 2)} ms`,
    figures.fault === null ? '' : `FAULT: ${figures.fault}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

const scenarios = values.only === undefined ? SCENARIOS : values.only.split(',').filter(isScenario);
const names = values.servers?.split(',');
const contestants = CONTESTANTS.filter(({ server }) => names === undefined || names.includes(server));
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3));

await installPeers();
const runs: Run[] = [];
for (const scenario of scenarios) {
  for (let round = 1; round <= rounds; round++) {
    for (const contestant of contestants) {
      if (LEFT_OUT[scenario]?.includes(contestant.name)) continue;
      const seconds = (values.quick ? QUICK_SECONDS : SECONDS)[scenario];
      const run: Run = {
        scenario,
        contestant: contestant.name,
        round,
        fsyncMs: fsyncMs(),
        figures: await measure(contestant, scenario, seconds),
      };
      runs.push(run);
      say(line(run));
    }
  }
}

const results: Results = {
  date: new Date().toISOString(),
  quick: values.quick,
  rounds,
  machine: describeMachine(),
  runs,
};
if (values.keep) {
  const folder = join(import.meta.dirname, 'results');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, `${results.date.slice(0, 16).replaceAll(':', '')}.json`),
    `${JSON.stringify(results, null, 1)}\n`,
  );
  await writeReport(results);
}
if (runs.some((run) => run.figures.fault !== null)) process.exitCode = 1;
