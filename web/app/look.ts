import type { Look } from '#web/ui/root.tsx';

/** How the site looks: `?theme=dark`, `?contrast=more`, `?dir=rtl` in the address, otherwise as the system says. */
export function lookOf(search: string): Look {
  const params = new URLSearchParams(search);
  const theme = params.get('theme');
  const dir = params.get('dir');
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    contrast: params.get('contrast') === 'more' ? 'more' : undefined,
    dir: dir === 'rtl' || dir === 'ltr' ? dir : undefined,
  };
}
