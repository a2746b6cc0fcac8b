/** Randomness as an argument: a number from 0 (included) to 1 (not). */
export type Random = () => number;
/** Bytes that nobody can guess. */
export type RandomBytes = (count: number) => Uint8Array;
