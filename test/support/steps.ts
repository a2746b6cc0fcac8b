import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** The steps of `npm test` and `npm run check`: each is a process of its own, each says how many checks of it passed and failed. */

const ROOT = join(import.meta.dirname, '../..');
const BIN = join(ROOT, 'node_modules/.bin');
const REPORTS = join(ROOT, '.cache/test-results');

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }), {
    passed: 0,
    failed: 0,
  });
}

/** Runs a tool of the project with Node's and the project's folder first in the path; its output goes to this process's. */
function runTool(command: readonly string[]): Promise<number> {
  const [tool, ...rest] = command;
  if (tool === undefined) throw new Error('a command has a name');
  return new Promise((resolve, reject) => {
    const child = spawn(tool, rest, {
      cwd: ROOT,
      env: { ...process.env, PATH: `${BIN}${delimiter}${process.env['PATH'] ?? ''}` },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** A tool that passes or fails as a whole. */
async function runCheck(title: string, command: readonly string[]): Promise<Tally> {
  say(`\n— ${title}: ${command.join(' ')}`);
  const ok = (await runTool(command)) === 0;
  say(`${ok ? 'passed' : 'FAILED'}: ${title}`);
  return ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

interface VitestReport {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly success: boolean;
}

/**
 * One project of vitest. What is skipped or still to do counts as failed, so does a project that finds no test, a file that cannot be read
 * and an error outside of any test: nothing is left out in silence.
 */
export async function runProject(project: string): Promise<Tally> {
  say(`\n— tests: ${project}`);
  const file = join(REPORTS, `${project}.json`);
  await mkdir(REPORTS, { recursive: true });
  await rm(file, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await runTool(['vitest', 'run', '--project', project, ...reporters]);
  const report = await readReport(file);
  if (report === null || report.numTotalTests === 0) {
    say(`FAILED: ${project} found no test`);
    return { passed: 0, failed: 1 };
  }
  const failed = report.numTotalTests - report.numPassedTests;
  const otherwise = code !== 0 || !report.success ? 1 : 0;
  return { passed: report.numPassedTests, failed: Math.max(failed, otherwise) };
}

async function readReport(file: string): Promise<VitestReport | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as VitestReport;
  } catch {
    return null;
  }
}

const FAST: readonly (readonly [string, readonly string[]])[] = [
  ['format', ['oxfmt', '--check']],
  ['lint', ['oxlint', '--type-aware', '--quiet']],
  ['types', ['tsc', '-b']],
  ['unused code', ['knip']],
  ['build', ['vite', 'build', '--logLevel', 'warn']],
  ['build of the package', ['vite', 'build', '--mode', 'npm', '--logLevel', 'warn']],
  ['package', ['publint', '--strict']],
  ['sizes', ['size-limit']],
];

/** Format, lint, types, unused code, both builds, the package and its sizes; then the tests that need no system. */
export async function runFastChecks(): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const [title, command] of FAST) tallies.push(await runCheck(title, command));
  for (const project of ['unit', 'sim']) tallies.push(await runProject(project));
  return tallies;
}

/** Prints the line that everything ends with, and sets the exit code. */
export function conclude(tallies: readonly Tally[]): void {
  const { passed, failed } = sum(tallies);
  if (failed > 0 || passed === 0) process.exitCode = 1;
  say(`\n${passed} passed, ${failed} failed`);
}
