import type { CSSProperties, ReactElement, ReactNode } from 'react';
import { memo } from 'react';
import type { Attributes } from '#shared/document/attributes.ts';
import type { Touch } from '#shared/document/history-view/log-row.ts';
import type { ViewSpan } from '#shared/document/history-view/spans.ts';
import type { HistoryView, ViewBlock, ViewPart } from '#shared/document/history-view/view.ts';
import { historyWords as words } from './words.ts';

/** Parts of containers that say nothing of their own. */
const SILENT = new Set(['columns', 'column', 'row', 'col', 'callout', 'fold-end']);

/** A version of a document: what was added and taken away stands in place, marked by line and colour, and says who it was. */
export const HistoryPage = memo(function HistoryPage({ view }: { readonly view: HistoryView }): ReactElement {
  let number = 0;
  return (
    <>
      {view.title.length === 0 ? null : (
        <p className="mh-past-title" dir="auto">
          {spansOf(view.title)}
        </p>
      )}
      {view.blocks.map((block) => {
        const type = typeOf(block);
        number = type === 'number' ? (startOf(block) ?? number + 1) : 0;
        return <Block key={block.key} block={block} type={type} number={number} />;
      })}
    </>
  );
});

/** The text of a version, each block on a line of its own. */
export function plainText({ blocks }: HistoryView): string {
  return blocks
    .filter(({ kind }) => kind !== 'deleted')
    .map(({ parts }) =>
      parts
        .flatMap(({ spans }) => spans.filter(({ kind }) => kind !== 'deleted'))
        .map(textOf)
        .join(''),
    )
    .join('\n');
}

function Block({ block, type, number }: { block: ViewBlock; type: string; number: number }): ReactElement | null {
  const { kind, parts, moved, changes, touch, props } = block;
  if (SILENT.has(type) && kind === 'same' && parts.every(({ spans }) => spans.length === 0)) return null;
  const Tag = tagOf(type);
  const level = typeof props['level'] === 'number' ? props['level'] : 0;
  const style: CSSProperties = { marginInlineStart: `${level * 24}px` };
  const flags: ReactNode[] = [];
  if (moved !== null) flags.push(flag('moved', words.movedHere, words.did.moved, moved.touch));
  for (const { key, from, to, touch: by } of changes) {
    const what = key === 't' ? words.becomes(nameOf(from), nameOf(to)) : words.property(key);
    flags.push(flag(key, what, words.did.changed, by));
  }
  const whole = kind === 'inserted' ? 'inserted' : kind === 'deleted' ? 'deleted' : null;
  const isBare = parts.every(({ spans }) => spans.length === 0);
  return (
    <div className={`mh-past-block${whole === null ? '' : ` ${whole}`}`} style={{ ...style, ...colorOf(touch) }}>
      {flags.length === 0 ? null : <p className="mh-past-flags">{flags}</p>}
      {type === 'hr' ? (
        <hr className="mh-divider" {...(whole === null ? {} : changeOf(words.did[whole], touch))} />
      ) : (
        <Tag className={classOf(type, props)} dir="auto">
          {markOf(type, props, number)}
          {kind === 'split' ? paragraphMark('inserted', words.split, touch) : null}
          {parts.map((part, at) => partOf(part, at))}
          {whole !== null && isBare ? paragraphMark(whole, words.did[whole], touch) : null}
        </Tag>
      )}
    </div>
  );
}

function partOf({ spans, joined }: ViewPart, at: number): ReactNode {
  return (
    <span key={at}>
      {spansOf(spans)}
      {joined === null ? null : paragraphMark('deleted', words.joined, joined.touch)}
    </span>
  );
}

