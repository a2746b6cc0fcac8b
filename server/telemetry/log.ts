import { pino } from 'pino';
import type { DestinationStream } from 'pino';
import type { LogFormat, LogLevel } from '#server/config/config.ts';

/** What may be said about an event. No update bytes, no query strings, no headers: a log is no place for secrets. */
export type LogFields = Readonly<Record<string, unknown>>;

export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Where a line goes. */
export type WriteLine = (line: string) => void;

/** Taken out wherever they stand, should a caller ever hand over a whole request or its headers. */
const SECRETS = ['authorization', 'cookie', 'token', 'headers', '*.authorization', '*.cookie', '*.token', '*.headers'];

/** A log of JSON lines (pino), or of lines for a person: time, level where it is not `info`, message, fields. */
export function createLog(level: LogLevel, format: LogFormat, write: WriteLine): Log {
  const destination: DestinationStream = { write: format === 'json' ? write : (line) => write(readable(line)) };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS, censor: '[taken out]' },
      serializers: { error: pino.stdSerializers.err },
    },
    destination,
  );
}

export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {}

function readable(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const said = level === 'info' ? [clock, msg] : [clock, level, msg];
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${readableValue(value)}`);
  return `${[...said, ...rest].join(' ')}\n`;
}

function readableValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'stack' in value) return String(value.stack);
  return JSON.stringify(value);
}
