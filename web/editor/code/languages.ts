/** The languages that code can be coloured in. A document stores the `id` of one, or whatever else somebody wrote behind three backticks. */

export interface CodeLanguage {
  /** what a document stores, and Markdown writes, when it is chosen here */
  readonly id: string;
  /** its own name, the same in every language of the interface */
  readonly name: string;
  /** other words for it that documents hold, lower case */
  readonly aliases: readonly string[];
}

function language(id: string, name: string, aliases = ''): CodeLanguage {
  return { id, name, aliases: aliases === '' ? [] : aliases.split(' ') };
}

/** In the order of their names. */
export const CODE_LANGUAGES: readonly CodeLanguage[] = [
  language('c', 'C', 'h'),
  language('cpp', 'C++', 'c++ cc cxx hpp'),
  language('csharp', 'C#', 'cs c#'),
  language('css', 'CSS'),
  language('diff', 'Diff', 'patch'),
  language('dockerfile', 'Dockerfile', 'docker'),
  language('go', 'Go', 'golang'),
  language('graphql', 'GraphQL', 'gql'),
  language('html', 'HTML', 'xhtml vue svelte'),
  language('java', 'Java'),
  language('javascript', 'JavaScript', 'js jsx mjs cjs node'),
  language('json', 'JSON', 'jsonc json5'),
  language('kotlin', 'Kotlin', 'kt kts'),
  language('lua', 'Lua'),
  language('makefile', 'Makefile', 'make mk'),
  language('markdown', 'Markdown', 'md mdx'),
  language('php', 'PHP'),
  language('python', 'Python', 'py'),
  language('r', 'R'),
  language('ruby', 'Ruby', 'rb'),
  language('rust', 'Rust', 'rs'),
  language('scss', 'SCSS', 'sass'),
  language('bash', 'Shell', 'sh shell zsh shellscript console shell-session'),
  language('sql', 'SQL', 'postgres postgresql mysql sqlite plsql'),
  language('swift', 'Swift'),
  language('toml', 'TOML', 'ini conf properties'),
  language('typescript', 'TypeScript', 'ts tsx mts cts'),
  language('xml', 'XML', 'svg rss atom plist'),
  language('yaml', 'YAML', 'yml'),
];

const BY_WORD = new Map(CODE_LANGUAGES.flatMap((one) => [one.id, ...one.aliases].map((word) => [word, one] as const)));

/** The language that a document means by a word; null where it is none of ours, or none at all. */
export function languageOf(word: string | null | undefined): CodeLanguage | null {
  return BY_WORD.get((word ?? '').trim().toLowerCase()) ?? null;
}
