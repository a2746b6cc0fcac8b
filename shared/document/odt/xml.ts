/** Elements of OpenDocument, and the namespaces that its parts begin with. */
import { x } from 'xastscript';
import { toXml } from 'xast-util-to-xml';
import { xmlText } from '../docx/names.ts';

export type XmlNode = ReturnType<typeof x>;
type Attributes = Readonly<Record<string, string | number | undefined>>;
export type XmlChild = XmlNode | string;

const NAMESPACES = {
  'xmlns:office': 'urn:oasis:names:tc:opendocument:xmlns:office:1.0',
  'xmlns:style': 'urn:oasis:names:tc:opendocument:xmlns:style:1.0',
  'xmlns:text': 'urn:oasis:names:tc:opendocument:xmlns:text:1.0',
  'xmlns:table': 'urn:oasis:names:tc:opendocument:xmlns:table:1.0',
  'xmlns:draw': 'urn:oasis:names:tc:opendocument:xmlns:drawing:1.0',
  'xmlns:fo': 'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0',
  'xmlns:svg': 'urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0',
  'xmlns:xlink': 'http://www.w3.org/1999/xlink',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:meta': 'urn:oasis:names:tc:opendocument:xmlns:meta:1.0',
} as const;
export const ODF_VERSION = '1.3';

/** Attributes that are undefined are left out; what XML may not hold is taken out. */
export function el(name: string, attributes: Attributes = {}, children: readonly XmlChild[] = []): XmlNode {
  const own = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, xmlText(String(value))] as const],
  );
  return x(
    name,
    Object.fromEntries(own),
    children.map((child) => (typeof child === 'string' ? xmlText(child) : child)),
  );
}

/** As text. The end of what would be a CDATA section may not stand in text either. */
export function stringify(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(root).replaceAll(']]>', ']]&gt;')}`;
}

/** A whole part: its root, with the namespaces. */
export function part(name: string, children: readonly XmlNode[]): string {
  return stringify(el(name, { ...NAMESPACES, 'office:version': ODF_VERSION }, children));
}
