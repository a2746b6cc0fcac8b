import hljs from 'highlight.js/lib/core';
import type { LanguageFn } from 'highlight.js';
import { type CodeToken, readTokens } from './tokens.ts';

/**
 * The tokenizer: loaded when a document holds code in a language of ours, and each grammar when it is first needed. It reads text and gives
 * stretches; what it finds is drawn and never stored.
 */

type Load = () => Promise<{ default: LanguageFn }>;

/** Grammars by the id of their language; `html` is made of three. */
const GRAMMARS: Readonly<Record<string, readonly [name: string, load: Load][]>> = {
  bash: [['bash', () => import('highlight.js/lib/languages/bash')]],
  c: [['c', () => import('highlight.js/lib/languages/c')]],
  cpp: [['cpp', () => import('highlight.js/lib/languages/cpp')]],
  csharp: [['csharp', () => import('highlight.js/lib/languages/csharp')]],
  css: [['css', () => import('highlight.js/lib/languages/css')]],
  diff: [['diff', () => import('highlight.js/lib/languages/diff')]],
  dockerfile: [
    ['dockerfile', () => import('highlight.js/lib/languages/dockerfile')],
    ['bash', () => import('highlight.js/lib/languages/bash')],
  ],
  go: [['go', () => import('highlight.js/lib/languages/go')]],
  graphql: [['graphql', () => import('highlight.js/lib/languages/graphql')]],
  html: [
    ['xml', () => import('highlight.js/lib/languages/xml')],
    ['css', () => import('highlight.js/lib/languages/css')],
    ['javascript', () => import('highlight.js/lib/languages/javascript')],
  ],
  java: [['java', () => import('highlight.js/lib/languages/java')]],
  javascript: [['javascript', () => import('highlight.js/lib/languages/javascript')]],
  json: [['json', () => import('highlight.js/lib/languages/json')]],
  kotlin: [['kotlin', () => import('highlight.js/lib/languages/kotlin')]],
  lua: [['lua', () => import('highlight.js/lib/languages/lua')]],
  makefile: [['makefile', () => import('highlight.js/lib/languages/makefile')]],
  markdown: [['markdown', () => import('highlight.js/lib/languages/markdown')]],
  php: [['php', () => import('highlight.js/lib/languages/php')]],
  python: [['python', () => import('highlight.js/lib/languages/python')]],
  r: [['r', () => import('highlight.js/lib/languages/r')]],
  ruby: [['ruby', () => import('highlight.js/lib/languages/ruby')]],
  rust: [['rust', () => import('highlight.js/lib/languages/rust')]],
  scss: [['scss', () => import('highlight.js/lib/languages/scss')]],
  sql: [['sql', () => import('highlight.js/lib/languages/sql')]],
  swift: [['swift', () => import('highlight.js/lib/languages/swift')]],
  toml: [['ini', () => import('highlight.js/lib/languages/ini')]],
  typescript: [['typescript', () => import('highlight.js/lib/languages/typescript')]],
  xml: [['xml', () => import('highlight.js/lib/languages/xml')]],
  yaml: [['yaml', () => import('highlight.js/lib/languages/yaml')]],
};

const ready = new Map<string, string>();

/** Makes a language of `CODE_LANGUAGES` ready. Rejects where its grammar cannot be loaded; the next call tries again. */
export async function loadLanguage(id: string): Promise<void> {
  const grammars = GRAMMARS[id];
  if (grammars === undefined || ready.has(id)) return;
  for (const [name, load] of grammars) {
    if (hljs.getLanguage(name) === undefined) hljs.registerLanguage(name, (await load()).default);
  }
  ready.set(id, grammars[0]?.[0] ?? '');
}

/** The colours of a code, null while its language is not ready. */
export function tokenize(code: string, id: string): CodeToken[] | null {
  const name = ready.get(id);
  if (name === undefined) return null;
  return readTokens(hljs.highlight(code, { language: name, ignoreIllegals: true }).value);
}
