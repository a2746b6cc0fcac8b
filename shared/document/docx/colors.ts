/** The palette's colours as files have them, and which of the palette a file's colour is nearest to. */
import type { PaletteColor } from '../palette.ts';
import { PALETTE } from '../palette.ts';

type Palette = Readonly<Record<PaletteColor, string>>;

/** As they are by day: `RRGGBB`. */
export const TEXT_COLORS: Palette = {
  gray: '565D65',
  brown: '73482F',
  red: 'AB1621',
  orange: '924200',
  yellow: '705A03',
  green: '037026',
  teal: '046A6A',
  blue: '0857B9',
  purple: '6D3CAB',
  pink: '9C2269',
};
export const MARK_COLORS: Palette = {
  gray: 'DFE3E8',
  brown: 'F3DED3',
  red: 'FED9D5',
  orange: 'FFDAC7',
  yellow: 'FFE8A4',
  green: 'CBEECE',
  teal: 'C5ECEB',
  blue: 'D3E4FE',
  purple: 'E7DCFF',
  pink: 'FED6E8',
};

/** Word's sixteen, by their names. */
const NAMED: Readonly<Record<string, string>> = {
  black: '000000',
  blue: '0000FF',
  cyan: '00FFFF',
  darkBlue: '000080',
  darkCyan: '008080',
  darkGray: '808080',
  darkGreen: '008000',
  darkMagenta: '800080',
  darkRed: '800000',
  darkYellow: '808000',
  green: '00FF00',
  lightGray: 'C0C0C0',
  magenta: 'FF00FF',
  red: 'FF0000',
  white: 'FFFFFF',
  yellow: 'FFFF00',
};

/** Degrees on the wheel. Brown is a dark orange. */
const HUES: ReadonlyArray<readonly [hue: number, name: PaletteColor]> = [
  [0, 'red'],
  [28, 'orange'],
  [52, 'yellow'],
  [120, 'green'],
  [178, 'teal'],
  [215, 'blue'],
  [270, 'purple'],
  [325, 'pink'],
  [360, 'red'],
];
/** of 1: what has less of a hue is a gray, and ink or paper where it is dark or light enough */
const LEAST_CHROMA = 0.12;
const DARKEST_GRAY = 0.2;
const LIGHTEST_GRAY = 0.94;

export function textColorOf(value: string | undefined): PaletteColor | undefined {
  return nearest(value, TEXT_COLORS);
}

/** The same for what is behind text. */
export function markColorOf(value: string | undefined): PaletteColor | undefined {
  return nearest(value, MARK_COLORS);
}

/** @param value `RRGGBB`, with or without a sign before it, or one of Word's names; undefined for what is no colour, or ink, or paper */
function nearest(value: string | undefined, palette: Palette): PaletteColor | undefined {
  const hex = (NAMED[value ?? ''] ?? value ?? '').replace(/^#/u, '').toUpperCase();
  if (!/^[0-9A-F]{6}$/u.test(hex)) return undefined;
  const exact = PALETTE.find((name) => palette[name] === hex);
  if (exact !== undefined) return exact;
  const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const chroma = most - least;
  const light = (most + least) / 2;
  if (chroma < LEAST_CHROMA) return light < DARKEST_GRAY || light > LIGHTEST_GRAY ? undefined : 'gray';
  const turn =
    most === red
      ? ((green - blue) / chroma + 6) % 6
      : most === green
        ? (blue - red) / chroma + 2
        : (red - green) / chroma + 4;
  const hue = turn * 60;
  const [, name] = HUES.reduce((best, entry) => (Math.abs(entry[0] - hue) < Math.abs(best[0] - hue) ? entry : best));
  return name === 'orange' && light < 0.35 ? 'brown' : name;
}
