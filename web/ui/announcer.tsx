import { type ReactElement, useRef } from 'react';
import type { Pill } from './status.ts';

/**
 * Tells who cannot see the pill what it says, when that matters: trouble as it comes, and that all is well again. Each key is saved within
 * a moment, and nobody wants to hear of that.
 */
export function Announcer({ pill }: { pill: Pill }): ReactElement {
  const said = useRef('');
  said.current = announce(said.current, pill);
  return (
    <p className="mh-sr" role="status">
      {said.current}
    </p>
  );
}

/** What is to be said, after what was said last ('' for nothing yet). Pure. */
export function announce(said: string, { tone, icon, text }: Pick<Pill, 'tone' | 'icon' | 'text'>): string {
  if (tone !== 'calm') return text;
  return said === '' || icon === 'saving' ? said : text;
}
