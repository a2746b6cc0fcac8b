import { installDebianPackages } from './support/debian.ts';
import { conclude, runFastChecks, runProject } from './support/steps.ts';
import type { Tally } from './support/steps.ts';

/**
 * `npm test`: everything. `check`, then real sockets and real SQLite, then real Chromium. It ends with one line over all runners,
 * `N passed, N failed`, and with an exit code that is not 0 when anything failed.
 */
const tallies: Tally[] = [];
try {
  installDebianPackages();
  tallies.push(...(await runFastChecks()));
  for (const project of ['integration', 'browser']) tallies.push(await runProject(project));
} catch (error) {
  // a step that could not even begin: the last line is there all the same
  console.error(error);
  tallies.push({ passed: 0, failed: 1 });
}
conclude(tallies);
