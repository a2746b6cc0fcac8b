/** What a document shows, read from Yjs without an editor. */
import type * as Y from 'yjs';
import { NONE } from '../attributes.ts';
import { arrange, isArranged } from '../arrangement.ts';
import { isShown, makeFragment } from '../fragment.ts';
import type { Fragment } from '../fragment.ts';
import { BODY_ROOT, TITLE_ROOT } from '../layout.ts';
import { readBlocks } from '../read.ts';
import {
  cellName,
  findMergedCells,
  findSections,
  formOf,
  hasSection,
  Insides,
  linesOf,
  NONE_MERGED,
  pagesOf,
  ROOT_SECTION,
} from '../sections.ts';
import type { SectionedText } from '../sections.ts';
import type { Block } from './block.ts';

/** The blocks on the page, in their order: merged cells are where the first of them is. */
export function readBody(doc: Y.Doc): readonly Block[] {
  return readFragments(doc, true).page;
}

/**
 * All blocks in the order of the text, and those of them that are on the page in its order.
 * @param merges whether merged cells come where the first of them is; else each is by itself, row by row
 */
export function readFragments(
  doc: Y.Doc,
  merges = false,
): { readonly fragments: readonly Fragment[]; readonly page: Fragment[] } {
  const text = doc.getText(BODY_ROOT);
  const fragments = readBlocks(text._start, NONE, null).map(makeFragment);
  if (!fragments.some((fragment) => isArranged(fragment) || hasSection(fragment)))
    return { fragments, page: fragments.filter(isShown) };
  const byMarker = new Map(fragments.map((fragment) => [fragment.marker as unknown, fragment]));
  const ofMarker = (marker: unknown): Fragment | undefined => (marker === null ? undefined : byMarker.get(marker));
  const places = new Map(fragments.map((fragment, at) => [fragment, at]));
  const before = (fragment: Fragment): Fragment | undefined => fragments[(places.get(fragment) ?? 0) - 1];
  const behind = (fragment: Fragment): Fragment | undefined => fragments[(places.get(fragment) ?? 0) + 1];
  const order = arrange(fragments, { text, ofMarker, before });
  return { fragments, page: inSections({ text, order, ofMarker, before, behind }, merges).filter(isShown) };
}

/** The blocks one below the other as the page shows them: what is in a container behind it, cells row by row. */
function inSections(sectioned: SectionedText, merges: boolean): Fragment[] {
  const { order } = sectioned;
  if (!order.some(hasSection)) return [...order];
  const found = findSections(sectioned);
  const { containers, insides, places } = found;
  for (const [name, fragment] of containers) fragment.name = name;
  for (const fragment of order) {
    const { name, owner } = places.get(fragment) ?? { name: ROOT_SECTION, owner: null };
    Object.assign(fragment, { section: name, cell: name, owner });
  }
  const ofContainers = new Insides(insides);
  for (const fragment of containers.values()) fragment.insides = ofContainers.of(fragment);
  const merged = merges ? findMergedCells(found, isShown) : NONE_MERGED;
  const sections = merged.shownBy.size === 0 ? null : pagesOf(found, merged);
  const page: Fragment[] = [];
  const visit = (fragment: Fragment): void => {
    page.push(fragment);
    const form = formOf(fragment);
    if (form === 'col') return;
    if (form !== 'row' || sections === null)
      for (const inside of fragment.insides) for (const one of inside.page) visit(one);
    else {
      const { columns } = linesOf(insides.get(fragment.cell)?.page ?? []);
      for (const column of columns) {
        const name = cellName(fragment.name, column.name);
        if ((merged.shownBy.get(name) ?? name) === name) for (const one of sections.get(name)?.page ?? []) visit(one);
      }
    }
  };
  for (const fragment of insides.get(ROOT_SECTION)?.page ?? []) visit(fragment);
  return page;
}

export function readTitle(doc: Y.Doc): string {
  return doc.getText(TITLE_ROOT).toJSON();
}
