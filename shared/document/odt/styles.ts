/** What a document looks like in an office program: the styles that have names there, by which people change all of them at once. */
import { el, part } from './xml.ts';
import type { XmlNode } from './xml.ts';

const INK = '#1c1c1e';
const SOFT = '#6b6b70';
const LINE = '0.5pt solid #dcdce0';
const WASH = '#f5f5f7';
const MONO = 'Liberation Mono';
const HEADING_SIZES = ['18pt', '15pt', '13pt', '12pt', '11pt', '11pt'] as const;
export const LEVELS = 10;

type Props = Readonly<Record<string, string>>;

function paragraph(
  name: string,
  display: string,
  parent: string,
  look: Props,
  text: Props = {},
  more: Props = {},
): XmlNode {
  return el(
    'style:style',
    {
      'style:name': name,
      'style:display-name': display,
      'style:family': 'paragraph',
      ...(parent === '' ? {} : { 'style:parent-style-name': parent }),
      ...more,
    },
    [el('style:paragraph-properties', look), el('style:text-properties', text)],
  );
}

const headings = HEADING_SIZES.map((size, at) =>
  paragraph(
    `Heading_20_${at + 1}`,
    `Heading ${at + 1}`,
    'Standard',
    { 'fo:margin-top': '0.2in', 'fo:margin-bottom': '0.07in', 'fo:keep-with-next': 'always' },
    { 'fo:font-size': size, 'fo:font-weight': 'bold' },
    { 'style:default-outline-level': String(at + 1), 'style:next-style-name': 'Standard' },
  ),
);

const STEP_INCHES = 0.28;
const BULLETS = ['•', '◦', '▪'] as const;
const NUMBERS = ['1', 'a', 'i'] as const;

function list(name: string, kind: 'bullet' | 'number' | 'check'): XmlNode {
  const levels = Array.from({ length: LEVELS }, (_, level) => {
    const place = el('style:list-level-properties', { 'text:list-level-position-and-space-mode': 'label-alignment' }, [
      el('style:list-level-label-alignment', {
        'text:label-followed-by': kind === 'check' ? 'nothing' : 'listtab',
        'fo:margin-left': `${((level + 1) * STEP_INCHES).toFixed(2)}in`,
        'fo:text-indent': `-${STEP_INCHES}in`,
      }),
    ]);
    const depth = { 'text:level': level + 1 };
    if (kind === 'bullet') {
      const sign = BULLETS[level % BULLETS.length];
      return el('text:list-level-style-bullet', { ...depth, 'text:bullet-char': sign }, [place]);
    }
    const format = kind === 'check' ? '' : NUMBERS[level % NUMBERS.length];
    const suffix = kind === 'check' ? undefined : '.';
    return el('text:list-level-style-number', { ...depth, 'style:num-format': format, 'style:num-suffix': suffix }, [
      place,
    ]);
  });
  return el('text:list-style', { 'style:name': name }, levels);
}

/** `styles.xml` */
export function stylesXml(): string {
  return part('office:document-styles', [
    el('office:styles', {}, [
      el('style:default-style', { 'style:family': 'paragraph' }, [
        el('style:paragraph-properties', { 'fo:line-height': '130%', 'fo:orphans': '2', 'fo:widows': '2' }),
        el('style:text-properties', { 'fo:font-family': 'Liberation Sans', 'fo:font-size': '11pt', 'fo:color': INK }),
      ]),
      paragraph('Standard', 'Standard', '', { 'fo:margin-bottom': '0.1in' }),
      paragraph(
        'Title',
        'Title',
        'Standard',
        { 'fo:margin-bottom': '0.17in' },
        { 'fo:font-size': '24pt', 'fo:font-weight': 'bold' },
      ),
      ...headings,
      paragraph(
        'Quotations',
        'Quotations',
        'Standard',
        { 'fo:margin-left': '0.25in', 'fo:padding-left': '0.1in', 'fo:border-left': '2pt solid #dcdce0' },
        { 'fo:font-style': 'italic', 'fo:color': SOFT },
      ),
      paragraph(
        'Preformatted_20_Text',
        'Preformatted Text',
        'Standard',
        { 'fo:background-color': WASH, 'fo:padding': '0.08in' },
        { 'fo:font-family': MONO, 'fo:font-size': '9.5pt' },
      ),
      paragraph(
        'Caption',
        'Caption',
        'Standard',
        {},
        { 'fo:font-style': 'italic', 'fo:font-size': '9.5pt', 'fo:color': SOFT },
      ),
      paragraph(
        'Horizontal_20_Line',
        'Horizontal Line',
        'Standard',
        { 'fo:border-bottom': LINE, 'fo:margin-bottom': '0.17in' },
        { 'fo:font-size': '6pt' },
      ),
      paragraph(
        'Fold_20_Title',
        'Fold Title',
        'Standard',
        { 'fo:keep-with-next': 'always' },
        { 'fo:font-weight': 'bold' },
      ),
      paragraph('List_20_Contents', 'List Contents', 'Standard', { 'fo:margin-bottom': '0.03in' }),
      ...Array.from({ length: 6 }, (_, level) =>
        paragraph(`Contents_20_${level + 1}`, `Contents ${level + 1}`, 'Standard', {
          'fo:margin-left': `${(level * 0.2).toFixed(1)}in`,
          'fo:margin-bottom': '0.03in',
        }),
      ),
      el(
        'style:style',
        { 'style:name': 'Source_20_Text', 'style:display-name': 'Source Text', 'style:family': 'text' },
        [el('style:text-properties', { 'fo:font-family': MONO, 'fo:font-size': '9.5pt', 'fo:background-color': WASH })],
      ),
      el(
        'style:style',
        { 'style:name': 'Internet_20_link', 'style:display-name': 'Internet link', 'style:family': 'text' },
        [el('style:text-properties', { 'fo:color': '#0b57d0', 'style:text-underline-style': 'solid' })],
      ),
      list('Bullets', 'bullet'),
      list('Numbers', 'number'),
      list('Checks', 'check'),
    ]),
    el('office:automatic-styles', {}, [
      el('style:page-layout', { 'style:name': 'A4' }, [
        el('style:page-layout-properties', {
          'fo:page-width': '8.27in',
          'fo:page-height': '11.69in',
          'fo:margin-top': '1in',
          'fo:margin-bottom': '1in',
          'fo:margin-left': '1in',
          'fo:margin-right': '1in',
        }),
      ]),
    ]),
    el('office:master-styles', {}, [
      el('style:master-page', { 'style:name': 'Standard', 'style:page-layout-name': 'A4' }),
    ]),
  ]);
}
