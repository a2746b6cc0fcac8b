/**
 * The colours that text and highlights may have. A document holds their names: what a name looks like is the page's own business, in light
 * and in dark (`--mh-color-…` and `--mh-mark-…` in `web/ui/styles/tokens.css`).
 */

export const PALETTE = ['gray', 'brown', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink'] as const;
export type PaletteColor = (typeof PALETTE)[number];

const NAMES: ReadonlySet<unknown> = new Set(PALETTE);

export function isPaletteColor(value: unknown): value is PaletteColor {
  return NAMES.has(value);
}

/** What the old format `highlight`, which is on or off, looks like. */
export const PLAIN_MARK: PaletteColor = 'yellow';
