import { systemRandomBytes } from '#server/system.ts';
import { openSqliteStore } from '#server/store/sqlite.ts';
import { parseDocumentId } from '#shared/ids.ts';

/**
 * A process that writes numbered updates into ten documents of the store in the given folder as fast as it goes, and says on its standard
 * output what was stored: `<document> <seq> <number>` a line. It goes on until it is killed.
 */
const [folder = '', first = '1'] = process.argv.slice(2);
const opened = await openSqliteStore({ folder, randomBytes: systemRandomBytes });
if (opened.kind === 'not-opened') throw new TypeError(opened.message);
let next = Number(first);

async function write(name: string): Promise<never> {
  const document = parseDocumentId(name);
  if (opened.kind === 'not-opened' || document === null) throw new TypeError('not opened');
  await opened.store.load(document);
  for (;;) {
    const number = next++;
    const result = await opened.store.append(document, [new TextEncoder().encode(String(number))]);
    if (result.kind !== 'stored') throw new TypeError(result.kind);
    process.stdout.write(`${name} ${result.firstSeq} ${number}\n`);
  }
}
await Promise.all(Array.from({ length: 10 }, (_, i) => write(`d${i}`)));
