import { type ReactElement, type RefObject, useEffect, useState } from 'react';

interface Told {
  readonly text: string;
  /** px from the start of what scrolls */
  readonly left: number;
  readonly top: number;
}

/** Under the change that the pointer or the focus is on: what it is, who made it and when. Who hears the page is told by the change itself. */
export function WhoTip({ page }: { readonly page: RefObject<HTMLElement | null> }): ReactElement | null {
  const [told, setTold] = useState<Told | null>(null);
  useEffect(() => {
    const element = page.current;
    if (element === null) return undefined;
    const show = ({ target }: Event): void => {
      const change = target instanceof Element ? target.closest<HTMLElement>('[data-change]') : null;
      const line = change?.getClientRects()[0];
      if (change === null || line === undefined) {
        setTold(null);
        return;
      }
      const box = element.getBoundingClientRect();
      setTold({
        text: change.dataset['change'] ?? '',
        left: line.left - box.left + element.scrollLeft,
        top: line.bottom - box.top + element.scrollTop + 4,
      });
    };
    const hide = (): void => setTold(null);
    element.addEventListener('pointerover', show);
    element.addEventListener('focusin', show);
    element.addEventListener('pointerleave', hide);
    element.addEventListener('focusout', hide);
    return () => {
      element.removeEventListener('pointerover', show);
      element.removeEventListener('focusin', show);
      element.removeEventListener('pointerleave', hide);
      element.removeEventListener('focusout', hide);
    };
  }, [page]);
  if (told === null) return null;
  return (
    <div className="mh-past-who" style={{ left: told.left, top: told.top }} aria-hidden="true">
      {told.text}
    </div>
  );
}
