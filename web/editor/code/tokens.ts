/**
 * What a highlighter says of a text, as stretches of four colours. highlight.js writes HTML: its own spans, five entities, nothing else; it
 * is read here as text, never put into a page.
 */

export const CODE_COLORS = ['key', 'str', 'num', 'note'] as const;
export type CodeColor = (typeof CODE_COLORS)[number];

/** A stretch of one colour, in UTF-16 units of the code. In order, never overlapping. */
export interface CodeToken {
  readonly start: number;
  readonly end: number;
  readonly color: CodeColor;
}

const SCOPES: Readonly<Record<CodeColor, string>> = {
  key: 'keyword built_in type tag name selector-tag selector-pseudo section meta-keyword operator.word',
  str: 'string regexp char attr-value link code addition bullet selector-attr selector-class selector-id',
  num: 'number literal symbol attr attribute variable.language variable.constant template-variable property',
  note: 'comment quote doctag meta deletion',
};
const COLORS = new Map(
  (Object.entries(SCOPES) as [CodeColor, string][]).flatMap(([color, scopes]) =>
    scopes.split(' ').map((scope) => [scope, color] as const),
  ),
);
/** What stands in a string and is code again: it has no colour of its own, nor that of what it stands in. */
const PLAIN = new Set(['subst', 'punctuation', 'params']);

/** The colour of a span's class, null for none, undefined for that of what is around it. */
function colorOf(className: string): CodeColor | null | undefined {
  const [first = '', second = ''] = className.split(' ');
  const scope = first.replace(/^hljs-/u, '');
  if (PLAIN.has(scope)) return null;
  return COLORS.get(`${scope}.${second.replace(/_+$/u, '')}`) ?? COLORS.get(scope);
}

const PIECE = /<span class="([^"]*)">|(<\/span>)|&(?:amp|lt|gt|quot|#x27);|[^<&]+/gu;

/** Reads what highlight.js wrote. Anything that is not of its form counts as one character, so that a fault shows as a wrong colour only. */
export function readTokens(html: string): CodeToken[] {
  const tokens: CodeToken[] = [];
  const around: (CodeColor | null)[] = [];
  let at = 0;
  for (const [piece, className, close] of html.matchAll(PIECE)) {
    const outer = around[around.length - 1] ?? null;
    if (className !== undefined) {
      const color = colorOf(className);
      around.push(color === undefined ? outer : color);
      continue;
    }
    if (close !== undefined) {
      around.pop();
      continue;
    }
    const start = at;
    at += piece.startsWith('&') ? 1 : piece.length;
    if (outer === null) continue;
    const last = tokens[tokens.length - 1];
    if (last !== undefined && last.end === start && last.color === outer)
      tokens[tokens.length - 1] = { ...last, end: at };
    else tokens.push({ start, end: at, color: outer });
  }
  return tokens;
}
