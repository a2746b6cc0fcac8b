/** What the styles of a Word document mean: which of ours a paragraph's style is, and what a character style does to its text. */
import { STYLES } from './names.ts';
import { MAX_STYLE_CHAIN } from './limits.ts';
import type { OfficePackage } from './package.ts';
import { childOf, elementsOf, readXml, valueOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

export type StyleRole =
  | { readonly kind: 'heading'; readonly depth: number }
  | { readonly kind: 'title' | 'quote' | 'code' | 'divider' | 'gap' | 'caption' | 'contents' | 'list' | 'plain' };

export interface WordStyles {
  roleOf(id: string | undefined): StyleRole;
  /** the list that a paragraph is in by its style alone */
  listOf(id: string | undefined): { readonly list: string; readonly level: number } | null;
  /** properties of text by a character style, the nearest first */
  runProps(id: string | undefined): readonly XmlElement[];
  isCode(id: string | undefined): boolean;
  /** the look of a link, which is no format of its text */
  isLink(id: string | undefined): boolean;
}

interface Style {
  readonly name: string;
  readonly basedOn: string | undefined;
  readonly element: XmlElement;
}

/** Names by which programs call their styles, in lower case and without spaces: Word, LibreOffice, Pandoc, ours. */
const ROLES: Readonly<Record<string, StyleRole['kind']>> = {
  title: 'title',
  quote: 'quote',
  intensequote: 'quote',
  blocktext: 'quote',
  quotations: 'quote',
  sourcecode: 'code',
  htmlpreformatted: 'code',
  preformattedtext: 'code',
  macro: 'code',
  caption: 'caption',
  imagecaption: 'caption',
  divider: 'divider',
  horizontalline: 'divider',
  gap: 'gap',
};
const CODE_NAMES: ReadonlySet<string> = new Set([
  'verbatimchar',
  'htmlcode',
  'htmlsample',
  'htmltypewriter',
  'sourcetext',
  'codechar',
]);
const LINK_NAMES: ReadonlySet<string> = new Set([
  'hyperlink',
  'followedhyperlink',
  'internetlink',
  'visitedinternetlink',
]);
const PLAIN: StyleRole = { kind: 'plain' };
const HEADING = /^heading([1-9])$/u;
const CONTENTS = /^(?:toc\d|contents\d|tableoffigures)$/u;

export async function readStyles(file: OfficePackage, part: string | undefined): Promise<WordStyles> {
  const pieces = part === undefined ? null : file.open(part);
  const styles = new Map<string, Style>();
  for (const element of pieces === null ? [] : elementsOf(await readXml(pieces))) {
    const id = element.attributes['w:styleId'];
    if (element.name !== 'w:style' || id === undefined) continue;
    const name = (valueOf(element, 'w:name') ?? id).replaceAll(/\s/gu, '').toLowerCase();
    styles.set(id, { name, basedOn: valueOf(element, 'w:basedOn'), element });
  }
  return new Chains(styles);
}

class Chains implements WordStyles {
  readonly #styles: ReadonlyMap<string, Style>;
  readonly #roles = new Map<string, StyleRole>();

  constructor(styles: ReadonlyMap<string, Style>) {
    this.#styles = styles;
  }

  roleOf(id: string | undefined): StyleRole {
    if (id === undefined) return PLAIN;
    let role = this.#roles.get(id);
    if (role === undefined) {
      role = this.#findRole(id);
      this.#roles.set(id, role);
    }
    return role;
  }

  listOf(id: string | undefined): { list: string; level: number } | null {
    for (const { element } of this.#chain(id)) {
      const numbering = childOf(childOf(element, 'w:pPr'), 'w:numPr');
      const list = valueOf(numbering, 'w:numId');
      if (list !== undefined) return { list, level: Number(valueOf(numbering, 'w:ilvl') ?? 0) || 0 };
    }
    return null;
  }

  runProps(id: string | undefined): readonly XmlElement[] {
    return this.#chain(id).flatMap(({ element }) => childOf(element, 'w:rPr') ?? []);
  }

  isCode(id: string | undefined): boolean {
    return id === STYLES.inlineCode || this.#chain(id).some(({ name }) => CODE_NAMES.has(name));
  }

  isLink(id: string | undefined): boolean {
    return id === 'Hyperlink' || this.#chain(id).some(({ name }) => LINK_NAMES.has(name));
  }

  #findRole(id: string): StyleRole {
    for (const { name, element } of this.#chain(id)) {
      const depth = HEADING.exec(name)?.[1];
      if (depth !== undefined) return { kind: 'heading', depth: Math.min(Number(depth), 6) };
      const kind = ROLES[name];
      if (kind !== undefined && kind !== 'heading') return { kind };
      if (CONTENTS.test(name)) return { kind: 'contents' };
      const level = valueOf(childOf(element, 'w:pPr'), 'w:outlineLvl');
      if (level !== undefined && /^[0-8]$/u.test(level))
        return { kind: 'heading', depth: Math.min(Number(level) + 1, 6) };
    }
    return PLAIN;
  }

  /** A style and those that it is based on. */
  #chain(id: string | undefined): Style[] {
    const chain: Style[] = [];
    for (let next = id; next !== undefined && chain.length < MAX_STYLE_CHAIN;) {
      const style = this.#styles.get(next);
      if (style === undefined || chain.includes(style)) break;
      chain.push(style);
      next = style.basedOn;
    }
    return chain;
  }
}
