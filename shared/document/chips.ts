/**
 * Chips: what stands in a line of text and is one thing, not characters. In the document a chip is an embed, a plain object whose key `t`
 * names its kind. It never changes: who gives it another date or formula puts another chip in its place.
 */
import { unreachable } from '#shared/assert.ts';
import { MAX_CHIP_ID_CHARS, MAX_CHIP_NAME_CHARS, MAX_CHIP_TEX_CHARS } from './limits.ts';

/** A person that is mentioned. The name is what they were called then. */
interface PersonChip {
  readonly t: 'person';
  readonly id: string;
  readonly name: string;
}

/** Another document of the same server. The title is what it was called then. */
interface DocumentChip {
  readonly t: 'document';
  readonly id: string;
  readonly title: string;
}

interface DateChip {
  readonly t: 'date';
  /** a day of the Gregorian calendar, `YYYY-MM-DD` */
  readonly date: string;
}

interface FormulaChip {
  readonly t: 'formula';
  /** LaTeX, without the signs around it */
  readonly tex: string;
}

export type Chip = PersonChip | DocumentChip | DateChip | FormulaChip;

const known = new WeakMap<object, Chip | null>();

/** Null for what is no chip, or none of a kind that this version knows. Equal objects give one and the same chip. */
export function parseChip(value: unknown): Chip | null {
  if (typeof value !== 'object' || value === null) return null;
  let chip = known.get(value);
  if (chip === undefined) {
    chip = read(value as Record<string, unknown>);
    known.set(value, chip);
    if (chip !== null) known.set(chip, chip);
  }
  return chip;
}

function read({ t, id, name, title, date, tex }: Record<string, unknown>): Chip | null {
  switch (t) {
    case 'person':
      return isText(id, MAX_CHIP_ID_CHARS) && isText(name, MAX_CHIP_NAME_CHARS) ? { t, id, name } : null;
    case 'document':
      return isText(id, MAX_CHIP_ID_CHARS) && isText(title, MAX_CHIP_NAME_CHARS) ? { t, id, title } : null;
    case 'date':
      return typeof date === 'string' && isDay(date) ? { t, date } : null;
    case 'formula':
      return isText(tex, MAX_CHIP_TEX_CHARS) ? { t, tex } : null;
    default:
      return null;
  }
}

function isText(value: unknown, mostChars: number): value is string {
  return typeof value === 'string' && value.length <= mostChars && value.trim() !== '';
}

/** Is it a day, as `YYYY-MM-DD`? */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** What a chip says where there is nothing but characters. */
export function chipText(chip: Chip): string {
  switch (chip.t) {
    case 'person':
      return `@${chip.name}`;
    case 'document':
      return chip.title;
    case 'date':
      return chip.date;
    case 'formula':
      return `$${chip.tex}$`;
    default:
      return unreachable(chip);
  }
}
