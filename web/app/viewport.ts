/**
 * Where the on-screen keyboard lies over the page instead of making it smaller (iOS), the interface takes the height that is left, so that
 * the toolbar stands above the keyboard.
 */
export function followKeyboard(view: Window): () => void {
  const seen = view.visualViewport;
  if (seen === null) return () => {};
  const { style } = view.document.documentElement;
  const follow = (): void => {
    const covered = view.innerHeight - seen.height * seen.scale > 1 && seen.scale === 1;
    if (covered) style.setProperty('--mh-block-size', `${seen.height}px`);
    else style.removeProperty('--mh-block-size');
  };
  seen.addEventListener('resize', follow);
  return () => seen.removeEventListener('resize', follow);
}
