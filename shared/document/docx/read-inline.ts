/** The content of one of Word's paragraphs: its text, and what in it is a block of its own. */
import { intern, NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { internLink } from '../formats.ts';
import { makeProps } from '../props.ts';
import { pushText } from '../runs.ts';
import type { Run } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { Block } from '../tree/block.ts';
import { markColorOf, textColorOf } from './colors.ts';
import { imageSpot } from './image-spots.ts';
import { mathToLatex } from './read-math.ts';
import { isContents } from './reading.ts';
import type { Reading } from './reading.ts';
import { childOf, elementsOf, isOn, textOf, toggleOf, valueOf, within } from './xml.ts';
import type { XmlElement } from './xml.ts';

export interface Inline {
  /** text and blocks, in order */
  readonly pieces: ReadonlyArray<readonly Run[] | Block>;
  /** of a paragraph that begins with a box to check */
  readonly checked: boolean | null;
}

/** Reads the blocks of a text box. */
type ReadBlocks = (elements: readonly XmlElement[]) => readonly Block[];

export function readInline(paragraph: XmlElement, reading: Reading, readBlocks: ReadBlocks): Inline {
  const reader = new InlineReader(reading, readBlocks);
  reader.read(elementsOf(paragraph), null);
  return { pieces: reader.pieces, checked: reader.checked };
}

/** Addresses that a reader's program may follow. */
const LINK = /^(?:https?:\/\/|mailto:|tel:)/iu;
/** what programs give links directly, as a look and not as a format */
const LINK_BLUES: ReadonlySet<string> = new Set(['0563C1', '1155CC', '0000FF', '0000EE', '467886', '000080']);
/** of Word's own symbol fonts, those that people use */
const SYMBOLS: Readonly<Record<string, string>> = {
  F0B7: '•',
  F0A7: '▪',
  F0FC: '✓',
  F0FB: '✗',
  F0FE: '☑',
  F0FD: '☒',
  F06F: '☐',
  F0A8: '☐',
  F0E0: '→',
  F0DF: '←',
  F04A: '☺',
};
const PLAIN_HIGHLIGHTS: ReadonlySet<string> = new Set(['yellow', 'none']);
const SYMBOL_FONT = /wingdings|symbol|webdings/iu;

class InlineReader {
  readonly pieces: Array<Run[] | Block> = [];
  checked: boolean | null = null;
  readonly #reading: Reading;
  readonly #readBlocks: ReadBlocks;

  constructor(reading: Reading, readBlocks: ReadBlocks) {
    this.#reading = reading;
    this.#readBlocks = readBlocks;
  }

  read(elements: readonly XmlElement[], link: string | null): void {
    for (const element of elements) this.#element(element, link);
  }

  #element(element: XmlElement, link: string | null): void {
    switch (element.name) {
      case 'w:r':
        this.#run(element, link);
        break;
      case 'w:hyperlink': {
        const relation = this.#reading.relations.get(element.attributes['r:id'] ?? '');
        this.read(elementsOf(element), relation?.isExternal === true ? relation.target : link);
        break;
      }
      case 'w:fldSimple': {
        const instruction = element.attributes['w:instr'] ?? '';
        this.#reading.fields.push({ instruction, phase: 'result' });
        if (isContents(instruction)) this.#contents();
        this.read(elementsOf(element), link);
        this.#reading.fields.pop();
        break;
      }
      case 'w:sdt':
        this.#control(element, link);
        break;
      case 'w:ins':
      case 'w:moveTo':
        this.#reading.lose('tracked-changes');
        this.read(elementsOf(element), link);
        break;
      case 'w:del':
      case 'w:moveFrom':
        this.#reading.lose('tracked-changes');
        break;
      case 'w:smartTag':
      case 'w:customXml':
      case 'w:dir':
      case 'w:bdo':
      case 'w:ruby':
      case 'w:rubyBase':
        this.read(elementsOf(element), link);
        break;
      case 'w:commentRangeStart':
        this.#reading.lose('comments');
        break;
      case 'm:oMath':
        this.#formula(element);
        break;
      case 'm:oMathPara':
        for (const math of elementsOf(element)) {
          if (math.name === 'm:oMath') this.#block(formulaBlock(math));
        }
        break;
      case 'mc:AlternateContent':
        this.read(elementsOf(chosen(element)), link);
        break;
      default:
    }
  }

  #control(element: XmlElement, link: string | null): void {
    const box = childOf(childOf(element, 'w:sdtPr'), 'w14:checkbox');
    if (box !== undefined && this.checked === null && this.pieces.length === 0) {
      this.checked = isOn(childOf(box, 'w14:checked')?.attributes['w14:val'] ?? '0');
      return;
    }
    this.read(elementsOf(childOf(element, 'w:sdtContent')), link);
  }

  #run(run: XmlElement, link: string | null): void {
    const props = childOf(run, 'w:rPr');
    if (toggleOf(props, 'w:vanish') === true) {
      this.#reading.lose('hidden-text');
      return;
    }
    const url = link ?? this.#reading.fieldLink;
    const attributes = this.#attributes(props, url !== null && LINK.test(url) ? url : null);
    for (const child of elementsOf(run)) this.#inRun(child, attributes);
  }

  #inRun(child: XmlElement, attributes: Attributes): void {
    const { fields } = this.#reading;
    switch (child.name) {
      case 'w:fldChar':
        this.#field(child.attributes['w:fldCharType']);
        break;
      case 'w:instrText': {
        const field = fields.at(-1);
        if (field?.phase === 'command' && field.instruction.length < 4_096) field.instruction += textOf(child);
        break;
      }
      case 'w:t':
        if (fields.at(-1)?.phase !== 'command') this.#text(spaced(child), attributes);
        break;
      case 'w:tab':
      case 'w:ptab':
        this.#text('\t', attributes);
        break;
      case 'w:cr':
        this.#text('\n', attributes);
        break;
      case 'w:br':
        if (child.attributes['w:type'] === 'page') this.#block(leaf(makeProps('break', {}), []));
        else if (child.attributes['w:type'] !== 'column') this.#text('\n', attributes);
        break;
      case 'w:noBreakHyphen':
        this.#text('\u2011', attributes);
        break;
      case 'w:softHyphen':
        this.#text('\u00AD', attributes);
        break;
      case 'w:sym':
        this.#text(this.#symbol(child), attributes);
        break;
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        this.#note(child, attributes);
        break;
      case 'w:commentReference':
        this.#reading.lose('comments');
        break;
      case 'w:drawing':
      case 'w:pict':
        this.#drawing(child, attributes);
        break;
      case 'w:object':
        this.#reading.lose('embedded-objects');
        break;
      case 'mc:AlternateContent':
        for (const inner of elementsOf(chosen(child))) this.#inRun(inner, attributes);
        break;
      case 'w:ruby':
        this.read(elementsOf(childOf(child, 'w:rubyBase')), null);
        break;
      default:
    }
  }

  #field(type: string | undefined): void {
    const { fields } = this.#reading;
    if (type === 'begin') {
      fields.push({ instruction: '', phase: 'command' });
    } else if (type === 'separate') {
      const field = fields.at(-1);
      if (field === undefined) return;
      field.phase = 'result';
      if (isContents(field.instruction)) this.#contents();
    } else if (type === 'end') {
      fields.pop();
    }
  }

  #contents(): void {
    this.pieces.push(leaf(makeProps('toc', {}), []));
    this.#reading.countBlock();
  }

  #text(text: string, attributes: Attributes): void {
    if (this.#reading.inContents || text === '') return;
    this.#reading.countText(text.length);
    pushText(this.#runs(), text, attributes);
  }

  #runs(): Run[] {
    const last = this.pieces.at(-1);
    if (Array.isArray(last)) return last;
    const runs: Run[] = [];
    this.pieces.push(runs);
    return runs;
  }

  #block(block: Block): void {
    if (this.#reading.inContents) return;
    this.#reading.countBlock();
    this.pieces.push(block);
  }

  #formula(math: XmlElement): void {
    const tex = mathToLatex(math);
    if (tex === '') return;
    this.#reading.countText(tex.length);
    this.#runs().push({ kind: 'embed', embed: Object.freeze({ t: 'formula', tex }), attributes: NONE });
  }

  /** As Markdown's are brought in: a sign in the text, and a paragraph at the end. */
  #note(reference: XmlElement, attributes: Attributes): void {
    const kind = reference.name === 'w:footnoteReference' ? 'footnote' : 'endnote';
    const element = this.#reading.noteTexts.get(`${kind} ${reference.attributes['w:id']}`);
    if (element === undefined) return;
    this.#text(`[^${this.#reading.numberOfNote(element)}]`, intern({ ...attributes, sup: undefined }));
  }

  #symbol({ attributes }: XmlElement): string {
    const char = (attributes['w:char'] ?? '').toUpperCase();
    const known = SYMBOLS[char];
    if (known !== undefined) return known;
    const code = /^[0-9A-F]{4}$/u.test(char) ? Number.parseInt(char, 16) : 0;
    if (code >= 0x20 && code < 0xd8_00 && !SYMBOL_FONT.test(attributes['w:font'] ?? ''))
      return String.fromCodePoint(code);
    this.#reading.lose('symbols');
    return '□';
  }

  /** Images of it, and the text of boxes in it; what is drawn by itself is not kept. */
  #drawing(drawing: XmlElement, attributes: Attributes): void {
    const found: XmlElement[] = [];
    collect(drawing, new Set(['a:blip', 'v:imagedata', 'w:txbxContent']), found);
    if (found.length === 0) this.#reading.lose('drawings');
    for (const part of found) {
      if (part.name === 'w:txbxContent') {
        this.#reading.lose('drawings');
        for (const block of this.#readBlocks(elementsOf(part))) this.pieces.push(block);
        continue;
      }
      this.#image(drawing, part, attributes);
    }
  }

  #image(drawing: XmlElement, { attributes: names }: XmlElement, attributes: Attributes): void {
    const about = within(drawing, 'wp:docPr')?.attributes;
    const alt = about?.['descr'] ?? about?.['title'] ?? '';
    const relation = this.#reading.relations.get(names['r:embed'] ?? names['r:id'] ?? names['r:link'] ?? '');
    if (relation === undefined) {
      this.#reading.lose('images');
      return;
    }
    if (!relation.isExternal) {
      const across = Number(within(drawing, 'wp:extent')?.attributes['cx'] ?? 0);
      this.#block(imageSpot(relation.target, alt, across));
      return;
    }
    // never fetched, and not shown from there either: whoever wrote the file would see who reads it
    this.#reading.lose('linked-images');
    const link = LINK.test(relation.target) ? internLink({ url: relation.target }) : null;
    this.#text(alt === '' ? relation.target : alt, link === null ? attributes : intern({ ...attributes, link }));
  }

  #attributes(direct: XmlElement | undefined, url: string | null): Attributes {
    if (direct === undefined && url === null) return NONE;
    const { styles } = this.#reading;
    const style = valueOf(direct, 'w:rStyle');
    const code = styles.isCode(style);
    const sources = [direct, ...(code || styles.isLink(style) ? [] : styles.runProps(style))];
    const on = (name: string): true | undefined => {
      for (const source of sources) {
        const value = toggleOf(source, name);
        if (value !== undefined) return value || undefined;
      }
      return undefined;
    };
    const attribute = (name: string, key: string): string | undefined => {
      for (const source of sources) {
        const value = childOf(source, name)?.attributes[key];
        if (value !== undefined) return value;
      }
      return undefined;
    };
    const color = attribute('w:color', 'w:val');
    const isLinkBlue = url !== null && LINK_BLUES.has((color ?? '').toUpperCase());
    const underline = attribute('w:u', 'w:val');
    const vertical = attribute('w:vertAlign', 'w:val');
    const highlight = attribute('w:highlight', 'w:val');
    const fill = attribute('w:shd', 'w:fill');
    if (on('w:smallCaps') === true) this.#reading.lose('small-caps');
    if (!code && (childOf(direct, 'w:sz') ?? childOf(direct, 'w:rFonts')) !== undefined) {
      this.#reading.lose('fonts-and-sizes');
    }
    return intern({
      bold: on('w:b'),
      italic: on('w:i'),
      strike: on('w:strike') ?? on('w:dstrike'),
      uppercase: on('w:caps'),
      code: code || undefined,
      underline: (underline !== undefined && underline !== 'none' && !isLinkBlue) || undefined,
      sup: vertical === 'superscript' || undefined,
      sub: vertical === 'subscript' || undefined,
      highlight: highlight === 'yellow' || undefined,
      // yellow is the format that is called highlight, beside which there may be a mark
      mark: markColorOf(highlight === undefined || PLAIN_HIGHLIGHTS.has(highlight) ? fill : highlight),
      color: isLinkBlue ? undefined : textColorOf(color),
      link: url === null ? undefined : (internLink({ url }) ?? undefined),
    });
  }
}

