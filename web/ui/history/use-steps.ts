import { type RefObject, useEffect, useState } from 'react';
import type { HistoryView } from '#shared/document/history-view/view.ts';
import { useSurroundings } from '../surroundings.ts';
import { historyWords as words } from './words.ts';

export interface Steps {
  readonly count: number;
  /** which change is in view and whose, or how many there are */
  readonly said: string;
  go(by: 1 | -1): void;
}

/** From change to change, round and round; the focus goes along. */
export function useSteps(text: RefObject<HTMLElement | null>, view: HistoryView | null): Steps {
  const { view: window } = useSurroundings();
  const [all, setAll] = useState<readonly HTMLElement[]>([]);
  const [at, setAt] = useState(-1);
  useEffect(() => {
    const found = view === null ? [] : [...(text.current?.querySelectorAll<HTMLElement>('[data-change]') ?? [])];
    setAll(found);
    setAt(-1);
    found[0]?.scrollIntoView({ block: 'center' });
  }, [text, view]);
  const go = (by: 1 | -1): void => {
    if (all.length === 0) return;
    const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    all[at]?.removeAttribute('data-current');
    const element = all[next];
    element?.setAttribute('data-current', '');
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    element?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
    element?.focus({ preventScroll: true });
    setAt(next);
  };
  const current = all[at];
  const said =
    current === undefined
      ? all.length === 0
        ? words.noChanges
        : words.changes(all.length)
      : `${words.changeOf(at + 1, all.length)} · ${current.dataset['change'] ?? ''}`;
  return { count: all.length, said, go };
}
