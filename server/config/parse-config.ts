import { z } from 'zod';
import type { Config } from './config.ts';
import { LOG_FORMATS, LOG_LEVELS, TRANSPORTS } from './config.ts';
import {
  DEFAULT_DATA_DIR,
  DEFAULT_HOST,
  DEFAULT_LOG_LEVEL,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
  DEFAULT_MAX_FILE_BYTES,
  DEFAULT_MAX_FILE_BYTES_PER_DOCUMENT,
  DEFAULT_MAX_REQUESTS_PER_MINUTE,
  DEFAULT_MAX_ROOMS_PER_MINUTE,
  DEFAULT_PING_INTERVAL_MS,
  DEFAULT_POLL_HOLD_MS,
  DEFAULT_PORT,
  DEFAULT_SHUTDOWN_GRACE_MS,
  DOCUMENT_FILES_BYTES_RANGE,
  FILE_BYTES_RANGE,
  PING_INTERVAL_RANGE_MS,
  POLL_HOLD_RANGE_MS,
  SHUTDOWN_GRACE_RANGE_MS,
  VISITOR_LIMIT_RANGE,
} from './defaults.ts';
import { isLoopback } from './loopback.ts';
import { parseNetworks } from './network.ts';
import type { Network } from './network.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  /** each a sentence that names the variable and says what it may be */
  | { readonly ok: false; readonly problems: readonly string[] };

/** How the surroundings matter: files for `…_FILE`, and whether a person looks at the output. */
export interface Surroundings {
  /** the text of a file; throws when it cannot be read */
  readonly readFile: (path: string) => string;
  readonly terminal: boolean;
}

const SCHEMA = z.object({
  HOST: z.string().default(DEFAULT_HOST),
  PORT: wholeNumber('a port', 0, 65_535).default(DEFAULT_PORT),
  DATA_DIR: z.string().default(DEFAULT_DATA_DIR),
  ACCESS: z.literal('open', { error: 'must be "open"; accounts come with a later version' }).optional(),
  PUBLIC_URL: z.string().transform(parsePublicUrl).optional(),
  ALLOWED_ORIGINS: z.string().transform(parseOrigins).default([]),
  LOG_LEVEL: oneOf(LOG_LEVELS).default(DEFAULT_LOG_LEVEL),
  LOG_FORMAT: oneOf(LOG_FORMATS).optional(),
  POLL_HOLD_MS: wholeNumber('milliseconds', ...POLL_HOLD_RANGE_MS).default(DEFAULT_POLL_HOLD_MS),
  PING_INTERVAL_MS: wholeNumber('milliseconds', ...PING_INTERVAL_RANGE_MS).default(DEFAULT_PING_INTERVAL_MS),
  TRANSPORTS: z
    .string()
    .transform(parseTransports)
    .default([...TRANSPORTS]),
  TRUSTED_PROXIES: z.string().transform(parseProxies).default([]),
  MAX_CONNECTIONS: visitorLimit().default(DEFAULT_MAX_CONNECTIONS),
  MAX_CONNECTIONS_PER_ADDRESS: visitorLimit().default(DEFAULT_MAX_CONNECTIONS_PER_ADDRESS),
  MAX_REQUESTS_PER_MINUTE: visitorLimit().default(DEFAULT_MAX_REQUESTS_PER_MINUTE),
  MAX_ROOMS_PER_MINUTE: visitorLimit().default(DEFAULT_MAX_ROOMS_PER_MINUTE),
  MAX_FILE_BYTES: wholeNumber('bytes', ...FILE_BYTES_RANGE).default(DEFAULT_MAX_FILE_BYTES),
  MAX_FILE_BYTES_PER_DOCUMENT: wholeNumber('bytes', ...DOCUMENT_FILES_BYTES_RANGE).default(
    DEFAULT_MAX_FILE_BYTES_PER_DOCUMENT,
  ),
  CHROMIUM_PATH: z.string().optional(),
  SHUTDOWN_GRACE_MS: wholeNumber('milliseconds', ...SHUTDOWN_GRACE_RANGE_MS).default(DEFAULT_SHUTDOWN_GRACE_MS),
});

const NAMES = Object.keys(SCHEMA.shape);

/**
 * Reads the variables that docs/self-hosting.md lists, each also as `…_FILE` with the path of a file that holds the value. An empty
 * variable counts as not set. All problems are reported, not only the first.
 */
