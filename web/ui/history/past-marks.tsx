/** How a change is marked: by line, colour of who did it, and words for those who see neither. */
import type { CSSProperties, ReactElement, ReactNode } from 'react';
import type { Touch } from '#shared/document/history-view/log-row.ts';
import type { PropertyChange, ViewBlock } from '#shared/document/history-view/view.ts';
import { historyWords as words } from './words.ts';

/** A mark can be stepped to, and is described to who hears the page. */
interface Mark {
  readonly 'data-change': string;
  readonly 'aria-description': string;
  readonly tabIndex: -1;
}

export function markOf(what: string, touch: Touch | null): Mark {
  const said = words.who(what, touch?.by?.name ?? null, touch?.at ?? null);
  return { 'data-change': said, 'aria-description': said, tabIndex: -1 };
}

export function colorOf(touch: Touch | null): CSSProperties {
  const color = touch?.by?.color ?? null;
  if (color === null) return {};
  return {
    '--mh-who': `var(--mh-p${color}-text)`,
    '--mh-who-wash': `var(--mh-p${color}-wash)`,
  } as CSSProperties;
}

/** The end of a block that came or went. */
export function ParagraphMark({
  kind,
  what,
  touch,
}: {
  readonly kind: 'inserted' | 'deleted';
  readonly what: string;
  readonly touch: Touch | null;
}): ReactElement {
  const Tag = kind === 'inserted' ? 'ins' : 'del';
  return (
    <Tag className={`mh-past mark ${kind}`} style={colorOf(touch)} {...markOf(what, touch)}>
      ¶
    </Tag>
  );
}

interface FlagProps {
  readonly text: string;
  readonly what: string;
  readonly touch: Touch | null;
}

function Flag({ text, what, touch }: FlagProps): ReactElement {
  return (
    <span className="mh-past-flag" style={colorOf(touch)} {...markOf(what, touch)}>
      {text}
    </span>
  );
}

/** What happened to a block beside its text. `whole` is what to call it where it came or went as a whole and has no text to show it by. */
export function Flags({ block, whole }: { readonly block: ViewBlock; readonly whole?: string }): ReactElement | null {
  const { kind, moved, changes, touch } = block;
  const flags: ReactNode[] = [];
  if (whole !== undefined && (kind === 'inserted' || kind === 'deleted')) {
    flags.push(<Flag key="whole" text={words.whole(whole, kind)} what={words.did[kind]} touch={touch} />);
  }
  if (moved !== null) {
    flags.push(<Flag key="moved" text={words.movedHere} what={words.did.moved} touch={moved.touch} />);
  }
  for (const change of changes) {
    const text = textOfChange(change);
    if (text !== null) flags.push(<Flag key={change.key} text={text} what={words.did.changed} touch={change.touch} />);
  }
  return flags.length === 0 ? null : <div className="mh-past-flags">{flags}</div>;
}

/** Null for what nobody sees. */
function textOfChange({ key, from, to }: PropertyChange): string | null {
  if (key === 't') return words.becomes(words.typeName(from), words.typeName(to));
  const name = words.propertyName(key);
  if (name === null) return null;
  const [before, after] = [words.propertyValue(key, from), words.propertyValue(key, to)];
  return before === null || after === null ? words.changed(name) : `${name}: ${words.becomes(before, after)}`;
}

export function stateOf({ kind }: ViewBlock): string {
  return kind === 'inserted' || kind === 'deleted' ? ` ${kind}` : '';
}
