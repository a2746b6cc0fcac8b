/**
 * XML of office files, read as it comes in. A paragraph or a table is in memory whole, a document never is. A document type is refused, so
 * there are no entities but XML's own five, none from elsewhere, and nothing that grows while it is read.
 */
import sax from 'sax';
import type { QualifiedTag } from 'sax';
import {
  MAX_ATTRIBUTES,
  MAX_BLOCK_CHARS,
  MAX_BLOCK_ELEMENTS,
  MAX_PART_ELEMENTS,
  MAX_XML_DEPTH_ELEMENTS,
} from './limits.ts';

/** An element. Names have the usual prefix of their namespace (`w:p`), whatever the file calls it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: ReadonlyArray<XmlElement | string>;
}

/** A file that is not taken; the message is a sentence for whoever sent it. */
export class OfficeRefusal extends Error {
  readonly code = 'office-refused';
  override readonly name = 'OfficeRefusal';
}

/** Namespaces by their addresses, those of the strict variant among them. */
const PREFIXES: Readonly<Record<string, string>> = {
  'http://schemas.openxmlformats.org/wordprocessingml/2006/main': 'w',
  'http://purl.oclc.org/ooxml/wordprocessingml/main': 'w',
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships': 'r',
  'http://purl.oclc.org/ooxml/officeDocument/relationships': 'r',
  'http://schemas.openxmlformats.org/package/2006/relationships': 'rel',
  'http://schemas.openxmlformats.org/package/2006/content-types': 'ct',
  'http://schemas.openxmlformats.org/drawingml/2006/main': 'a',
  'http://purl.oclc.org/ooxml/drawingml/main': 'a',
  'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing': 'wp',
  'http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing': 'wp',
  'http://schemas.openxmlformats.org/drawingml/2006/picture': 'pic',
  'http://purl.oclc.org/ooxml/drawingml/picture': 'pic',
  'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
  'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.microsoft.com/office/word/2010/wordml': 'w14',
  'http://schemas.microsoft.com/office/word/2010/wordprocessingShape': 'wps',
  'urn:schemas-microsoft-com:vml': 'v',
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://www.w3.org/XML/1998/namespace': 'xml',
};

interface OpenElement extends XmlElement {
  readonly children: Array<XmlElement | string>;
}

/** The whole of a small part. */
export async function readXml(pieces: AsyncIterable<Uint8Array>): Promise<XmlElement> {
  let root: XmlElement | null = null;
  await parse(pieces, (element, depth) => {
    if (depth === 0) root = element;
    return false;
  });
  // assigned in a callback, which the compiler does not follow
  const found = root as XmlElement | null;
  if (found === null) throw new OfficeRefusal('a part of the file holds no XML');
  return found;
}

/** Each child of `parent` (such as `w:body`) as soon as it is whole; it is not kept. */
export async function readChildren(
  pieces: AsyncIterable<Uint8Array>,
  parent: string,
  take: (child: XmlElement) => void,
): Promise<void> {
  await parse(pieces, (element, _depth, owner) => {
    if (owner !== parent) return false;
    take(element);
    return true;
  });
}

