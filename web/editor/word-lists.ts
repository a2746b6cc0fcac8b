/**
 * Word puts a list on the clipboard as paragraphs that only look like one: `style="mso-list: l0 level2 lfo1"`, the sign of the item drawn as
 * text in a span that says `mso-list: Ignore`. This makes lists of them, in place, in the inert document that was pasted.
 */
const LEVEL = /mso-list:\s*l\d+\s+level(\d+)/iu;
const IGNORED = '[style*="mso-list"]';
/** `1.`, `a)`, `iv.`: anything that counts. A bullet is a sign, or the letter o of the symbol font. */
const COUNTED = /^\s*(?:\d+|[a-np-z]|[ivxlc]+)[.)]/iu;
const MAX_LEVEL = 8;

export function restoreWordLists(source: Document): void {
  const items = [...source.querySelectorAll('p')].filter((paragraph) => levelOf(paragraph) !== null);
  let open: { level: number; list: Element }[] = [];
  let previous: Element | null = null;
  for (const item of items) {
    const level = levelOf(item) ?? 1;
    if (previous === null || item.previousElementSibling !== previous) open = [];
    while (open.length > 0 && (open[open.length - 1]?.level ?? 0) > level) open.pop();
    let top = open[open.length - 1];
    if (top === undefined || top.level < level) {
      const list = source.createElement(isCounted(item) ? 'ol' : 'ul');
      const within = top?.list.lastElementChild ?? null;
      if (within === null) item.before(list);
      else within.append(list);
      top = { level, list };
      open.push(top);
    }
    previous = open[0]?.list ?? null;
    const entry = source.createElement('li');
    for (const sign of item.querySelectorAll(IGNORED))
      if (/ignore/iu.test(sign.getAttribute('style') ?? '')) sign.remove();
    entry.append(...item.childNodes);
    top.list.append(entry);
    item.remove();
  }
}

function levelOf(paragraph: Element): number | null {
  const level = LEVEL.exec(paragraph.getAttribute('style') ?? '')?.[1];
  return level === undefined ? null : Math.min(Number(level), MAX_LEVEL);
}

function isCounted(item: Element): boolean {
  const sign = [...item.querySelectorAll(IGNORED)].find((span) => /ignore/iu.test(span.getAttribute('style') ?? ''));
  return COUNTED.test(sign?.textContent ?? '');
}
