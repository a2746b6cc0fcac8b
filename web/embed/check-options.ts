import { parseDocumentId } from '#shared/ids.ts';
import { isRecord, shown } from '#web/client/host-value.ts';
import { serverProblem } from '#web/client/server-address.ts';
import { TRANSPORT_CHOICES } from '#web/client/state.ts';
import type { EditorOptions } from './options.ts';

/**
 * What a host wrote is checked where it comes in, so that a slip is told in words of the host's own code and at once, not as an editor that
 * behaves otherwise than it was asked to: `mode: 'readonly'` is no mode, and must not mean `edit`.
 */

const CHOICES: Readonly<Partial<Record<keyof EditorOptions, readonly string[]>>> = {
  transport: TRANSPORT_CHOICES,
  mode: ['edit', 'view'],
  chrome: ['full', 'none'],
  theme: ['light', 'dark', 'system'],
  contrast: ['more', 'system'],
  dir: ['ltr', 'rtl'],
};
const SWITCHES: readonly (keyof EditorOptions)[] = ['offline', 'autofocus', 'toolbar', 'page'];
const NAMES = new Set([
  ...Object.keys(CHOICES),
  ...SWITCHES,
  'server',
  'document',
  'token',
  'user',
  'back',
  'link',
  'documents',
]);

/** Throws a TypeError that names the option and what it may be. An option that is undefined counts as absent. */
export function checkOptions(options: unknown): asserts options is EditorOptions {
  if (!isRecord(options)) throw wrong('options', 'an object with server and document', options);
  for (const name of Object.keys(options)) {
    if (!NAMES.has(name)) throw new TypeError(`Manyhands: there is no option ${JSON.stringify(name)}`);
  }
  const { server, document, token, user, back, link, documents } = options;
  const problem = serverProblem(server);
  if (problem !== null) throw new TypeError(`Manyhands: server ${problem}`);
  if (typeof document !== 'string' || parseDocumentId(document) === null) {
    throw wrong('document', "a document's name, such as 'team/plan'", document);
  }
  if (token !== undefined && typeof token !== 'function')
    throw wrong('token', 'a function that gives a promise', token);
  if (user !== undefined && (!isRecord(user) || typeof user['name'] !== 'string' || user['name'].trim() === '')) {
    throw wrong('user', 'an object with a name', user);
  }
  if (
    back !== undefined &&
    (!isRecord(back) || typeof back['href'] !== 'string' || typeof back['label'] !== 'string')
  ) {
    throw wrong('back', 'an object with href and label', back);
  }
  if (
    documents !== undefined &&
    (!isRecord(documents) || typeof documents['list'] !== 'function' || typeof documents['href'] !== 'function')
  ) {
    throw wrong('documents', 'an object with list and href', documents);
  }
  if (link !== undefined && typeof link !== 'string') throw wrong('link', 'a URL', link);
  for (const [name, allowed] of Object.entries(CHOICES)) {
    const value = options[name];
    if (value !== undefined && !allowed.includes(value as string)) {
      throw wrong(name, allowed.map((one) => `'${one}'`).join(' or '), value);
    }
  }
  for (const name of SWITCHES) {
    const value = options[name];
    if (value !== undefined && typeof value !== 'boolean') throw wrong(name, 'true or false', value);
  }
}

function wrong(name: string, wanted: string, found: unknown): TypeError {
  return new TypeError(`Manyhands: ${name} must be ${wanted}; it is ${shown(found)}`);
}
