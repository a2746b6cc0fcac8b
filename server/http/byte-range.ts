/** The part of a body that a request asks for: first and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `Range` (RFC 9110): `all` where there is none, or none that we answer by parts (several ranges, another unit, nonsense);
 * `outside` where it asks for what is behind the end.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'all' | 'outside' {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = parts ?? [];
  if (from === '' && to === '') return 'all';
  if (from === '') {
    const last = Math.min(Number(to), size);
    return last === 0 ? 'outside' : { start: size - last, end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < start) return 'all';
  return start >= size ? 'outside' : { start, end };
}
