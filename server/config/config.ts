import type { Network } from './network.ts';

/** What the server was told by its environment: parsed once, trusted from then on. */
export interface Config {
  readonly host: string;
  /** 0: any free port */
  readonly port: number;
  readonly dataDir: string;
  /** who may come in; accounts come with a later version */
  readonly access: 'open';
  /** where people reach the server, without a trailing slash; null: at the address it listens on */
  readonly publicUrl: URL | null;
  /** whose pages may talk to the server, beside its own */
  readonly allowedOrigins: readonly string[];
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
  readonly sync: {
    readonly pollHoldMs: number;
    readonly pingIntervalMs: number;
    readonly transports: readonly TransportName[];
  };
  /** of all addresses together, whatever they are used for; 0 is no limit */
  readonly maxConnections: number;
  readonly visitors: VisitorLimits;
  readonly files: FileLimits;
  /** the browser that prints: a path, `none`, or null to look among the usual names */
  readonly chromiumPath: string | null;
  /** whose `X-Forwarded-For` is believed */
  readonly trustedProxies: readonly Network[];
  readonly shutdownGraceMs: number;
}

/** What documents may hold beside text, in bytes. */
export interface FileLimits {
  /** of one file; 0: none are taken */
  readonly fileBytes: number;
  /** of all files of a document; small ones count as 4 KiB */
  readonly documentBytes: number;
}

/** What one address may do; 0 is no limit. */
export interface VisitorLimits {
  /** WebSockets at a time */
  readonly connections: number;
  /** polls, upgrades and requests of the API */
  readonly requestsPerMinute: number;
  /** documents that nobody has open: they have to be loaded */
  readonly roomsPerMinute: number;
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `pretty` is for people's eyes, `json` for machines */
export const LOG_FORMATS = ['json', 'pretty'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export const TRANSPORTS = ['websocket', 'polling'] as const;
export type TransportName = (typeof TRANSPORTS)[number];