function spansOf(spans: readonly ViewSpan[]): ReactNode[] {
  return spans.map((span, at) => {
    const { kind, run, touch } = span;
    const className = looksOf(run.attributes);
    const text = textOf(span);
    if (kind === 'same')
      return (
        <span key={at} {...(className === '' ? {} : { className })}>
          {text}
        </span>
      );
    const Tag = kind === 'inserted' ? 'ins' : kind === 'deleted' ? 'del' : 'span';
    return (
      <Tag
        key={at}
        className={`mh-past ${kind} ${className}`}
        style={colorOf(touch)}
        {...changeOf(words.did[kind], touch)}
      >
        {text}
      </Tag>
    );
  });
}

function paragraphMark(kind: 'inserted' | 'deleted', what: string, touch: Touch | null): ReactElement {
  const Tag = kind === 'inserted' ? 'ins' : 'del';
  return (
    <Tag className={`mh-past mark ${kind}`} style={colorOf(touch)} {...changeOf(what, touch)}>
      ¶
    </Tag>
  );
}

function flag(key: string, text: string, what: string, touch: Touch | null): ReactElement {
  return (
    <span key={key} className="mh-past-flag" style={colorOf(touch)} {...changeOf(what, touch)}>
      {text}
    </span>
  );
}

/** What the steps from change to change go by, and what is said at each. */
function changeOf(what: string, touch: Touch | null): { 'data-change': string; title: string } {
  const said = words.who(what, touch?.by?.name ?? null, touch?.at ?? null);
  return { 'data-change': said, title: said };
}

function colorOf(touch: Touch | null): CSSProperties {
  const color = touch?.by?.color ?? null;
  if (color === null) return {};
  return {
    '--mh-who': `var(--mh-p${color}-text)`,
    '--mh-who-wash': `var(--mh-p${color}-wash)`,
  } as CSSProperties;
}

function textOf({ run }: ViewSpan): string {
  if (run.kind === 'text') return run.text;
  const { embed } = run;
  if (typeof embed !== 'object' || embed === null) return '□';
  const { name, title, date, tex } = embed as Readonly<Record<string, unknown>>;
  const said = [name, title, date, tex].find((one) => typeof one === 'string' && one !== '');
  return typeof said === 'string' ? said : '□';
}

function typeOf({ props }: ViewBlock): string {
  return typeof props['t'] === 'string' ? props['t'] : 'p';
}

function startOf({ props }: ViewBlock): number | null {
  return typeof props['start'] === 'number' ? props['start'] : null;
}

function nameOf(type: unknown): string {
  return words.typeName(typeof type === 'string' ? type : 'p');
}

function tagOf(type: string): 'p' | 'h2' | 'h3' | 'h4' | 'h5' | 'h6' | 'blockquote' | 'pre' {
  switch (type) {
    case 'h1':
    case 'h2':
      // the dialog has the first heading
      return type === 'h1' ? 'h2' : 'h3';
    case 'h3':
      return 'h4';
    case 'h4':
      return 'h5';
    case 'h5':
    case 'h6':
      return 'h6';
    case 'quote':
      return 'blockquote';
    case 'code':
    case 'formula':
    case 'diagram':
      return 'pre';
    default:
      return 'p';
  }
}

function classOf(type: string, props: Attributes): string {
  if (type === 'quote') return 'mh-quote';
  if (type === 'code') return 'mh-code';
  return `mh-past-${type}${props['checked'] === true ? ' checked' : ''}`;
}

function markOf(type: string, props: Attributes, number: number): ReactNode {
  const sign = type === 'bullet' ? '•' : type === 'number' ? `${number}.` : props['checked'] === true ? '☑' : '☐';
  return type === 'bullet' || type === 'number' || type === 'check' ? <span className="sign">{sign}</span> : null;
}

const LOOKS: ReadonlyArray<readonly [attribute: string, className: string]> = [
  ['bold', 'mh-bold'],
  ['italic', 'mh-italic'],
  ['underline', 'mh-under'],
  ['strike', 'mh-strike'],
  ['code', 'mh-code-inline'],
  ['link', 'mh-link'],
];

function looksOf(attributes: Attributes): string {
  return LOOKS.filter(([attribute]) => attributes[attribute] !== undefined)
    .map(([, className]) => className)
    .join(' ');
}