export function formulaBlock(math: XmlElement): Block {
  const runs: Run[] = [];
  pushText(runs, mathToLatex(math), NONE);
  return leaf(makeProps('formula', {}), runs);
}

/** What newer programs take; where there is nothing of that, what older ones do. */
export function chosen(alternatives: XmlElement): XmlElement | undefined {
  const choice = childOf(alternatives, 'mc:Choice');
  const isKnown = choice !== undefined && elementsOf(choice).some(({ name }) => !name.startsWith('?:'));
  return isKnown ? choice : (childOf(alternatives, 'mc:Fallback') ?? choice);
}

/** The text as XML says it: spaces at its ends count where the file says so. */
function spaced(element: XmlElement): string {
  const text = textOf(element).replaceAll(/[\t\r\n]/gu, ' ');
  return element.attributes['xml:space'] === 'preserve' ? text : text.replaceAll(/^ +|(?<! ) +$/gu, '');
}

/** Elements of these names, not those inside of one that was found. */
function collect(element: XmlElement, names: ReadonlySet<string>, found: XmlElement[]): void {
  for (const child of elementsOf(element)) {
    if (names.has(child.name)) found.push(child);
    else if (child.name === 'mc:AlternateContent') collect(chosen(child) ?? child, names, found);
    else collect(child, names, found);
  }
}
