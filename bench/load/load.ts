import { unreachable } from '#shared/assert.ts';
import { idle } from './idle.ts';
import { join } from './join.ts';
import { checkKeystrokes } from './keystrokes.ts';
import type { Figures, Order } from './scenario.ts';
import { documents, fanOut, flood, quiet } from './typed-scenarios.ts';

/** The load generator's process: one order in, one answer out, and it ends. It is not the server's and not the orchestrator's. */

function run({ scenario, target, seconds }: Order): Promise<Figures> {
  switch (scenario) {
    case 'fan-out':
      return fanOut(target, seconds);
    case 'quiet':
      return quiet(target, seconds);
    case 'flood':
      return flood(target, seconds);
    case 'documents':
      return documents(target, seconds);
    case 'join':
      return join(target);
    case 'idle':
      return idle(target, seconds);
    default:
      return unreachable(scenario);
  }
}

process.once('message', (order: Order) => {
  checkKeystrokes();
  run(order).then(
    (figures) => process.send?.(figures, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});
