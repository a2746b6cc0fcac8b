/** A Word document (Office Open XML) → tree. Read as it is unpacked; nothing outside of the file is asked for anything. */
import { intern, NONE } from '../attributes.ts';
import { headingTitle, oneLine } from '../markdown/title.ts';
import { pushText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf, walk } from '../tree/block.ts';
import type { Block, DocumentTree } from '../tree/block.ts';
import { isBlank } from './blank.ts';
import { fillSpots, partsIn } from './image-spots.ts';
import type { KeptImage } from './image-spots.ts';
import { MAX_OFFICE_IMAGES } from './limits.ts';
import { WORD_FEATURES } from './lost-in-word.ts';
import type { WordFeature } from './lost-in-word.ts';
import { TEXT_WIDTH_TWIPS } from './names.ts';
import { readNumbering } from './numbering.ts';
import { mainPart, readRelations } from './package.ts';
import type { OfficePackage, Relation } from './package.ts';
import { BlockReader, readBlocks } from './read-blocks.ts';
import { Reading } from './reading.ts';
import { readStyles } from './styles.ts';
import { childOf, elementsOf, OfficeRefusal, readChildren, readXml, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface DocxNeeds {
  /** Keeps an image of the file, such as `word/media/image1.png`; null for one that cannot be kept. */
  readonly keepImage: (part: string) => Promise<KeptImage | null>;
  /** how far the reader is, from 0 to 1 */
  readonly onProgress?: (part: number) => void;
}

export interface ReadDocx {
  readonly tree: DocumentTree;
  /** what the file has and the tree has not, in the order of {@link WORD_FEATURES} */
  readonly lost: readonly WordFeature[];
}

/** the share of the work that text is, images being the rest */
const TEXT_SHARE = 0.8;

/** @throws OfficeRefusal for a file that is not taken, with a sentence that says why */
export async function readDocx(file: OfficePackage, { keepImage, onProgress }: DocxNeeds): Promise<ReadDocx> {
  refuseMacros(file);
  const main = await mainPart(file);
  const relations = await readRelations(file, main);
  const reading = new Reading({
    relations,
    styles: await readStyles(file, partOf(relations, 'styles')),
    numbering: await readNumbering(file, partOf(relations, 'numbering')),
    noteTexts: await readNotes(file, relations),
  });
  const body = new BlockReader(reading, TEXT_WIDTH_TWIPS, true);
  const pieces = file.open(main);
  if (pieces === null) throw new OfficeRefusal('this is no Word document: its text is missing');
  const counted = counting(pieces, file.sizeOf(main), (part) => onProgress?.(part * TEXT_SHARE));
  await readChildren(counted, 'w:body', (child) => body.read(child));
  const spotted = [...body.end(), ...readNoteBlocks(reading)];
  const kept = new Map<string, KeptImage>();
  const parts = partsIn(walk(spotted));
  for (const [at, part] of parts.entries()) {
    const image = at < MAX_OFFICE_IMAGES ? await keepImage(part) : null;
    if (image === null) reading.lose('images');
    else kept.set(part, image);
    onProgress?.(TEXT_SHARE + ((at + 1) / parts.length) * (1 - TEXT_SHARE));
  }
  const filled = fillSpots(spotted, kept);
  const blocks = isBlank(filled) ? [] : filled;
  const title = oneLine(body.title ?? '') || (await readTitle(file, blocks));
  return { tree: { title, blocks }, lost: WORD_FEATURES.filter((feature) => reading.lost.has(feature)) };
}

/** Macros are programs: a document that has some is somebody's try, or not for here. */
function refuseMacros(file: OfficePackage): void {
  if (file.paths.some((path) => /(?:^|\/)vba(?:project|data)[^/]*\.(?:bin|xml)$/iu.test(path))) {
    throw new OfficeRefusal('the document has macros, which are programs: save it as a document without macros');
  }
}

/** What a document is called that has no title on its page: by its first heading, or what the file says about itself. */
async function readTitle(file: OfficePackage, blocks: readonly Block[]): Promise<string> {
  const [first] = blocks;
  const heading = first === undefined ? null : headingTitle([first]);
  if (heading !== null) return heading;
  const relations = await readRelations(file, '');
  const part = [...relations.values()].find(({ type }) => type === 'core-properties')?.target;
  const pieces = part === undefined ? null : file.open(part);
  const about = pieces === null ? undefined : childOf(await readXml(pieces), 'dc:title');
  const title = about === undefined ? '' : oneLine(textOf(about));
  return title === '' ? (headingTitle(blocks) ?? '') : title;
}

function partOf(relations: ReadonlyMap<string, Relation>, type: string): string | undefined {
  return [...relations.values()].find((relation) => relation.type === type && !relation.isExternal)?.target;
}

/** Foot and end notes by kind and id. */
async function readNotes(
  file: OfficePackage,
  relations: ReadonlyMap<string, Relation>,
): Promise<ReadonlyMap<string, XmlElement>> {
  const notes = new Map<string, XmlElement>();
  for (const kind of ['footnote', 'endnote']) {
    const part = partOf(relations, `${kind}s`);
    const pieces = part === undefined ? null : file.open(part);
    if (pieces === null) continue;
    for (const element of elementsOf(await readXml(pieces))) {
      // those with a type are the lines that part notes from the text
      if (element.attributes['w:type'] === undefined) notes.set(`${kind} ${element.attributes['w:id']}`, element);
    }
  }
  return notes;
}

/** The notes that the text refers to, each with its number in front of it. */
function readNoteBlocks(reading: Reading): Block[] {
  const blocks: Block[] = [];
  // a note may refer to another: that is behind it
  for (let at = 0; at < reading.notes.length; at += 1) {
    const [first, ...rest] = readBlocks(elementsOf(reading.notes[at]), reading, TEXT_WIDTH_TWIPS);
    const runs: Run[] = [];
    pushText(runs, `[^${at + 1}]: `, NONE);
    if (first?.kind === 'leaf') {
      for (const run of first.runs) {
        if (run.kind === 'text') pushText(runs, runs.length === 1 ? run.text.trimStart() : run.text, run.attributes);
        else runs.push(run);
      }
    }
    blocks.push(leaf(intern({}), runs), ...(first === undefined || first.kind === 'leaf' ? rest : [first, ...rest]));
  }
  return blocks;
}

async function* counting(
  pieces: AsyncIterable<Uint8Array>,
  total: number,
  onProgress: (part: number) => void,
): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const piece of pieces) {
    yield piece;
    bytes += piece.length;
    onProgress(total === 0 ? 0 : Math.min(1, bytes / total));
  }
}
