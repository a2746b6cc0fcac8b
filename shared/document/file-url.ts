/** Which addresses images and files may have: pages of the web, and files of our own server. */

/** A file of the server that the document is on: the path that an upload was answered with. */
const FILE_PATH = /^\/files\/[^/\\?#\s]{1,2000}\/[0-9a-f]{64}\/[^/\\?#\s]{1,1000}$/u;
const MAX_URL_LENGTH = 4_000;

export function isFilePath(url: string): boolean {
  return FILE_PATH.test(url) && !/(?:^|\/)\.{1,2}(?:\/|$)/u.test(url);
}

/** Nothing that is run, and nothing that is the content itself: a document holds addresses only. */
export function isFileUrl(url: unknown): url is string {
  if (typeof url !== 'string' || url.length > MAX_URL_LENGTH) return false;
  if (isFilePath(url)) return true;
  if (!/^https?:\/\//iu.test(url) || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

/** Where to get it; `server` is the base of the server that the document is on. Null for what is not to be asked for. */
export function resolveFileUrl(url: string, server: string): string | null {
  if (!isFileUrl(url)) return null;
  return isFilePath(url) ? server.replace(/\/+$/u, '') + url : url;
}

/** The last part of the path, as a person reads it. */
export function fileNameOf(url: string): string {
  const [path = ''] = url.split(/[?#]/u);
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

const UNITS = ['bytes', 'KB', 'MB', 'GB'] as const;

/** `1.2 MB`: for people, in steps of 1000. */
export function readableSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toPrecision(2);
  return `${Number(digits)} ${UNITS[unit]}`;
}
