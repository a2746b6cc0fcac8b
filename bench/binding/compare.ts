/**
 * `npm run compare:binding`: our binding and `@lexical/yjs` V2 under the same pairs of operations and the same random runs. Prints how much of
 * what people did is damaged afterwards. `COMPARE_SEEDS` is the number of random runs, 300 unless given.
 */
import { BASES } from '#shared/document/testing/bases.ts';
import type { BaseName } from '#shared/document/testing/bases.ts';
import type { BindingKind } from '#shared/document/testing/bindings.ts';
import type { Damage, DamageKind } from '#shared/document/testing/checks.ts';
import { runFuzz } from '#shared/document/testing/fuzz-run.ts';
import { LEXICAL_V2 } from '#shared/document/testing/lexical-v2.ts';
import { OPERATIONS, OPERATION_NAMES } from '#shared/document/testing/operations.ts';
import type { Operation } from '#shared/document/testing/operation.ts';
import { OURS } from '#shared/document/testing/ours.ts';
import { makeSetting, runPair } from '#shared/document/testing/pair-run.ts';

const KINDS = [OURS, LEXICAL_V2];
const SEEDS = Number(process.env['COMPARE_SEEDS'] ?? 300);
const STEPS = 60;

const COLUMNS: ReadonlyArray<readonly [title: string, kinds: readonly DamageKind[]]> = [
  ['typed text lost', ['typed text lost']],
  ['typed text doubled', ['typed text doubled']],
  ['other text lost', ['base text lost']],
  ['other text doubled', ['base text doubled']],
  ['deleted text back', ['deleted text is back']],
  ['order changed', ['order changed']],
  ['format or structure lost', ['format lost', 'intent lost']],
  ['undo without effect', ['undo without effect']],
  ['replicas or reload differ', ['diverged', 'reload differs']],
  ['exception', ['error']],
];

const has = (damages: readonly Damage[], kinds: readonly DamageKind[]): boolean =>
  damages.some(({ kind }) => kinds.includes(kind));

async function guarded(run: () => Promise<readonly Damage[]>): Promise<readonly Damage[]> {
  try {
    return await run();
  } catch (error) {
    return [{ kind: 'error', detail: String(error) }];
  }
}

async function comparePairs(base: BaseName): Promise<void> {
  const names = OPERATION_NAMES.filter((name) => (OPERATIONS[name] as Operation).on.includes(base));
  const rows = [];
  for (const kind of KINDS) {
    const setting = await makeSetting(kind, base);
    const results: Array<readonly Damage[]> = [];
    for (const left of names) {
      for (const right of names) {
        results.push(await guarded(async () => (await runPair(setting, left, right)).damages));
      }
    }
    const clean = results.filter(({ length }) => length === 0).length;
    rows.push([kind.name, clean, ...COLUMNS.map(([, kinds]) => results.filter((one) => has(one, kinds)).length)]);
  }
  console.log(`\n${names.length} operations on one ${base}, ${names.length ** 2} pairs\n`);
  printTable(['binding', 'pairs without damage', ...COLUMNS.map(([title]) => title)], rows);
}

/** Characters, by the one that each report begins with. */
function countCharacters(damages: readonly Damage[], kind: DamageKind): number {
  return new Set(damages.filter((one) => one.kind === kind).map(({ detail }) => detail.charAt(0))).size;
}

async function fuzz(kind: BindingKind): Promise<readonly (string | number)[]> {
  let [clean, typed, lost, doubled, moved, unequal, exceptions] = [0, 0, 0, 0, 0, 0, 0];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const damages = await guarded(async () => {
      const result = await runFuzz(kind, seed, { steps: STEPS });
      typed += result.typed;
      return result.damages;
    });
    if (damages.length === 0) clean += 1;
    lost += countCharacters(damages, 'typed text lost');
    doubled += countCharacters(damages, 'typed text doubled');
    if (has(damages, ['own caret moved'])) moved += 1;
    if (has(damages, ['diverged', 'reload differs'])) unequal += 1;
    if (has(damages, ['error'])) exceptions += 1;
  }
  return [kind.name, clean, typed, lost, doubled, moved, unequal, exceptions];
}

function printTable(titles: readonly string[], rows: ReadonlyArray<readonly (string | number)[]>): void {
  for (const cells of [titles, titles.map(() => '---'), ...rows]) console.log(`| ${cells.join(' | ')} |`);
}

for (const base of Object.keys(BASES) as BaseName[]) await comparePairs(base);
const rows = [];
for (const kind of KINDS) rows.push(await fuzz(kind));
console.log(`\n${SEEDS} random runs, 3 editors, ${STEPS} steps each\n`);
printTable(
  [
    'binding',
    'runs without damage',
    'characters typed',
    'lost',
    'doubled',
    'runs with own caret astray',
    'runs where replicas or reload differ',
    'runs with exceptions',
  ],
  rows,
);
