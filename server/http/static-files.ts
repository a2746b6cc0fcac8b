import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { MIN_COMPRESSED_BYTES } from './limits.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
/** the point beyond which brotli gets slow for what little it gains */
const BROTLI_QUALITY = 9;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const COMPRESSED_ALREADY: ReadonlySet<string> = new Set(['.png', '.ico', '.woff2']);

export type Encoding = 'identity' | 'gzip' | 'br';

export interface StaticFile {
  readonly mediaType: string;
  /** strong, of the content as it is; an encoded body has the encoding appended */
  readonly etag: string;
  readonly bodies: Readonly<Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>>;
}

export interface StaticFiles {
  /** `path` without a leading slash, as it stands in the folder; null when there is no such file */
  get(path: string): Promise<StaticFile | null>;
}

/**
 * The files of a folder, as it is now: only what was found here can be asked for, so no path leads out of it. Each is read and compressed
 * when it is first asked for, then kept.
 */
export async function openStaticFiles(folder: string): Promise<StaticFiles> {
  const found = new Map<string, string>();
  for (const entry of await listFolder(folder)) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    found.set(relative(folder, file).split(sep).join('/'), file);
  }
  const kept = new Map<string, Promise<StaticFile>>();
  return {
    async get(path) {
      const file = found.get(path);
      if (file === undefined) return null;
      const loading = kept.get(path) ?? loadStaticFile(file);
      kept.set(path, loading);
      return loading;
    },
  };
}

async function listFolder(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function loadStaticFile(file: string): Promise<StaticFile> {
  const content = new Uint8Array(await readFile(file));
  const extension = extname(file);
  const mediaType = MEDIA_TYPES[extension] ?? 'application/octet-stream';
  const etag = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  if (content.length < MIN_COMPRESSED_BYTES || COMPRESSED_ALREADY.has(extension)) {
    return { mediaType, etag, bodies: { identity: content } };
  }
  const [br, gzipped] = await Promise.all([
    brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
    zip(content),
  ]);
  return { mediaType, etag, bodies: { identity: content, br: new Uint8Array(br), gzip: new Uint8Array(gzipped) } };
}

/** The best encoding that a client takes and that there is. */
export function chooseEncoding(acceptEncoding: string, bodies: StaticFile['bodies']): Encoding {
  const accepted = new Set<string>();
  for (const item of acceptEncoding.split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (!parameters.some((parameter) => /^q=0(\.0*)?$/u.test(parameter))) accepted.add(name);
  }
  return (['br', 'gzip'] as const).find((encoding) => accepted.has(encoding) && bodies[encoding]) ?? 'identity';
}