/** @param onElement an element that is whole, how many it is in, and the name of the nearest; true: it is done with */
async function parse(
  pieces: AsyncIterable<Uint8Array>,
  onElement: (element: XmlElement, depth: number, owner: string | null) => boolean,
): Promise<void> {
  const parser = sax.parser(true, { xmlns: true, position: false });
  const open: OpenElement[] = [];
  let elements = 0;
  /** of those that are in memory */
  let held = 0;
  let heldChars = 0;
  let refusal: OfficeRefusal | null = null;
  const refuse = (reason: string): void => {
    refusal ??= new OfficeRefusal(reason);
  };
  parser.onerror = () => {
    refuse('a part of the file is not well-formed XML');
    // it goes on with what is left otherwise
    parser.resume();
  };
  parser.ondoctype = () => refuse('the file has a document type or entities, which office files do not have');
  const hold = (chars: number): void => {
    heldChars += chars;
    if (heldChars > MAX_BLOCK_CHARS) refuse(`a paragraph or table has more than ${MAX_BLOCK_CHARS} characters`);
  };
  parser.onopentag = (tag) => {
    if (refusal !== null) return;
    elements += 1;
    held += 1;
    if (open.length >= MAX_XML_DEPTH_ELEMENTS) {
      refuse(`the file has more than ${MAX_XML_DEPTH_ELEMENTS} elements inside each other`);
    }
    if (elements > MAX_PART_ELEMENTS) refuse(`a part of the file has more than ${MAX_PART_ELEMENTS} elements`);
    if (held > MAX_BLOCK_ELEMENTS) refuse(`a paragraph or table has more than ${MAX_BLOCK_ELEMENTS} elements`);
    // namespaces are on, so these are
    const element = toElement(tag as QualifiedTag, refuse);
    for (const value of Object.values(element.attributes)) hold(value.length);
    open.push(element);
  };
  parser.onclosetag = () => {
    const element = open.pop();
    if (element === undefined || refusal !== null) return;
    const owner = open.at(-1);
    if (onElement(element, open.length, owner?.name ?? null)) {
      held = open.length;
      heldChars = 0;
    } else {
      owner?.children.push(element);
    }
  };
  const text = (value: string): void => {
    if (refusal !== null) return;
    hold(value.length);
    open.at(-1)?.children.push(value);
  };
  parser.ontext = text;
  parser.oncdata = text;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const write = (part: string): void => {
    parser.write(part);
    if (refusal !== null) throw refusal;
  };
  let isFirst = true;
  for await (const piece of pieces) {
    if (isFirst && (piece[0] === 0xff || piece[0] === 0xfe || piece[1] === 0)) {
      throw new OfficeRefusal('a part of the file is not UTF-8');
    }
    isFirst = false;
    try {
      write(decoder.decode(piece, { stream: true }));
    } catch (error) {
      throw error instanceof TypeError ? new OfficeRefusal('a part of the file is not UTF-8') : error;
    }
  }
  parser.close();
  const found = refusal as OfficeRefusal | null;
  if (found !== null) throw found;
}

function toElement(tag: QualifiedTag, refuse: (reason: string) => void): OpenElement {
  const attributes: Record<string, string> = {};
  const all = Object.values(tag.attributes);
  if (all.length > MAX_ATTRIBUTES) refuse(`an element of the file has more than ${MAX_ATTRIBUTES} attributes`);
  for (const { uri, local, value } of all) {
    attributes[uri === '' ? local : `${PREFIXES[uri] ?? '?'}:${local}`] = value;
  }
  return { name: `${PREFIXES[tag.uri] ?? '?'}:${tag.local}`, attributes, children: [] };
}

export function elementsOf(element: XmlElement | undefined): readonly XmlElement[] {
  return element?.children.filter((child) => typeof child !== 'string') ?? [];
}

/** The first child of this name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return elementsOf(element).find((child) => child.name === name);
}

/** The first one of this name, however deep. */
export function within(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of elementsOf(element)) {
    const found = child.name === name ? child : within(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `w:val` of a child, which is how Word says most things. */
export function valueOf(element: XmlElement | undefined, name: string): string | undefined {
  return childOf(element, name)?.attributes['w:val'];
}

/** On where the element is there and does not say that it is off; undefined where it is not there. */
export function toggleOf(element: XmlElement | undefined, name: string): boolean | undefined {
  const found = childOf(element, name);
  if (found === undefined) return undefined;
  return isOn(found.attributes['w:val']);
}

export function isOn(value: string | undefined): boolean {
  return value === undefined || !['0', 'false', 'off', 'none'].includes(value);
}

/** All text in it. */
export function textOf(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
