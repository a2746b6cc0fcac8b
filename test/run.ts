import { installDebianPackages } from './support/debian.ts';
import { conclude, runFastChecks, runProject } from './support/steps.ts';

/**
 * `npm test`: everything. `check`, then real sockets and real SQLite, then real Chromium. It ends with one line over all runners,
 * `N passed, N failed`, and with an exit code that is not 0 when anything failed.
 */
installDebianPackages();
const tallies = await runFastChecks();
for (const project of ['integration', 'browser']) tallies.push(await runProject(project));
conclude(tallies);
