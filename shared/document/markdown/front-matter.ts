/**
 * YAML in front of a text: kept byte for byte, but for the title that it gives, which is the document's. What else it says is nobody's business
 * here, so no more of YAML is read than its lines.
 */
import { oneLine } from './title.ts';

interface TitleEntry {
  /** the lines of the entry */
  readonly from: number;
  readonly to: number;
  readonly title: string;
}

/** The title that the front matter gives, null where it gives none. */
export function frontMatterTitle(yaml: string): string | null {
  const title = entryOf(yaml.split('\n'))?.title ?? '';
  return title === '' ? null : title;
}

/** Does it say anything that a document's title does not? */
export function saysMore(yaml: string): boolean {
  const lines = yaml.split('\n');
  const entry = entryOf(lines);
  return lines.some((line, at) => line.trim() !== '' && (entry === null || at < entry.from || at >= entry.to));
}

/** The same with this title, or with none where it is null; the same bytes where it gives that title already. */
export function withTitle(yaml: string, title: string | null): string {
  const lines = yaml.split('\n');
  const entry = entryOf(lines);
  if ((entry?.title ?? '') === (title ?? '')) return yaml;
  const written = title === null ? [] : [`title: ${JSON.stringify(title)}`];
  if (entry === null) return yaml === '' ? written.join('\n') : [...written, ...lines].join('\n');
  const end = lines[entry.from]?.endsWith('\r') === true ? '\r' : '';
  return [...lines.slice(0, entry.from), ...written.map((line) => line + end), ...lines.slice(entry.to)].join('\n');
}

/**
 * Whether it can stand between two fences: a fence within would end it, and what begins with no entry are words between two rules, such as a
 * heading, which YAML takes for a comment.
 */
export function isFrontMatter(yaml: string): boolean {
  if (yaml.trim() === '') return true;
  const first = yaml.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
  return /^(?:\{|[^\s:-][^:]*:(?:\s|$))/u.test(first) && !/^---[ \t]*\r?$/mu.test(yaml);
}

/** The first entry `title` of the outermost level: what stands behind the colon, and the indented lines below. */
function entryOf(lines: readonly string[]): TitleEntry | null {
  const from = lines.findIndex((line) => /^title:(?:\s|$)/u.test(line));
  if (from === -1) return null;
  let to = from + 1;
  // an empty line is one of it when more of it comes below
  for (let at = to; /^(?:\s|$)/u.test(lines[at] ?? 'end'); at += 1) if (lines[at]?.trim() !== '') to = at + 1;
  const value = lines.slice(from, to).join(' ').slice('title:'.length).trim();
  return { from, to, title: oneLine(valueOf(value)) };
}

/** A scalar of any style, on one line. */
function valueOf(value: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"/u.exec(value)?.[0];
  if (double !== undefined) return parsed(double);
  const single = /^'((?:[^']|'')*)'/u.exec(value)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  const bare = value.replace(/^#.*|[ \t]#.*/u, '');
  return bare.replace(/^[|>][-+\d]*(?:\s|$)/u, '');
}

function parsed(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1).replaceAll('\\"', '"');
  }
}
