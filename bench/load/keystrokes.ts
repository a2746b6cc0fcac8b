import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/**
 * Updates of one character each, as Yjs writes them for somebody who types at the end of their own words, and a reader that counts
 * them. Both are made by hand: with a Y.Doc a sender and a hundred readers would measure themselves. `checkKeystrokes` holds the
 * writer against Yjs.
 */

const ROOT = 'text';
const FIRST_CLIENT = 2_000_000_000;
const LETTERS = 'the quick brown fox jumps over a lazy dog and types on ';

export function clientOf(writer: number): number {
  return FIRST_CLIENT + writer;
}

function letterOf(writer: number, clock: number): number {
  return LETTERS.charCodeAt((writer + clock) % LETTERS.length);
}

function writeUpdate(writer: number, clock: number): Uint8Array {
  const client = clientOf(writer);
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
  if (clock === 0) {
    encoding.writeUint8(encoder, 4);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarString(encoder, ROOT);
  } else {
    encoding.writeUint8(encoder, 0x84);
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock - 1);
  }
  encoding.writeVarString(encoder, String.fromCharCode(letterOf(writer, clock)));
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

/** One person's typing, made ahead of its use. */
export class Keystrokes {
  readonly writer: number;
  readonly #updates: Uint8Array[] = [];

  constructor(writer: number, ahead: number) {
    this.writer = writer;
    for (let clock = 0; clock < ahead; clock++) this.#updates.push(writeUpdate(writer, clock));
  }

  update(clock: number): Uint8Array {
    return this.#updates[clock] ?? writeUpdate(this.writer, clock);
  }
}

/** Throws where the handmade updates differ from what Yjs makes of the same typing. */
export function checkKeystrokes(): void {
  const doc = new Y.Doc();
  doc.clientID = clientOf(3);
  let last: Uint8Array = new Uint8Array();
  doc.on('update', (update: Uint8Array) => (last = update));
  const text = doc.getText(ROOT);
  for (let clock = 0; clock < 300; clock++) {
    text.insert(clock, String.fromCharCode(letterOf(3, clock)));
    if (!Buffer.from(last).equals(writeUpdate(3, clock))) throw new Error(`keystroke ${clock} is not what Yjs writes`);
  }
}

export type OnKeystrokes = (writer: number, firstClock: number, count: number) => void;

const GC = 0;
const CONTENT_STRING = 4;
const SKIP = 10;

/** What one reader has: every writer's characters in order, each with the right letter, none twice. */
export class Readings {
  readonly #next = new Map<number, number>();
  readonly #ignored: number;
  readonly #seen: OnKeystrokes;
  #fault: string | null = null;

  /** `ignoredWriter` is the reader's own: some servers send an edit back to who made it. */
  constructor(ignoredWriter: number, seen: OnKeystrokes) {
    this.#ignored = clientOf(ignoredWriter);
    this.#seen = seen;
  }

  /** the first thing that was wrong: a hole, a wrong letter, an unexpected struct */
  get fault(): string | null {
    return this.#fault;
  }

  countOf(writer: number): number {
    return this.#next.get(clientOf(writer)) ?? 0;
  }

  /** Reads an update that holds nothing but keystrokes, single or merged. */
  read(update: Uint8Array): void {
    const decoder = decoding.createDecoder(update);
    const clients = decoding.readVarUint(decoder);
    for (let i = 0; i < clients; i++) {
      const structs = decoding.readVarUint(decoder);
      const client = decoding.readVarUint(decoder);
      let clock = decoding.readVarUint(decoder);
      for (let k = 0; k < structs; k++) clock += this.#readStruct(decoder, client, clock);
    }
  }

  #readStruct(decoder: decoding.Decoder, client: number, clock: number): number {
    const info = decoding.readUint8(decoder);
    const kind = info & 31;
    if (kind === SKIP || kind === GC) return decoding.readVarUint(decoder);
    if (kind !== CONTENT_STRING) {
      this.#fault ??= `a struct of kind ${kind}`;
      throw new Error(`a struct of kind ${kind} among keystrokes`);
    }
    if ((info & 128) !== 0) {
      decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
    }
    if ((info & 64) !== 0) {
      decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
    }
    if ((info & 192) === 0) {
      if (decoding.readVarUint(decoder) === 1) decoding.readVarString(decoder);
      else {
        decoding.readVarUint(decoder);
        decoding.readVarUint(decoder);
      }
    }
    const text = decoding.readVarString(decoder);
    if (client !== this.#ignored) this.#take(client, clock, text);
    return text.length;
  }

  #take(client: number, clock: number, text: string): void {
    const next = this.#next.get(client) ?? 0;
    if (clock > next) this.#fault ??= `writer ${client - FIRST_CLIENT}: ${next} expected, ${clock} came`;
    // what a reader has already may come again where a server answers with its whole state
    const fresh = clock + text.length - next;
    if (fresh <= 0) return;
    const writer = client - FIRST_CLIENT;
    for (let at = next; at < clock + text.length; at++) {
      if (text.charCodeAt(at - clock) !== letterOf(writer, at))
        this.#fault ??= `writer ${writer}: a wrong letter at ${at}`;
    }
    this.#next.set(client, clock + text.length);
    this.#seen(writer, next, fresh);
  }
}
