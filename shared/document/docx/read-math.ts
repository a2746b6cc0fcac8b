/** Word's formulas (Office MathML) → LaTeX, as far as KaTeX draws it. Signs stay what they are in Unicode, which both take. */
import { childOf, elementsOf, textOf } from './xml.ts';
import type { XmlElement } from './xml.ts';

const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\backslash ',
  '{': '\\{',
  '}': '\\}',
  '#': '\\#',
  $: '\\$',
  '%': '\\%',
  '&': '\\&',
  _: '\\_',
  '^': '\\hat{}',
  '~': '\\sim ',
};
const LARGE: Readonly<Record<string, string>> = {
  '∑': '\\sum',
  '∏': '\\prod',
  '∐': '\\coprod',
  '∫': '\\int',
  '∬': '\\iint',
  '∭': '\\iiint',
  '∮': '\\oint',
  '⋃': '\\bigcup',
  '⋂': '\\bigcap',
  '⋁': '\\bigvee',
  '⋀': '\\bigwedge',
  '⨁': '\\bigoplus',
  '⨂': '\\bigotimes',
};
const ACCENTS: Readonly<Record<string, string>> = {
  '\u0302': '\\hat',
  '\u0303': '\\tilde',
  '\u0304': '\\bar',
  '\u0305': '\\bar',
  '\u0307': '\\dot',
  '\u0308': '\\ddot',
  '\u0301': '\\acute',
  '\u0300': '\\grave',
  '\u030C': '\\check',
  '\u0306': '\\breve',
  '\u20D7': '\\vec',
};
const DELIMITERS: Readonly<Record<string, string>> = {
  '': '.',
  '{': '\\{',
  '}': '\\}',
  '⟨': '\\langle ',
  '⟩': '\\rangle ',
  '‖': '\\| ',
  '⌊': '\\lfloor ',
  '⌋': '\\rfloor ',
  '⌈': '\\lceil ',
  '⌉': '\\rceil ',
};
const FUNCTIONS: ReadonlySet<string> = new Set(
  'sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan log ln lg exp lim max min sup inf det dim ker gcd deg arg Pr hom'.split(
    ' ',
  ),
);

/** @param math `m:oMath` */
export function mathToLatex(math: XmlElement): string {
  return inside(math).replaceAll(/ {2,}/gu, ' ').trim();
}

function inside(element: XmlElement | undefined): string {
  return elementsOf(element).map(one).join('');
}

/** What a part of an element holds, as one thing. */
function group(element: XmlElement, name: string): string {
  return `{${inside(childOf(element, name)).trim()}}`;
}

function one(element: XmlElement): string {
  switch (element.name) {
    case 'm:r':
      return run(element);
    case 'm:f':
      return fraction(element);
    case 'm:sSup':
      return `${group(element, 'm:e')}^${group(element, 'm:sup')}`;
    case 'm:sSub':
      return `${group(element, 'm:e')}_${group(element, 'm:sub')}`;
    case 'm:sSubSup':
      return `${group(element, 'm:e')}_${group(element, 'm:sub')}^${group(element, 'm:sup')}`;
    case 'm:sPre':
      return `{}_${group(element, 'm:sub')}^${group(element, 'm:sup')}${group(element, 'm:e')}`;
    case 'm:rad': {
      const degree = inside(childOf(element, 'm:deg')).trim();
      return `\\sqrt${degree === '' ? '' : `[${degree}]`}${group(element, 'm:e')}`;
    }
    case 'm:nary':
      return nary(element);
    case 'm:d':
      return delimited(element);
    case 'm:func':
      return `${functionName(childOf(element, 'm:fName'))}${group(element, 'm:e')}`;
    case 'm:acc': {
      const sign = property(element, 'm:accPr', 'm:chr') ?? '\u0302';
      return `${ACCENTS[sign] ?? '\\hat'}${group(element, 'm:e')}`;
    }
    case 'm:bar': {
      const isOver = property(element, 'm:barPr', 'm:pos') === 'top';
      return `${isOver ? '\\overline' : '\\underline'}${group(element, 'm:e')}`;
    }
    case 'm:groupChr': {
      const isOver = property(element, 'm:groupChrPr', 'm:pos') === 'top';
      return `${isOver ? '\\overbrace' : '\\underbrace'}${group(element, 'm:e')}`;
    }
    case 'm:borderBox':
      return `\\boxed${group(element, 'm:e')}`;
    case 'm:limLow':
      return `${limitBase(element)}_${group(element, 'm:lim')}`;
    case 'm:limUpp':
      return `${limitBase(element)}^${group(element, 'm:lim')}`;
    case 'm:m':
      return `\\begin{matrix}${rows(element)}\\end{matrix}`;
    case 'm:eqArr': {
      const lines = elementsOf(element).filter(({ name }) => name === 'm:e');
      return `\\begin{aligned}${lines.map(inside).join('\\\\ ')}\\end{aligned}`;
    }
    default:
      return element.name.endsWith('Pr') ? '' : inside(element);
  }
}

