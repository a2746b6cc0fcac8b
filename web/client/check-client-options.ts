import { ClientError } from './client-error.ts';
import { isRecord, shown } from './host-value.ts';
import { PRESENCE_COLORS } from './limits.ts';
import { serverProblem } from './server-address.ts';
import { TRANSPORT_CHOICES } from './state.ts';

/**
 * What a host wrote is checked where it comes in, so that a slip is told at once and in words of the host's own code. `document` is parsed
 * further where it is used.
 */

/** Throws a ClientError that names the option and what it may be. An option that is undefined counts as absent. */
export function checkClientOptions(options: unknown): void {
  if (!isRecord(options)) throw wrong('malformed-option', 'options', 'an object with server and document', options);
  const { server, document, token, user, transport, offline } = options;
  const problem = serverProblem(server);
  if (problem !== null) throw new ClientError('malformed-server', `server ${problem}`);
  if (typeof document !== 'string') throw wrong('malformed-name', 'document', "a document's name", document);
  if (token !== undefined && typeof token !== 'function') {
    throw wrong('malformed-option', 'token', 'a function that gives a promise', token);
  }
  if (transport !== undefined && !TRANSPORT_CHOICES.some((choice) => choice === transport)) {
    throw wrong('malformed-option', 'transport', "'auto', 'websocket' or 'polling'", transport);
  }
  if (offline !== undefined && typeof offline !== 'boolean') {
    throw wrong('malformed-option', 'offline', 'true or false', offline);
  }
  if (user !== undefined) checkUser(user);
}

/** Throws a ClientError where it is no UserInfo. */
export function checkUser(user: unknown): void {
  if (!isRecord(user) || typeof user['name'] !== 'string' || !isColor(user['color'])) {
    const wanted = `an object with a name and a color from 1 to ${PRESENCE_COLORS}`;
    throw wrong('malformed-option', 'user', wanted, user);
  }
}

function isColor(color: unknown): boolean {
  return typeof color === 'number' && Number.isInteger(color) && color >= 1 && color <= PRESENCE_COLORS;
}

function wrong(code: string, name: string, wanted: string, found: unknown): ClientError {
  return new ClientError(code, `${name} must be ${wanted}; it is ${shown(found)}`);
}
