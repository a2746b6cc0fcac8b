/**
 * Ranges drawn as CSS highlights (`::highlight(mh-p1)` … in web/ui/styles): the others' selections, one's own while a popup has the focus, the
 * colours of code. The registry belongs to the whole page, so editors side by side share a highlight of each name and take out only what they
 * put in. A browser without highlights shows the text alone.
 */
export type HighlightName = `p${number}` | 'own' | `code-${string}`;

export interface Highlights {
  add(name: HighlightName, range: AbstractRange | null): void;
  /** takes out what was put in here */
  clear(): void;
}

interface HighlightLike {
  add(range: AbstractRange): unknown;
  delete(range: AbstractRange): boolean;
}

export function createHighlights(document: Document): Highlights {
  const view = document.defaultView;
  const registry = view !== null && 'Highlight' in view && 'highlights' in view.CSS ? view.CSS.highlights : null;
  let mine: { highlight: HighlightLike; range: AbstractRange }[] = [];
  return {
    add(name, range) {
      if (registry === null || view === null || range === null) return;
      let highlight = registry.get(`mh-${name}`);
      if (highlight === undefined) {
        highlight = new view.Highlight();
        registry.set(`mh-${name}`, highlight);
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
