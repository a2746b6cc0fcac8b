/** Draws formulas; what draws them comes when it is first needed. */

export type FormulaLook =
  | { readonly kind: 'drawn' }
  /** LaTeX that is not understood; nothing was changed */
  | { readonly kind: 'bad'; readonly why: string }
  /** what draws formulas cannot be had now, or the formula is no longer asked for; nothing was changed */
  | { readonly kind: 'missing' };

/**
 * @param isWanted asked when there is something to draw with: another formula may have come meanwhile
 * @param display on a line of its own
 */
export async function drawFormula(
  element: HTMLElement,
  tex: string,
  isWanted: () => boolean,
  display = false,
): Promise<FormulaLook> {
  try {
    const { typeset } = await import('../leaves/typeset.ts');
    if (!isWanted()) return { kind: 'missing' };
    const why = typeset(element, tex, display);
    return why === null ? { kind: 'drawn' } : { kind: 'bad', why };
  } catch {
    return { kind: 'missing' };
  }
}
