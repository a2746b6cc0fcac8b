import { conclude, runFastChecks } from './support/steps.ts';

/** `npm run check`: everything that needs neither sockets nor a browser. */
conclude(await runFastChecks());
