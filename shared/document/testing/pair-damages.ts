/** What two people did at once to the same words is judged by what each of them had before. */
import { TEXT_TYPE_TO_FORMAT } from 'lexical';
import { BASE_WORDS, OTHER_WORDS } from './bases.ts';
import { countWords } from './checks.ts';
import type { Damage } from './checks.ts';
import { mayPart, mayPartUndone, maySpread } from './contradictions.ts';
import { TOKEN } from './operation.ts';
import { blockWith, isPlain, runsOf } from './page.ts';
import type { PageBlock } from './page.ts';
import type { Side } from './pair-side.ts';

const textOf = (page: readonly PageBlock[]): string => page.map(({ text }) => text).join('\n');

/** Every word that nobody deleted is there once, what somebody deleted is gone, and nothing changed places. */
export function textDamages(
  shared: readonly PageBlock[],
  sides: readonly [Side, Side],
  page: readonly PageBlock[],
): Damage[] {
  const damages: Damage[] = [];
  const [left, right] = sides;
  const tokens = new Set([shared, ...sides.map(({ own }) => own)].flatMap((one) => textOf(one).match(TOKEN) ?? []));
  const words = [...BASE_WORDS, ...tokens];
  const count = (of: readonly PageBlock[]): Map<string, number> =>
    new Map([...countWords(textOf(of), [...tokens]), ...countWords(textOf(of).replaceAll(TOKEN, ''), BASE_WORDS)]);
  const before = count(shared);
  const after = count(page);
  const owns = sides.map(({ own }) => count(own));
  for (const [at, { operation, name, manner }] of sides.entries()) {
    if (manner !== 'does' || operation.does.kind !== 'edit' || operation.does.deletes === true) continue;
    for (const word of words) {
      if ((before.get(word) ?? 0) > (owns[at]?.get(word) ?? 0)) {
        damages.push({ kind: 'base text lost', detail: `${word} by ${name} alone` });
      }
    }
  }
  for (const word of words) {
    const typed = tokens.has(word);
    // of what is copied and taken back, or taken back and copied, there may be none or several
    if (sides.some(({ manner }) => manner !== 'does') && sides.some((side) => side.copies(word))) continue;
    // who takes typing back and does it again has typed it anew, whatever others deleted meanwhile
    const anew = sides.some((side) => side.typesAnew(word));
    const was = !anew && (before.get(word) ?? 0) > 0;
    const expected = was ? owns.every((own) => own.get(word) !== 0) : owns.some((own) => own.get(word) !== 0);
    const found = after.get(word) ?? 0;
    if (expected && found === 0) damages.push({ kind: typed ? 'typed text lost' : 'base text lost', detail: word });
    // two copies of what is copied by one and typed anew by the other
    const twice = sides.every((side) => side.typesAnew(word));
    if (found > 1 && !twice) damages.push({ kind: typed ? 'typed text doubled' : 'base text doubled', detail: word });
    if (!expected && found > 0) damages.push({ kind: 'deleted text is back', detail: word });
  }
  const pages = [shared, ...sides.map(({ own }) => own)];
  // of moved blocks the text alone stays in order: what is joined with them goes with them
  const moves = sides.some(({ operation: { does } }) => 'moves' in does && does.moves);
  const parts = left.manner === 'undoes' ? mayPartUndone : mayPart;
  if (parts(left.name, right.name)) return damages;
  const placed = BASE_WORDS.filter((word) => !sides.some((side) => side.typesAnew(word) || side.copies(word)));
  const groups = moves ? shared.map(({ text }) => placed.filter((word) => text.includes(word))) : [placed];
  const changed = groups.flatMap((words) => changedOrder(words, pages.map(placesOf), placesOf(page)) ?? [])[0] ?? null;
  if (changed !== null) damages.push({ kind: 'order changed', detail: changed });
  return damages;
}

function placesOf(page: readonly PageBlock[]): Map<string, number> {
  const text = textOf(page).replaceAll(TOKEN, '');
  return new Map(BASE_WORDS.map((word) => [word, text.indexOf(word)] as const).filter(([, at]) => at >= 0));
}

