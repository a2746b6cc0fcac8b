import type { LucideIcon } from 'lucide-react';
import type { ReactElement } from 'react';

/** An icon beside words: it says nothing of its own. `flip` mirrors what points along the line. */
export function Icon({
  of: Drawing,
  flip = false,
  className = '',
}: {
  of: LucideIcon;
  flip?: boolean;
  className?: string;
}): ReactElement {
  return (
    <Drawing
      className={`mh-i${flip ? ' mh-flip' : ''}${className === '' ? '' : ` ${className}`}`}
      aria-hidden="true"
      focusable="false"
    />
  );
}
