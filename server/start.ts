import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runServer } from './main.ts';
import { isBuildStale, stampBuild } from './web-build.ts';

/** `npm start`: builds the web app where it is missing or older than its sources, then runs the server in this process. */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

if (isBuildStale(ROOT)) {
  console.info('Building the web app, which takes a few seconds …');
  // a process of its own: what the build needs in memory goes with it
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
  stampBuild(ROOT);
  console.info('The web app is built.');
}
await runServer();