function run(element: XmlElement): string {
  const text = elementsOf(element)
    .filter(({ name }) => name === 'm:t' || name === 'w:t')
    .map(textOf)
    .join('');
  const props = childOf(element, 'm:rPr');
  if (childOf(props, 'm:nor') !== undefined) return `\\text{${text.replaceAll(/[\\{}$%#&_^~]/gu, '')}}`;
  const escaped = escape(text);
  const style = childOf(props, 'm:sty')?.attributes['m:val'];
  if (FUNCTIONS.has(text)) return `\\${text} `;
  if (style === 'p' && /^\p{L}+$/u.test(text)) return `\\mathrm{${escaped}}`;
  if (style === 'b') return `\\mathbf{${escaped}}`;
  return escaped;
}

function escape(text: string): string {
  return text.replaceAll(/[\\{}#$%&_^~]/gu, (sign) => SPECIAL[sign] ?? sign);
}

function fraction(element: XmlElement): string {
  const parts = `${group(element, 'm:num')}${group(element, 'm:den')}`;
  switch (property(element, 'm:fPr', 'm:type') ?? 'bar') {
    case 'noBar':
      return `\\genfrac{}{}{0pt}{}${parts}`;
    case 'lin':
    case 'skw':
      return `${group(element, 'm:num')}/${group(element, 'm:den')}`;
    default:
      return `\\frac${parts}`;
  }
}

function nary(element: XmlElement): string {
  const sign = property(element, 'm:naryPr', 'm:chr') ?? '∫';
  const limit = (name: string, mark: string): string => {
    const text = inside(childOf(element, name)).trim();
    return text === '' ? '' : `${mark}{${text}}`;
  };
  return `${LARGE[sign] ?? escape(sign)}${limit('m:sub', '_')}${limit('m:sup', '^')} ${inside(childOf(element, 'm:e'))}`;
}

function delimited(element: XmlElement): string {
  const begin = property(element, 'm:dPr', 'm:begChr') ?? '(';
  const end = property(element, 'm:dPr', 'm:endChr') ?? ')';
  const between = property(element, 'm:dPr', 'm:sepChr') ?? '|';
  const parts = elementsOf(element).filter(({ name }) => name === 'm:e');
  const content = parts.map(inside).join(escape(between));
  return `\\left${DELIMITERS[begin] ?? begin}${content}\\right${DELIMITERS[end] ?? end}`;
}

function functionName(name: XmlElement | undefined): string {
  const text = name === undefined ? '' : textOf(name).trim();
  if (FUNCTIONS.has(text)) return `\\${text} `;
  return /^\p{L}+$/u.test(text) ? `\\operatorname{${text}}` : inside(name);
}

/** A word or sign that has its limits above and below. */
function limitBase(element: XmlElement): string {
  const base = childOf(element, 'm:e');
  const text = base === undefined ? '' : textOf(base).trim();
  if (FUNCTIONS.has(text)) return `\\${text} `;
  const inner = inside(base);
  // KaTeX puts these two under and above by themselves
  return /^\\(?:over|under)brace/u.test(inner) ? inner : `\\mathop{${inner}}\\limits`;
}

function rows(element: XmlElement): string {
  return elementsOf(element)
    .filter(({ name }) => name === 'm:mr')
    .map((row) =>
      elementsOf(row)
        .filter(({ name }) => name === 'm:e')
        .map(inside)
        .join(' & '),
    )
    .join('\\\\ ');
}

/** A value of an element's properties; undefined where it is not said, '' where it is said that there is none. */
function property(element: XmlElement, properties: string, name: string): string | undefined {
  const found = childOf(childOf(element, properties), name);
  return found === undefined ? undefined : (found.attributes['m:val'] ?? '');
}
