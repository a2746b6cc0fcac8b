/** Whether the page is light or dark, for what is drawn and not styled. */

/** Is the text of an element light? */
export function isDark(element: HTMLElement): boolean {
  const color = element.ownerDocument.defaultView?.getComputedStyle(element).color ?? '';
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/gu) ?? []).map(Number);
  const isUnit = color.startsWith('color(');
  return (red + green + blue) * (isUnit ? 255 : 1) > 3 * 128;
}

/** Calls back when an element becomes dark or light, by the system or by what stands around it. Gives its own stop. */
export function watchColorScheme(element: HTMLElement, onChange: () => void): () => void {
  const view = element.ownerDocument.defaultView;
  if (view === null) return () => {};
  let dark = isDark(element);
  const look = (): void => {
    const now = isDark(element);
    if (now === dark) return;
    dark = now;
    onChange();
  };
  const observer = new view.MutationObserver(look);
  for (let at: Node | null = element; at !== null; at = at.parentNode ?? (at as Partial<ShadowRoot>).host ?? null) {
    observer.observe(at, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
  }
  const system = view.matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', look);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', look);
  };
}
