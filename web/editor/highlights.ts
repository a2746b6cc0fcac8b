/**
 * The others' selections as CSS highlights (`::highlight(mh-p1)` … in web/ui/styles/carets.css). The registry belongs to the whole page,
 * so editors side by side share a highlight of each colour and take out only what they put in. A browser without highlights shows carets
 * alone.
 */
export interface Highlights {
  add(color: number | 'own', range: Range | null): void;
  /** takes out what this editor put in */
  clear(): void;
}

interface HighlightLike {
  add(range: AbstractRange): unknown;
  delete(range: AbstractRange): boolean;
}

export function createHighlights(document: Document): Highlights {
  const view = document.defaultView;
  const registry = view !== null && 'Highlight' in view && 'highlights' in view.CSS ? view.CSS.highlights : null;
  let mine: { highlight: HighlightLike; range: Range }[] = [];
  return {
    add(color, range) {
      if (registry === null || view === null || range === null) return;
      const name = color === 'own' ? 'mh-own' : `mh-p${color}`;
      let highlight = registry.get(name);
      if (highlight === undefined) {
        highlight = new view.Highlight();
        registry.set(name, highlight);
      }
      highlight.add(range);
      mine.push({ highlight, range });
    },
    clear() {
      for (const { highlight, range } of mine) highlight.delete(range);
      mine = [];
    },
  };
}
