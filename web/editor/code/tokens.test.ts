import { expect, test } from 'vitest';
import { loadLanguage, tokenize } from './highlighter.ts';
import { CODE_LANGUAGES, languageOf } from './languages.ts';
import { readTokens } from './tokens.ts';

/** Each coloured stretch as `colour:text`. */
function shown(code: string, tokens: ReturnType<typeof readTokens>): string[] {
  return tokens.map(({ start, end, color }) => `${color}:${code.slice(start, end)}`);
}

test('spans become stretches, an entity is one character', () => {
  const html =
    '<span class="hljs-keyword">if</span> (a &lt; <span class="hljs-number">1</span>) <span class="hljs-string">&quot;&amp;&quot;</span>';
  expect(shown('if (a < 1) "&"', readTokens(html))).toEqual(['key:if', 'num:1', 'str:"&"']);
});

test('what stands in a string and is code again has no colour of the string', () => {
  const html =
    '<span class="hljs-string">`a <span class="hljs-subst">${x + <span class="hljs-number">1</span>}</span> b`</span>';
  expect(shown('`a ${x + 1} b`', readTokens(html))).toEqual(['str:`a ', 'num:1', 'str: b`']);
});

test('a class of two words, and one that is not known', () => {
  const html = '<span class="hljs-variable language_">this</span>.<span class="hljs-title function_">go</span>';
  expect(shown('this.go', readTokens(html))).toEqual(['num:this']);
});

test('every language has a grammar that colours something of it', async () => {
  const samples: Readonly<Record<string, string>> = {
    css: 'a { color: red; }',
    diff: '+added\n-gone',
    dockerfile: 'FROM node AS build',
    html: '<p class="x">1</p>',
    json: '{"a": 1}',
    makefile: 'all:\n\techo "x"',
    markdown: '# Head\n\n`code`',
    scss: '.a { color: red; }',
    toml: '[part]\nkey = "x"',
    xml: '<p a="x">1</p>',
    yaml: 'key: "x"',
  };
  const plain: string[] = [];
  for (const { id, name } of CODE_LANGUAGES) {
    const code = samples[id] ?? '"words" 42';
    // nothing before it is loaded, something afterwards
    const before = tokenize(code, id);
    await loadLanguage(id);
    if (before !== null || (tokenize(code, id) ?? []).length === 0) plain.push(name);
  }
  expect(plain).toEqual([]);
});

test('tokens are in order, apart, and within the code', async () => {
  await loadLanguage('typescript');
  const code = "const a: Map<string, number> = new Map(); // note\nreturn `x ${a.get('b')} y`;";
  const tokens = tokenize(code, 'typescript') ?? [];
  let at = 0;
  for (const { start, end } of tokens) {
    expect(start).toBeGreaterThanOrEqual(at);
    expect(end).toBeGreaterThan(start);
    at = end;
  }
  expect(at).toBeLessThanOrEqual(code.length);
  expect(shown(code, tokens)).toContain('note:// note');
});

test('a language by any of its names', () => {
  expect(languageOf('TS')?.name).toBe('TypeScript');
  expect(languageOf(' c++ ')?.id).toBe('cpp');
  for (const none of [null, undefined, '', 'klingon']) expect(languageOf(none)).toBeNull();
  const words = CODE_LANGUAGES.flatMap(({ id, aliases }) => [id, ...aliases]);
  expect(new Set(words).size).toBe(words.length);
  const names = CODE_LANGUAGES.map(({ name }) => name);
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en')));
});
