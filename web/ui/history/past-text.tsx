/** The text of a block with its changes in place. */
import type { CSSProperties, ReactElement, ReactNode } from 'react';
import type { Attributes } from '#shared/document/attributes.ts';
import { parseChip } from '#shared/document/chips.ts';
import type { ViewSpan } from '#shared/document/history-view/spans.ts';
import type { ViewPart } from '#shared/document/history-view/view.ts';
import { isPaletteColor, PLAIN_MARK } from '#shared/document/palette.ts';
import { chipText } from '#shared/document/chips.ts';
import { dayText } from '#web/editor/chips/days.ts';
import { Formula } from './past-formula-chip.tsx';
import { colorOf, markOf, ParagraphMark } from './past-marks.tsx';
import { usePast } from './past-surroundings.ts';
import { historyWords as words } from './words.ts';

export function Parts({ parts }: { readonly parts: readonly ViewPart[] }): ReactElement {
  return (
    <>
      {parts.map(({ spans, joined }, at) => (
        <span key={at}>
          <Spans spans={spans} />
          {joined === null ? null : <ParagraphMark kind="deleted" what={words.joined} touch={joined.touch} />}
        </span>
      ))}
    </>
  );
}

export function Spans({ spans }: { readonly spans: readonly ViewSpan[] }): ReactElement {
  return (
    <>
      {spans.map((span, at) => (
        <Span key={at} span={span} />
      ))}
    </>
  );
}

function Span({ span: { kind, run, before, touch } }: { readonly span: ViewSpan }): ReactElement {
  const className = looksOf(run.attributes);
  const style = paintOf(run.attributes);
  const content: ReactNode = run.kind === 'text' ? run.text : <Embed embed={run.embed} />;
  if (kind === 'same') {
    return (
      <span {...(className === '' ? {} : { className })} style={style}>
        {content}
      </span>
    );
  }
  const Tag = kind === 'inserted' ? 'ins' : kind === 'deleted' ? 'del' : 'span';
  const what = kind === 'formatted' ? words.formatted(before ?? {}, run.attributes) : words.did[kind];
  return (
    <Tag className={`mh-past ${kind} ${className}`} style={{ ...style, ...colorOf(touch) }} {...markOf(what, touch)}>
      {content}
    </Tag>
  );
}

/** A chip, or what stands for something that this version does not know. */
function Embed({ embed }: { readonly embed: unknown }): ReactElement {
  const { locale } = usePast();
  const chip = parseChip(embed);
  if (chip === null) return <span className="mh-chip">□</span>;
  const content =
    chip.t === 'formula' ? (
      <Formula tex={chip.tex} isBlock={false} />
    ) : chip.t === 'date' ? (
      dayText(chip.date, locale, 'medium')
    ) : (
      chipText(chip)
    );
  return (
    <span className="mh-chip" data-chip={chip.t}>
      {content}
    </span>
  );
}

const LOOKS: ReadonlyArray<readonly [attribute: string, className: string]> = [
  ['bold', 'mh-bold'],
  ['italic', 'mh-italic'],
  ['underline', 'mh-under'],
  ['strike', 'mh-strike'],
  ['code', 'mh-code-inline'],
  ['link', 'mh-link'],
  ['sub', 'mh-past-sub'],
  ['sup', 'mh-past-sup'],
];

function looksOf(attributes: Attributes): string {
  return LOOKS.filter(([attribute]) => attributes[attribute] !== undefined)
    .map(([, className]) => className)
    .join(' ');
}

function paintOf({ color, mark, highlight }: Attributes): CSSProperties {
  const ground = isPaletteColor(mark) ? mark : highlight === true ? PLAIN_MARK : null;
  return {
    ...(isPaletteColor(color) ? { color: `var(--mh-color-${color})` } : {}),
    ...(ground === null ? {} : { backgroundColor: `var(--mh-mark-${ground})` }),
  };
}
