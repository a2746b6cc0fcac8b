/** Text as the layout can hold it: every format, links, chips, line breaks, tabs, and spaces where they are easily lost. */
import fc from 'fast-check';
import { intern, NONE } from '../../attributes.ts';
import type { Attributes } from '../../attributes.ts';
import type { Chip } from '../../chips.ts';
import { breakAttributes, internLink } from '../../formats.ts';
import { PALETTE } from '../../palette.ts';
import { pushText } from '../../runs.ts';
import type { Run } from '../../runs.ts';

/** Words that some format takes for something else. */
export const arbitraryWords = fc
  .array(fc.constantFrom('one', 'two three', '<b>', '&amp;', 'é', '👋', '"', "'", ']]>', '*x*', '|', '漢字', '$5'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(' '));

/** The same with what stands between words and at their edges in texts that people indent by hand. */
const spacedWords = fc
  .tuple(
    fc.constantFrom('', '', '', ' ', '\n', '\t', '\u00A0'),
    arbitraryWords,
    fc.constantFrom('', '', '', ' ', '  ', '\n', '\t', '\u00A0', '\n\n'),
  )
  .map((parts) => parts.join(''));

const flag = fc.constantFrom(undefined, undefined, undefined, true as const);
const color = fc.option(fc.constantFrom(...PALETTE), { nil: undefined, freq: 4 });
const link = fc.constantFrom(
  undefined,
  undefined,
  undefined,
  internLink({ url: 'https://example.org/a?b=1&c=2' }),
  internLink({ url: 'mailto:ana@example.org', title: 'Ana "the first"' }),
);

/** Formats that every program knows. */
const plainMarks = fc
  .record({ bold: flag, italic: flag, underline: flag, strike: flag, link })
  .map((record) => intern(record));

const allMarks = fc
  .record({
    bold: flag,
    italic: flag,
    underline: flag,
    strike: flag,
    code: flag,
    script: fc.constantFrom(undefined, undefined, undefined, 'sub', 'sup'),
    letters: fc.constantFrom(undefined, undefined, undefined, 'lowercase', 'uppercase', 'capitalize'),
    highlight: flag,
    color,
    mark: color,
    link,
  })
  .map(({ script, letters, ...record }) =>
    intern({
      ...record,
      ...(script === undefined ? {} : { [script]: true }),
      ...(letters === undefined ? {} : { [letters]: true }),
    }),
  );

const arbitraryChip: fc.Arbitrary<Chip> = fc.constantFrom<Chip>(
  { t: 'person', id: 'p-1', name: 'Ana <b>' },
  { t: 'document', id: 'd-1', title: 'Plan "B" & more' },
  { t: 'date', date: '2026-02-28' },
  { t: 'formula', tex: 'a_{1} \\le \\frac{b}{c}' },
);

interface Piece {
  readonly content: string | Chip;
  readonly attributes: Attributes;
}

function runsOf(pieces: readonly Piece[], between: string): readonly Run[] {
  const runs: Run[] = [];
  pieces.forEach(({ content, attributes }, at) => {
    if (at > 0) pushText(runs, between, NONE);
    if (typeof content === 'string') pushText(runs, content, attributes);
    else runs.push({ kind: 'embed', embed: content, attributes: breakAttributes(attributes) });
  });
  return runs;
}

/** Text of one line whose pieces are parted by a word without a format, in the formats that every program knows. */
export const arbitraryRuns: fc.Arbitrary<readonly Run[]> = fc
  .array(fc.record({ content: arbitraryWords, attributes: plainMarks }), { maxLength: 3 })
  .map((pieces) => runsOf(pieces, ' and '));

/** Text with all that it may have; pieces stand side by side. */
export const arbitraryRichRuns: fc.Arbitrary<readonly Run[]> = fc
  .array(
    fc.record({
      content: fc.oneof({ weight: 5, arbitrary: spacedWords }, { weight: 1, arbitrary: arbitraryChip }),
      attributes: fc.oneof({ weight: 1, arbitrary: fc.constant(NONE) }, { weight: 2, arbitrary: allMarks }),
    }),
    { maxLength: 4 },
  )
  .map((pieces) => runsOf(pieces, ''));
