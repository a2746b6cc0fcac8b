/** What a reader of a Word document carries along: what the document refers to, what was not kept, and how much it may still hold. */
import { MAX_OFFICE_BLOCKS, MAX_OFFICE_TEXT_CHARS, MAX_TABLE_CELLS } from './limits.ts';
import type { WordFeature } from './lost-in-word.ts';
import type { Numbering } from './numbering.ts';
import type { Relation } from './package.ts';
import type { WordStyles } from './styles.ts';
import { OfficeRefusal } from './xml.ts';
import type { XmlElement } from './xml.ts';

/** A field is a command and what it gave: a link, a table of contents, a page's number. They nest. */
export interface OpenField {
  instruction: string;
  phase: 'command' | 'result';
}

export class Reading {
  readonly lost = new Set<WordFeature>();
  readonly fields: OpenField[] = [];
  /** notes that the text refers to, in the order in which it does */
  readonly notes: XmlElement[] = [];
  #blocks = 0;
  #chars = 0;
  #cells = 0;

  readonly styles: WordStyles;
  readonly numbering: Numbering;
  readonly relations: ReadonlyMap<string, Relation>;
  /** foot and end notes, by their kind and id */
  readonly noteTexts: ReadonlyMap<string, XmlElement>;

  constructor(parts: {
    readonly styles: WordStyles;
    readonly numbering: Numbering;
    readonly relations: ReadonlyMap<string, Relation>;
    readonly noteTexts: ReadonlyMap<string, XmlElement>;
  }) {
    this.styles = parts.styles;
    this.numbering = parts.numbering;
    this.relations = parts.relations;
    this.noteTexts = parts.noteTexts;
  }

  lose(feature: WordFeature): void {
    this.lost.add(feature);
  }

  countBlock(): void {
    this.#blocks += 1;
    if (this.#blocks > MAX_OFFICE_BLOCKS) {
      throw new OfficeRefusal(`a document may have ${MAX_OFFICE_BLOCKS} paragraphs, list items and tables`);
    }
  }

  countText(chars: number): void {
    this.#chars += chars;
    if (this.#chars > MAX_OFFICE_TEXT_CHARS) {
      throw new OfficeRefusal(`a document may have ${MAX_OFFICE_TEXT_CHARS} characters`);
    }
  }

  countCells(cells: number): void {
    this.#cells += cells;
    if (this.#cells > MAX_TABLE_CELLS) throw new OfficeRefusal(`the tables may have ${MAX_TABLE_CELLS} cells together`);
  }

  /** A note's number; one that is referred to twice has one. */
  numberOfNote(note: XmlElement): number {
    const at = this.notes.indexOf(note);
    return at === -1 ? this.notes.push(note) : at + 1;
  }

  /** Does what is read belong to a table of contents, which is made of the headings? */
  get inContents(): boolean {
    return this.fields.some(({ instruction }) => isContents(instruction));
  }

  /** The address of the innermost link that is a field. */
  get fieldLink(): string | null {
    for (const { instruction, phase } of this.fields.toReversed()) {
      const url = phase === 'result' ? /^\s*HYPERLINK\s+"([^"]*)"/iu.exec(instruction)?.[1] : undefined;
      if (url !== undefined) return url;
    }
    return null;
  }
}

export function isContents(instruction: string): boolean {
  return /^\s*TOC\b/u.test(instruction);
}
