/**
 * How properties are read from a marker. What is not well formed, what is the default anyway and what a type has no use for is undefined.
 * Kinds with several types are told which it is.
 */
import { MAX_INDENT, MAX_LIST_LEVEL } from '../limits.ts';
import { plainStyle } from '../plain-style.ts';
import { canonicalStyle } from '../text-style.ts';

export type Parse = (value: unknown, type: string) => unknown;

export const word: Parse = (value) => (typeof value === 'string' && value !== '' ? value : undefined);

export const flag: Parse = (value) => (value === true ? true : undefined);

/** Any whole number but 0. */
export const whole = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value !== 0 ? value : undefined;

export const style: Parse = (value) => (typeof value === 'string' ? plainStyle(value) || undefined : undefined);
const textStyle: Parse = (value) => (typeof value === 'string' ? canonicalStyle(value) || undefined : undefined);

export const oneOf =
  (values: readonly string[]): Parse =>
  (value) =>
    typeof value === 'string' && values.includes(value) ? value : undefined;

const upTo =
  (max: number): Parse =>
  (value) => {
    const level = whole(value);
    return level === undefined || level < 0 ? undefined : Math.min(level, max);
  };

type Props = Readonly<Record<string, Parse>>;

/** Of every block that is a line of the page. */
const LINE: Props = {
  level: upTo(MAX_INDENT),
  align: oneOf(['left', 'center', 'right', 'justify', 'start', 'end']),
  dir: oneOf(['ltr', 'rtl']),
  style,
};
/** Of blocks whose characters are plain. */
export const PLAIN: Props = LINE;
/** Of blocks with formats; the last two are what is typed into an empty one gets. */
export const TEXT: Props = { ...LINE, textFormat: whole, textStyle };
/** Of list items. */
export const ITEM: Props = { ...LINE, level: upTo(MAX_LIST_LEVEL) };
