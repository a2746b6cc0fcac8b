/**
 * The style of a Lexical text node ↔ the colour, the highlight and the plain style of a run. There is one spelling: the plain style first,
 * then the colour, then the highlight, each as a variable of the page. Two spellings of one text would make replicas differ.
 */
import { isPaletteColor } from './palette.ts';
import type { PaletteColor } from './palette.ts';
import { plainStyle } from './plain-style.ts';

interface TextStyle {
  readonly color?: PaletteColor | undefined;
  readonly mark?: PaletteColor | undefined;
  /** harmless CSS that other programs gave the text; what the palette gives comes before it */
  readonly style?: string | undefined;
}

const DECLARATION = /^(color|background-color): ?var\(--mh-(color|mark)-([a-z]+)\)$/u;

export function writeTextStyle({ color, mark, style }: TextStyle): string {
  const parts = [
    style ?? '',
    color === undefined ? '' : `color: var(--mh-color-${color});`,
    mark === undefined ? '' : `background-color: var(--mh-mark-${mark});`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

export function readTextStyle(css: string): TextStyle {
  if (css === '') return {};
  let color: PaletteColor | undefined;
  let mark: PaletteColor | undefined;
  const rest: string[] = [];
  for (const declaration of css.split(';').map((part) => part.trim())) {
    const [, property, kind, name] = DECLARATION.exec(declaration) ?? [];
    if (property === 'color' && kind === 'color' && isPaletteColor(name)) color = name;
    else if (property === 'background-color' && kind === 'mark' && isPaletteColor(name)) mark = name;
    else if (declaration !== '') rest.push(declaration);
  }
  return { color, mark, style: plainStyle(rest.join(';')) || undefined };
}

/** Any style in its one spelling, '' where nothing of it is shown. */
export function canonicalStyle(css: string): string {
  return css === '' ? '' : writeTextStyle(readTextStyle(css));
}
