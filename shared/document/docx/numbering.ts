/** Which list a paragraph of a Word document is in, and which number it has there. */
import type { OfficePackage } from './package.ts';
import { elementsOf, readXml, valueOf } from './xml.ts';

export interface Numbering {
  /** Null for a list that there is none of, and for one without any sign, which Word uses for its outline. */
  typeOf(list: string, level: number): 'bullet' | 'number' | 'none' | null;
  /** The number of the next item of a list: Word goes on counting whatever stands between. */
  count(list: string, level: number): number;
}

interface Level {
  readonly format: string;
  readonly start: number;
}
interface Definition {
  readonly abstract: string;
  readonly levels: ReadonlyMap<number, Level>;
  readonly starts: ReadonlyMap<number, number>;
}

const SIGNS: ReadonlySet<string> = new Set(['bullet', 'none']);

export async function readNumbering(file: OfficePackage, part: string | undefined): Promise<Numbering> {
  const pieces = part === undefined ? null : file.open(part);
  const abstracts = new Map<string, ReadonlyMap<number, Level>>();
  const lists = new Map<string, Definition>();
  for (const element of pieces === null ? [] : elementsOf(await readXml(pieces))) {
    if (element.name === 'w:abstractNum') {
      const levels = elementsOf(element)
        .filter(({ name }) => name === 'w:lvl')
        .map((level): [number, Level] => [
          whole(level.attributes['w:ilvl']) ?? 0,
          { format: valueOf(level, 'w:numFmt') ?? 'decimal', start: whole(valueOf(level, 'w:start')) ?? 1 },
        ]);
      abstracts.set(element.attributes['w:abstractNumId'] ?? '', new Map(levels));
    } else if (element.name === 'w:num') {
      const abstract = valueOf(element, 'w:abstractNumId') ?? '';
      const starts = elementsOf(element).flatMap((override): Array<[number, number]> => {
        const start = whole(valueOf(override, 'w:startOverride'));
        return start === undefined ? [] : [[whole(override.attributes['w:ilvl']) ?? 0, start]];
      });
      const levels = abstracts.get(abstract) ?? new Map<number, Level>();
      lists.set(element.attributes['w:numId'] ?? '', { abstract, levels, starts: new Map(starts) });
    }
  }
  return new Counters(lists);
}

class Counters implements Numbering {
  readonly #lists: ReadonlyMap<string, Definition>;
  /** the last number of each level, by the list */
  readonly #counts = new Map<string, number[]>();

  constructor(lists: ReadonlyMap<string, Definition>) {
    this.#lists = lists;
  }

  typeOf(list: string, level: number): 'bullet' | 'number' | 'none' | null {
    const definition = this.#lists.get(list);
    if (definition === undefined) return null;
    const format = definition.levels.get(level)?.format ?? 'decimal';
    return format === 'none' ? 'none' : SIGNS.has(format) ? 'bullet' : 'number';
  }

  count(list: string, level: number): number {
    const definition = this.#lists.get(list);
    // lists of one definition count on together, unless one of them says where it begins
    const name = definition === undefined || definition.starts.size > 0 ? list : `abstract ${definition.abstract}`;
    const counts = this.#counts.get(name) ?? [];
    this.#counts.set(name, counts);
    const start = definition?.starts.get(level) ?? definition?.levels.get(level)?.start ?? 1;
    const next = (counts[level] ?? start - 1) + 1;
    counts[level] = next;
    // what is deeper begins anew
    counts.length = level + 1;
    return next;
  }
}

/** Undefined for what is no whole number of at most six digits. */
export function whole(value: string | undefined): number | undefined {
  return value !== undefined && /^-?\d{1,6}$/u.test(value) ? Number(value) : undefined;
}
