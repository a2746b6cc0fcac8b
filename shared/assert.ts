/** Thrown where the code itself is wrong: reaching it is a bug, never a user's input. */
export class BugError extends Error {
  readonly code = 'bug';
  override readonly name = 'BugError';
}

/** Ends every `switch` over a union: the compiler refuses it while an arm is missing. */
export function unreachable(value: never): never {
  throw new BugError(`unexpected value ${JSON.stringify(value)}`);
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}
