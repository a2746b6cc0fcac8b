/** An office file as its parts: what a reader needs of the archive that they are in. */
import { elementsOf, OfficeRefusal, readXml } from './xml.ts';

export interface OfficePackage {
  /** A part's bytes as they are unpacked, null where the file has no such part. What is too much, or damaged, is thrown while it comes. */
  open(path: string): AsyncIterable<Uint8Array> | null;
  /** how many bytes a part says it has; 0 where there is none */
  sizeOf(path: string): number;
  /** of all parts */
  readonly paths: readonly string[];
}

export interface Relation {
  /** the last part of the type's address, such as `image` */
  readonly type: string;
  /** a part of the file, or an address where `isExternal` */
  readonly target: string;
  readonly isExternal: boolean;
}

/** What a part refers to, by the ids that it has for that. */
export async function readRelations(file: OfficePackage, part: string): Promise<ReadonlyMap<string, Relation>> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const pieces = file.open(`${folder}_rels/${part.slice(slash + 1)}.rels`);
  const relations = new Map<string, Relation>();
  if (pieces === null) return relations;
  for (const { name, attributes } of elementsOf(await readXml(pieces))) {
    const { Id: id, Type: type = '', Target: target = '', TargetMode: mode } = attributes;
    if (name !== 'rel:Relationship' || id === undefined) continue;
    const isExternal = mode === 'External';
    relations.set(id, {
      type: type.slice(type.lastIndexOf('/') + 1),
      target: isExternal ? target : resolvePart(folder, target),
      isExternal,
    });
  }
  return relations;
}

/** `../media/a.png`, seen from `word/`. Nothing leads out of the file. */
function resolvePart(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}

/** The document itself: where it lies is what the file says, `word/document.xml` nearly always. */
export async function mainPart(file: OfficePackage): Promise<string> {
  const relations = await readRelations(file, '');
  const found = [...relations.values()].find(({ type, isExternal }) => type === 'officeDocument' && !isExternal);
  if (found === undefined || !file.paths.includes(found.target)) {
    throw new OfficeRefusal('this is no Word document: it does not say where its text is');
  }
  return found.target;
}
