import type { Readable } from 'node:stream';
import { fromBuffer } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import type { OfficePackage } from '#shared/document/docx/package.ts';
import { OfficeRefusal } from '#shared/document/docx/xml.ts';
import { MAX_OFFICE_PARTS, MAX_OFFICE_UNPACKED_BYTES } from './limits.ts';

/** How a file begins that Office wrote before 2007, or with a password. */
const OLD_OFFICE = 'd0cf11e0a1b11ae1';
const ZIP = '504b0304';
const TOO_LARGE = `the parts of the file may have ${MAX_OFFICE_UNPACKED_BYTES} bytes together when they are unpacked`;
const DAMAGED = 'the file is damaged or cut off';

/**
 * The parts of an office file, which is a ZIP archive. Nothing is unpacked before it is asked for, and nothing is ever written anywhere. What
 * the archive says about sizes is refused where it is too much, and not believed: the bytes that come out are counted.
 * @throws OfficeRefusal
 */
export async function openOfficePackage(bytes: Uint8Array): Promise<OfficePackage> {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(8, bytes.length)).toString('hex');
  if (start === OLD_OFFICE) {
    throw new OfficeRefusal(
      'the file has a password, or is of a Word before 2007: save it as .docx, without a password',
    );
  }
  if (!start.startsWith(ZIP)) throw new OfficeRefusal('this is no .docx file');
  const zip = await open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const entries = await listEntries(zip);
  let unpacked = 0;
  const count = (more: number): void => {
    unpacked += more;
    if (unpacked > MAX_OFFICE_UNPACKED_BYTES) throw new OfficeRefusal(TOO_LARGE);
  };
  return {
    paths: [...entries.keys()],
    sizeOf: (path) => entries.get(path)?.uncompressedSize ?? 0,
    open: (path) => {
      const entry = entries.get(path);
      return entry === undefined ? null : unpack(zip, entry, count);
    },
  };
}

function open(buffer: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // names that lead out of the archive are refused by the library
    fromBuffer(buffer, { lazyEntries: true }, (error, zip) =>
      error === null ? resolve(zip) : reject(refusalOf(error)),
    );
  });
}

async function listEntries(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > MAX_OFFICE_PARTS) throw new OfficeRefusal(`the file may have ${MAX_OFFICE_PARTS} parts`);
  const entries = new Map<string, Entry>();
  let declared = 0;
  await new Promise<void>((resolve, reject) => {
    const take = (entry: Entry): void => {
      declared += entry.uncompressedSize;
      if (declared > MAX_OFFICE_UNPACKED_BYTES) throw new OfficeRefusal(TOO_LARGE);
      if (entry.isEncrypted()) throw new OfficeRefusal('the file has a password');
      // which of the two a program reads is up to it: what was looked at may not be what is shown
      if (entries.has(entry.fileName)) throw new OfficeRefusal('two parts of the file have one name');
      entries.set(entry.fileName, entry);
      zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => {
      try {
        take(entry);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    zip.on('error', (error: Error) => reject(refusalOf(error)));
    zip.on('end', resolve);
    zip.readEntry();
  });
  return entries;
}

async function* unpack(zip: ZipFile, entry: Entry, count: (bytes: number) => void): AsyncIterable<Uint8Array> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(refusalOf(error))));
  });
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      count(piece.length);
      yield piece;
    }
  } catch (error) {
    throw error instanceof OfficeRefusal ? error : refusalOf(error);
  } finally {
    stream.destroy();
  }
}

/** What the archive's reader objects to, as a sentence for whoever sent the file. */
function refusalOf(error: unknown): OfficeRefusal {
  const message = error instanceof Error ? error.message : String(error);
  if (/absolute path|invalid relative path|invalid characters in file ?name/iu.test(message)) {
    return new OfficeRefusal('a part of the file has a name that leads out of it', { cause: error });
  }
  if (/too many bytes in the stream|not enough bytes in the stream/u.test(message)) {
    return new OfficeRefusal('a part of the file has another size than it says', { cause: error });
  }
  if (/encrypted/u.test(message)) return new OfficeRefusal('the file has a password', { cause: error });
  return new OfficeRefusal(DAMAGED, { cause: error });
}
