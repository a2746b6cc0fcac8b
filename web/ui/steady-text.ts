import { type RefObject, useEffect } from 'react';
import { useSurroundings } from './surroundings.ts';

/**
 * A notice that comes or goes above the text must not move the line that somebody is writing: the page is scrolled by as much. At the very top
 * there is nothing to scroll away when it goes again, and the text is back where it was.
 */
export function useSteadyText(note: RefObject<HTMLElement | null>, body: RefObject<HTMLElement | null>): void {
  const { view } = useSurroundings();
  useEffect(() => {
    const [above, scrolled] = [note.current, body.current];
    if (above === null || scrolled === null) return undefined;
    let height = above.offsetHeight;
    const sizes = new view.ResizeObserver(() => {
      const grown = above.offsetHeight - height;
      height += grown;
      if (grown !== 0) scrolled.scrollTop += grown;
    });
    sizes.observe(above);
    return () => sizes.disconnect();
  }, [note, body, view]);
}
