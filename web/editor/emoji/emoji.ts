/** Emoji by name, from the data of emojibase, which are made of Unicode's own. This file is loaded when somebody first asks for one. */
import data from 'emojibase-data/en/compact.json' with { type: 'json' };

export interface Emoji {
  readonly character: string;
  readonly name: string;
}

interface Entry extends Emoji {
  /** in lower case */
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

const ENTRIES: readonly Entry[] = data
  .filter((entry): entry is typeof entry & { order: number } => 'order' in entry && 'group' in entry)
  .sort((a, b) => a.order - b.order)
  .map((entry) => ({
    character: entry.unicode,
    name: entry.label,
    words: entry.label.toLowerCase().split(/[\s:-]+/u),
    tags: 'tags' in entry && Array.isArray(entry.tags) ? entry.tags.map((tag) => tag.toLowerCase()) : [],
  }));

/** The likeliest first: called so, beginning so, with such a word in its name, and then by what else it may mean. */
export function findEmoji(query: string, most: number): readonly Emoji[] {
  const wanted = query.toLowerCase().replaceAll('_', ' ').split(/\s+/u);
  const rank = ({ name, words, tags }: Entry): number => {
    const all = [...words, ...tags];
    if (!wanted.every((part) => all.some((word) => word.startsWith(part)))) return 0;
    const [first = ''] = wanted;
    if (name.toLowerCase() === wanted.join(' ')) return 5;
    if (words[0]?.startsWith(first) === true) return 4;
    if (tags.includes(first)) return 3;
    return words.some((word) => word.startsWith(first)) ? 2 : 1;
  };
  const found = ENTRIES.map((entry) => ({ entry, rank: rank(entry) })).filter((one) => one.rank > 0);
  return found
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map(({ entry: { character, name } }) => ({ character, name }));
}
