/**
 * Colours that come with what is pasted → those of the palette. A colour becomes the one with the nearest hue; black, white and grey say
 * nothing (text of Word and Docs is black by itself, and whole pages are grey), so they are dropped.
 */
import type { PaletteColor } from '../palette.ts';

interface Rgb {
  readonly r: number;
  readonly g: number;
  readonly b: number;
}

/** The names that programs write in what they copy; others are rare and dropped. */
const NAMED: Readonly<Record<string, string>> = {
  red: '#ff0000',
  darkred: '#8b0000',
  maroon: '#800000',
  orange: '#ffa500',
  gold: '#ffd700',
  yellow: '#ffff00',
  olive: '#808000',
  lime: '#00ff00',
  green: '#008000',
  darkgreen: '#006400',
  teal: '#008080',
  aqua: '#00ffff',
  cyan: '#00ffff',
  darkcyan: '#008b8b',
  turquoise: '#40e0d0',
  blue: '#0000ff',
  darkblue: '#00008b',
  navy: '#000080',
  purple: '#800080',
  violet: '#ee82ee',
  fuchsia: '#ff00ff',
  magenta: '#ff00ff',
  darkmagenta: '#8b008b',
  pink: '#ffc0cb',
  brown: '#a52a2a',
};

/** Degrees in OKLCH. */
const HUES: readonly (readonly [PaletteColor, number])[] = [
  ['red', 25],
  ['orange', 55],
  ['yellow', 100],
  ['green', 145],
  ['teal', 195],
  ['blue', 258],
  ['purple', 305],
  ['pink', 350],
];
/** Less chroma than this is no colour but black, white or grey. */
const MIN_CHROMA = 0.035;
/** An orange that is this dark is brown. */
const BROWN_LIGHTNESS = 0.55;
/** What is more transparent shows what is behind it. */
const MIN_ALPHA = 0.3;

/** Null for what is no colour, and for what has none. `css` is the value of a declaration. */
export function nearestColor(css: string): PaletteColor | null {
  const rgb = parseColor(css.trim().toLowerCase());
  if (rgb === null) return null;
  const { lightness, chroma, hue } = oklch(rgb);
  if (chroma < MIN_CHROMA) return null;
  const distance = (to: number): number => Math.min(Math.abs(hue - to), 360 - Math.abs(hue - to));
  let [nearest] = HUES;
  for (const one of HUES) if (nearest === undefined || distance(one[1]) < distance(nearest[1])) nearest = one;
  if (nearest === undefined) return null;
  return nearest[0] === 'orange' && lightness < BROWN_LIGHTNESS ? 'brown' : nearest[0];
}

function parseColor(value: string): Rgb | null {
  const hex = /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/u.test(value) ? value.slice(1) : NAMED[value]?.slice(1);
  if (hex !== undefined) {
    const size = hex.length < 6 ? 1 : 2;
    const part = (at: number): number => {
      const digits = hex.slice(at * size, (at + 1) * size);
      return Number.parseInt(digits.length === 1 ? digits + digits : digits, 16);
    };
    const alpha = hex.length === 4 * size ? part(3) / 255 : 1;
    return alpha < MIN_ALPHA ? null : { r: part(0), g: part(1), b: part(2) };
  }
  const numbers = /^rgba?\(([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)(?:[\s,/]+([\d.]+%?))?\)$/u.exec(value);
  if (numbers === null) return null;
  const [, r, g, b, alpha = '1'] = numbers;
  const opacity = alpha.endsWith('%') ? Number.parseFloat(alpha) / 100 : Number(alpha);
  if (opacity < MIN_ALPHA) return null;
  return { r: Number(r), g: Number(g), b: Number(b) };
}

/** As CSS Color 4 has it. */
function oklch({ r, g, b }: Rgb): { lightness: number; chroma: number; hue: number } {
  const linear = (value: number): number => {
    const part = Math.min(255, value) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const [x, y, z] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * x + 0.5363325363 * y + 0.0514459929 * z);
  const m = Math.cbrt(0.2119034982 * x + 0.6806995451 * y + 0.1073969566 * z);
  const s = Math.cbrt(0.0883024619 * x + 0.2817188376 * y + 0.6299787005 * z);
  const lightness = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { lightness, chroma: Math.hypot(a, bb), hue: (Math.atan2(bb, a) * (180 / Math.PI) + 360) % 360 };
}