export function parseConfig(environment: Environment, surroundings: Surroundings): ParsedConfig {
  const problems: string[] = [];
  const values: Record<string, string> = {};
  for (const name of NAMES) {
    const value = readVariable(name, environment, surroundings, problems);
    if (value !== undefined) values[name] = value;
  }
  const parsed = SCHEMA.safeParse(values);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${issue.path.join('.')} ${issue.message}`);
    return { ok: false, problems };
  }
  const variables = parsed.data;
  if (!isLoopback(variables.HOST) && variables.ACCESS === undefined) {
    problems.push(
      `HOST is ${variables.HOST}, which other machines can reach, and there are no accounts yet (they come with a later version): ` +
        'set ACCESS=open to let everybody who reaches the server read and write every document, or HOST=127.0.0.1',
    );
  }
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    config: {
      host: variables.HOST,
      port: variables.PORT,
      dataDir: variables.DATA_DIR,
      access: 'open',
      publicUrl: variables.PUBLIC_URL ?? null,
      allowedOrigins: variables.ALLOWED_ORIGINS,
      log: {
        level: variables.LOG_LEVEL,
        format: variables.LOG_FORMAT ?? (surroundings.terminal ? 'pretty' : 'json'),
      },
      sync: {
        pollHoldMs: variables.POLL_HOLD_MS,
        pingIntervalMs: variables.PING_INTERVAL_MS,
        transports: variables.TRANSPORTS,
      },
      maxConnections: variables.MAX_CONNECTIONS,
      visitors: {
        connections: variables.MAX_CONNECTIONS_PER_ADDRESS,
        requestsPerMinute: variables.MAX_REQUESTS_PER_MINUTE,
        roomsPerMinute: variables.MAX_ROOMS_PER_MINUTE,
      },
      files: { fileBytes: variables.MAX_FILE_BYTES, documentBytes: variables.MAX_FILE_BYTES_PER_DOCUMENT },
      chromiumPath: variables.CHROMIUM_PATH ?? null,
      trustedProxies: variables.TRUSTED_PROXIES,
      shutdownGraceMs: variables.SHUTDOWN_GRACE_MS,
    },
  };
}

function readVariable(
  name: string,
  environment: Environment,
  { readFile }: Surroundings,
  problems: string[],
): string | undefined {
  const value = environment[name] || undefined;
  const path = environment[`${name}_FILE`] || undefined;
  if (path === undefined) return value;
  if (value !== undefined) {
    problems.push(`${name} and ${name}_FILE are both set: unset one of them`);
    return undefined;
  }
  try {
    return readFile(path).trimEnd();
  } catch {
    problems.push(`${name}_FILE must be the path of a file that can be read, not ${JSON.stringify(path)}`);
    return undefined;
  }
}

function wholeNumber(what: string, least: number, most: number) {
  return z.string().transform((text, context) => {
    const number = /^\d{1,15}$/u.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    context.addIssue(`must be ${what}, a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
    return z.NEVER;
  });
}

function visitorLimit() {
  return wholeNumber('a limit, or 0 for none', ...VISITOR_LIMIT_RANGE);
}

function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, { error: ({ input }) => `must be one of ${names.join(', ')}, not ${JSON.stringify(input)}` });
}

function parsePublicUrl(text: string, context: z.RefinementCtx): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (url !== null && web && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '')
    return url;
  context.addIssue(`must be a URL such as https://docs.example.org, without a path, not ${JSON.stringify(text)}`);
  return z.NEVER;
}

function parseOrigins(text: string, context: z.RefinementCtx): readonly string[] {
  return splitList(text).map((item) => {
    const origin = URL.canParse(item) ? new URL(item).origin : 'null';
    if (origin !== 'null' && origin === item.toLowerCase()) return origin;
    context.addIssue(
      `must be origins such as https://app.example.org, separated by commas, without a path; ${JSON.stringify(item)} is none`,
    );
    return z.NEVER;
  });
}

function parseProxies(text: string, context: z.RefinementCtx): readonly Network[] {
  return splitList(text).flatMap((item) => {
    const networks = parseNetworks(item);
    if (networks !== null) return networks;
    context.addIssue(
      `must be addresses or networks such as 10.0.0.0/8, or loopback or private, separated by commas; ${JSON.stringify(item)} is none`,
    );
    return z.NEVER;
  });
}

function parseTransports(text: string, context: z.RefinementCtx): Config['sync']['transports'] {
  const wanted = splitList(text);
  const known = TRANSPORTS.filter((transport) => wanted.includes(transport));
  if (wanted.length > 0 && wanted.every((name) => (TRANSPORTS as readonly string[]).includes(name))) return known;
  context.addIssue(`must be one or both of ${TRANSPORTS.join(',')}, not ${JSON.stringify(text)}`);
  return z.NEVER;
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
