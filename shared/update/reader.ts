import { MAX_VALUE_DEPTH } from '../protocol/limits.ts';

/**
 * A reader of lib0's encoding over bytes that nobody trusts: every read is bounded by the bytes that are there, and a read that fails
 * throws {@link UnreadableError}, which `scanUpdate` turns into a refusal.
 */
export class UnreadableError extends Error {
  readonly code = 'unreadable';
  override readonly name = 'UnreadableError';
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class ByteReader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new UnreadableError('it is cut off');
    this.at += 1;
    return value;
  }

  /** 0 to 2^53 - 1 */
  uint(): number {
    let value = this.byte();
    if (value < 0x80) return value;
    value &= 0x7f;
    let factor = 0x80;
    for (;;) {
      const next = this.byte();
      value += (next & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new UnreadableError('a number is too large');
      if (next < 0x80) return value;
      factor *= 0x80;
    }
  }

  skip(count: number): void {
    if (count > this.left) throw new UnreadableError('it is cut off');
    this.at += count;
  }

  skipBytes(): void {
    this.skip(this.uint());
  }

  string(mostBytes = Number.POSITIVE_INFINITY): string {
    const length = this.uint();
    if (length > mostBytes) throw new UnreadableError(`it holds a name of more than ${mostBytes} bytes`);
    const start = this.at;
    this.skip(length);
    try {
      return utf8.decode(this.bytes.subarray(start, this.at));
    } catch {
      throw new UnreadableError('it holds text that is not UTF-8');
    }
  }

  /** Reads past a string and gives its length in UTF-16 units, without making it where it is plain ASCII. */
  skipString(): number {
    const before = this.at;
    const length = this.uint();
    const start = this.at;
    this.skip(length);
    for (let i = start; i < this.at; i++) {
      if ((this.bytes[i] ?? 0) < 0x80) continue;
      this.at = before;
      return this.string().length;
    }
    return length;
  }

  json(): void {
    const text = this.string();
    if (text.length > MAX_VALUE_DEPTH && depthOf(text) > MAX_VALUE_DEPTH) {
      throw new UnreadableError('a value is nested too deeply');
    }
    try {
      JSON.parse(text);
    } catch {
      throw new UnreadableError('it holds JSON that does not parse');
    }
  }

  /** As {@link json}, or the word that stands for undefined in old content. */
  jsonOrUndefined(): void {
    const before = this.at;
    if (this.string() === 'undefined') return;
    this.at = before;
    this.json();
  }

  /** An `any` that MUST be an object: Yjs reads properties of it. */
  anyObject(): void {
    if (this.bytes[this.at] !== 118) throw new UnreadableError('it holds a subdocument without options');
    this.any();
  }

  /** lib0's `any`: undefined, null, integer, float32, float64, bigint, booleans, string, object, array, bytes. */
  any(depth = 0): void {
    if (depth > MAX_VALUE_DEPTH) throw new UnreadableError('a value is nested too deeply');
    const kind = this.byte();
    switch (kind) {
      case 127:
      case 126:
      case 121:
      case 120:
        return;
      case 125:
        return this.#int();
      case 124:
        return this.skip(4);
      case 123:
      case 122:
        return this.skip(8);
      case 119:
        this.skipString();
        return;
      case 118: {
        const count = this.uint();
        for (let i = 0; i < count; i++) {
          this.skipString();
          this.any(depth + 1);
        }
        return;
      }
      case 117: {
        const count = this.uint();
        for (let i = 0; i < count; i++) this.any(depth + 1);
        return;
      }
      case 116:
        return this.skipBytes();
      default:
        throw new UnreadableError('it holds a value of an unknown kind');
    }
  }

  /** A signed integer: 6 bits in its first byte, 7 in each that follows. */
  #int(): void {
    let bits = 6;
    let next = this.byte();
    while (next >= 0x80) {
      next = this.byte();
      bits += 7;
      if (bits > 55) throw new UnreadableError('a number is too large');
    }
  }
}

/** How deep arrays and objects of a JSON text are nested; brackets inside of its strings do not count. */
export function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}
