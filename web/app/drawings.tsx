import type { ReactElement } from 'react';

export function Wordmark(): ReactElement {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" fill="none">
      <rect x="2" y="2" width="16" height="16" rx="4.5" fill="var(--mh-accent)" />
      <path d="M7.5 6v8M12.5 6v8" stroke="var(--mh-on-accent)" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

/** A page with two people in it. */
export function EmptyDrawing(): ReactElement {
  return (
    <svg width="136" height="104" viewBox="0 0 136 104" fill="none" aria-hidden="true">
      <rect
        x="34"
        y="6"
        width="68"
        height="92"
        rx="6"
        fill="var(--mh-sheet)"
        stroke="var(--mh-edge)"
        strokeWidth="1.5"
      />
      <path d="M48 28h28M48 42h40M48 56h34M48 70h20" stroke="var(--mh-line-2)" strokeWidth="3" strokeLinecap="round" />
      <path d="M80 21v14" stroke="var(--mh-p1)" strokeWidth="2" />
      <rect x="80" y="13" width="22" height="9" rx="2.5" fill="var(--mh-p1)" />
      <path d="M72 63v14" stroke="var(--mh-accent)" strokeWidth="2" />
      <rect x="72" y="55" width="16" height="9" rx="2.5" fill="var(--mh-accent)" />
    </svg>
  );
}
