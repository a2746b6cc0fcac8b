import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PALETTE } from '#shared/document/palette.ts';

const TOKENS = readFileSync(new URL('./styles/tokens.css', import.meta.url), 'utf8');
const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
/** Contrast that WCAG asks of text, level AA. */
const AA = 4.5;

/** What a token is in a theme, as tokens.css has it. */
function token(name: string, theme: Theme): string {
  const found = new RegExp(`--mh-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`, 'u').exec(TOKENS);
  const value = found?.[theme === 'light' ? 1 : 2];
  if (value === undefined) throw new Error(`no token ${name}`);
  return value;
}

/** Relative luminance as WCAG has it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(THEMES)('the colours of the palette, %s', (theme) => {
  const marks = PALETTE.map((name) => `mark-${name}`);
  const illegible = (texts: readonly string[], grounds: readonly string[]): string[] =>
    texts.flatMap((text) =>
      grounds
        .filter((ground) => contrast(token(text, theme), token(ground, theme)) < AA)
        .map((ground) => `${text} on ${ground}`),
    );

  test('every colour can be read on the page and on every highlight', () => {
    const colors = PALETTE.map((name) => `color-${name}`);
    expect(illegible(colors, ['sheet', 'surface', 'well', 'desk', ...marks])).toEqual([]);
  });

  test('plain text and links can be read on every highlight', () => {
    expect(illegible(['ink', 'ink-2', 'accent-text'], marks)).toEqual([]);
  });

  test('no two colours and no two highlights are the same', () => {
    for (const kind of ['color', 'mark']) {
      expect(new Set(PALETTE.map((name) => token(`${kind}-${name}`, theme))).size).toBe(PALETTE.length);
    }
  });
});
