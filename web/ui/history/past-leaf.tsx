/** A block that holds no others, with its changes. */
import type { ReactElement, ReactNode } from 'react';
import type { Attributes } from '#shared/document/attributes.ts';
import { resolveFileUrl, fileNameOf, readableSize } from '#shared/document/file-url.ts';
import type { ViewBlock } from '#shared/document/history-view/view.ts';
import { typeOf } from '#shared/document/props.ts';
import { FormulaBlock } from './past-formula.tsx';
import { colorOf, Flags, ParagraphMark, stateOf } from './past-marks.tsx';
import { Parts } from './past-text.tsx';
import { usePast } from './past-surroundings.ts';
import { historyWords as words } from './words.ts';

interface LeafProps {
  readonly block: ViewBlock;
  /** of a numbered item, else 0 */
  readonly number: number;
}

export function Leaf({ block, number }: LeafProps): ReactElement {
  const { props, touch } = block;
  const type = typeOf(props);
  const level = typeof props['level'] === 'number' ? props['level'] : 0;
  const style = { ...(level === 0 ? {} : { marginInlineStart: `${level * 24}px` }), ...colorOf(touch) };
  return (
    <div className={`mh-past-block${stateOf(block)}`} style={style} data-key={block.key}>
      <Flags block={block} {...(WITHOUT_TEXT.has(type) || type === 'formula' ? { whole: words.typeName(type) } : {})} />
      {type === 'formula' ? (
        <FormulaBlock block={block} />
      ) : WITHOUT_TEXT.has(type) ? (
        <Figure block={block} type={type} />
      ) : (
        <Words block={block} number={number} type={type} />
      )}
    </div>
  );
}

/** What is not seen by its text alone. */
const WITHOUT_TEXT: ReadonlySet<string> = new Set(['hr', 'break', 'toc', 'embed', 'image', 'file']);

function Words({ block, number, type }: LeafProps & { readonly type: string }): ReactElement {
  const { kind, parts, props, touch } = block;
  const Tag = tagOf(type);
  const isBare = parts.every(({ spans }) => spans.length === 0);
  const align = typeof props['align'] === 'string' ? { textAlign: props['align'] as 'left' } : {};
  return (
    <Tag className={classOf(type, props)} dir="auto" style={align}>
      <Sign type={type} isChecked={props['checked'] === true} number={number} />
      {kind === 'split' ? <ParagraphMark kind="inserted" what={words.split} touch={touch} /> : null}
      <Parts parts={parts} />
      {(kind === 'inserted' || kind === 'deleted') && isBare ? (
        <ParagraphMark kind={kind} what={words.did[kind]} touch={touch} />
      ) : null}
    </Tag>
  );
}

function Sign({ type, isChecked, number }: { type: string; isChecked: boolean; number: number }): ReactNode {
  if (type !== 'bullet' && type !== 'number' && type !== 'check') return null;
  if (type === 'check') {
    return (
      <span className="sign" role="img" aria-label={words.checked(isChecked)}>
        {isChecked ? '☑' : '☐'}
      </span>
    );
  }
  return <span className="sign">{type === 'bullet' ? '•' : `${number}.`}</span>;
}

function Figure({ block, type }: { readonly block: ViewBlock; readonly type: string }): ReactElement {
  const { server } = usePast();
  const { props, parts } = block;
  const text = (key: string): string => (typeof props[key] === 'string' ? props[key] : '');
  const url = resolveFileUrl(text('src'), server);
  switch (type) {
    case 'hr':
      return <hr className="mh-divider" />;
    case 'break':
      return <div className="mh-break">{words.typeName('break')}</div>;
    case 'toc':
      return <p className="mh-past-note">{words.typeName('toc')}</p>;
    case 'embed':
      return (
        <figure className="mh-embed">
          <span className="address">
            <span className="host">{hostOf(text('url'))}</span>
            <span className="path">{text('url')}</span>
          </span>
        </figure>
      );
    case 'image': {
      const width = typeof props['width'] === 'number' ? { width: `${props['width']}%` } : {};
      return (
        <figure className="mh-image mh-past-image">
          {url === null ? <span>{words.noPicture}</span> : <img src={url} alt={text('alt')} style={width} />}
          <figcaption dir="auto">
            <Parts parts={parts} />
          </figcaption>
        </figure>
      );
    }
    default: {
      const name = text('name') || fileNameOf(text('src'));
      return (
        <div className="mh-file">
          {url === null ? (
            <span className="mh-past-name">{name}</span>
          ) : (
            <a href={url} download={name}>
              {name}
            </a>
          )}
          {typeof props['size'] === 'number' ? <small>{readableSize(props['size'])}</small> : null}
        </div>
      );
    }
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : url;
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
    case 'diagram':
      return 'pre';
    default:
      return 'p';
  }
}

function classOf(type: string, props: Attributes): string {
  if (type === 'quote') return 'mh-quote';
  if (type === 'code' || type === 'diagram') return 'mh-code';
  return `mh-past-${type}${props['checked'] === true ? ' checked' : ''}`;
}
