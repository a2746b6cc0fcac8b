/** The parts of the page that F6 steps between, in their order. */
const REGIONS = ['.mh-top', '.mh-tools', '.mh-note', '.mh-outline', '.mh-doc', '.mh-beside'].join();
const FOCUSABLE = 'a[href], button:not([disabled]), input, [tabindex="0"]';

/** Puts the focus on the first thing of the next part that has one, round and round. */
export function stepRegion(shell: HTMLElement, step: 1 | -1): void {
  const stops = [...shell.querySelectorAll<HTMLElement>(REGIONS)].flatMap((region) => {
    const first = region.matches(FOCUSABLE) ? region : region.querySelector<HTMLElement>(FOCUSABLE);
    // what is not drawn cannot be stepped to
    return first === null || first.getClientRects().length === 0 ? [] : [{ region, first }];
  });
  const root = shell.getRootNode() as Document | ShadowRoot;
  const at = stops.findIndex(({ region }) => region.contains(root.activeElement));
  // from nowhere, the first on the way forwards and the last on the way back
  const next = at === -1 && step === -1 ? -1 : at + step;
  stops.at(next % stops.length)?.first.focus();
}
