/** What a document's blocks may have at most. */

/** Lists nest this deep; deeper levels are shown at this one. */
export const MAX_LIST_LEVEL = 12;
/** Paragraphs and headings indent this far. */
export const MAX_INDENT = 40;
/** A chip whose name or title is longer is shown as unknown. */
export const MAX_CHIP_NAME_CHARS = 300;
/** The same for what a chip's person or document is known by. */
export const MAX_CHIP_ID_CHARS = 600;
/** The same for a formula in a line of text. */
export const MAX_CHIP_TEX_CHARS = 5_000;
/** Containers nest this deep; what lies deeper is shown in the last one. */
export const MAX_DEPTH = 8;
/** So many steps of undo, and as many of redo, are kept for the next page of the same tab. */
export const MAX_KEPT_STEPS = 200;
/** What they may take on the device together. */
export const MAX_KEPT_STEP_BYTES = 262_144;
/** Merged regions of one table; what more its marker has counts as absent. */
export const MAX_TABLE_REGIONS = 2_000;
/** how often a document is read for one sweep, to see that it shows the same; a power of two finds single markers among thousands */
export const MAX_SWEEP_TRIES = 32;