/** Two words that stand in another order than on all pages before; null where there are none. */
function changedOrder(
  words: readonly string[],
  before: ReadonlyArray<ReadonlyMap<string, number>>,
  now: ReadonlyMap<string, number>,
): string | null {
  const order = (places: ReadonlyMap<string, number>, one: string, other: string): boolean | null => {
    const [a, b] = [places.get(one), places.get(other)];
    return a === undefined || b === undefined ? null : a < b;
  };
  for (const one of words) {
    for (const other of words) {
      const found = order(now, one, other);
      if (found === null) continue;
      const known = before.map((places) => order(places, one, other)).filter((is) => is !== null);
      if (one !== other && known.length > 0 && known.every((is) => is !== found)) return `${one} and ${other}`;
    }
  }
  return null;
}

/** What one of them changed about a word's look is changed, what nobody changed is as it was. */
export function lookDamages(
  shared: readonly PageBlock[],
  sides: readonly [Side, Side],
  page: readonly PageBlock[],
): Damage[] {
  const damages: Damage[] = [];
  const [left, right] = sides;
  for (const word of maySpread(left.name, right.name) ? OTHER_WORDS : BASE_WORDS) {
    if (left.typesAnew(word) || right.typesAnew(word)) continue;
    const [was, first, second, now] = [shared, left.own, right.own, page].map((one) => lookOf(one, word));
    if (was === undefined || first === undefined || second === undefined || now === undefined) continue;
    for (const [key, before] of was) {
      const changed = [first.get(key), second.get(key)].filter((value) => value !== before);
      const found = now.get(key);
      if (changed.length === 0 ? found === before : changed.includes(found)) continue;
      damages.push({ kind: 'format lost', detail: `${key} of ${word} is ${found}` });
    }
  }
  return damages;
}

/** What a style says of one variable of the page, '' where it says nothing. */
function styled(style: string, name: string): string {
  return (
    style
      .split(';')
      .find((part) => part.includes(name))
      ?.trim() ?? ''
  );
}

/** Undefined where the word is not on the page, or is code, which has no look. */
function lookOf(page: readonly PageBlock[], word: string): Map<string, string> | undefined {
  const block = blockWith(page, word);
  if (block === undefined || isPlain(block)) return undefined;
  const runs = runsOf(page, word);
  const list = (values: readonly unknown[]): string => [...new Set(values)].join(' and ');
  return new Map([
    ...Object.entries(TEXT_TYPE_TO_FORMAT).map(
      ([name, bit]) => [name, list(runs.map(({ format }) => (format & bit) !== 0))] as const,
    ),
    ['link', list(runs.map(({ url }) => url))],
    ...['--mh-color', '--mh-mark'].map((name) => [name, list(runs.map(({ style }) => styled(style, name)))] as const),
  ]);
}

/**
 * The left one's own is taken back: each word is there as the right one alone would have it. What both deleted may come back with the left
 * one's deletion.
 */
export function lateUndoDamages(
  shared: readonly PageBlock[],
  [left, right]: readonly [Side, Side],
  page: readonly PageBlock[],
): Damage[] {
  const damages: Damage[] = [];
  const tokens = new Set([shared, left.own, right.own, page].flatMap((one) => textOf(one).match(TOKEN) ?? []));
  const words = [...BASE_WORDS, ...tokens];
  const count = (of: readonly PageBlock[]): Map<string, number> =>
    new Map([...countWords(textOf(of), [...tokens]), ...countWords(textOf(of).replaceAll(TOKEN, ''), BASE_WORDS)]);
  const [without, both, alone] = [page, left.own, right.own].map(count);
  for (const word of words) {
    const typed = tokens.has(word);
    if (left.copies(word) || right.copies(word)) continue;
    const found = without?.get(word) ?? 0;
    const wanted = alone?.get(word) ?? 0;
    const bothDeleted = wanted === 0 && both?.get(word) === 0;
    if (found === wanted || (bothDeleted && found === 1)) continue;
    const [lost, doubled] = typed
      ? (['typed text lost', 'typed text doubled'] as const)
      : (['base text lost', 'base text doubled'] as const);
    damages.push({ kind: found < wanted ? lost : wanted === 0 ? 'deleted text is back' : doubled, detail: word });
  }
  return damages;
}
