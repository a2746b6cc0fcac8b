/** The keys of every command, once: the shortcuts are read from here and so are the words in tooltips and menus. */

export const SHORTCUTS = {
  undo: 'Mod+Z',
  redo: 'Mod+Shift+Z',
  bold: 'Mod+B',
  italic: 'Mod+I',
  underline: 'Mod+U',
  strikethrough: 'Mod+Shift+X',
  code: 'Mod+E',
  link: 'Mod+K',
  paint: 'Mod+Shift+H',
  chip: 'Alt+Enter',
  text: 'Mod+Alt+0',
  h1: 'Mod+Alt+1',
  h2: 'Mod+Alt+2',
  h3: 'Mod+Alt+3',
  number: 'Mod+Shift+7',
  bullet: 'Mod+Shift+8',
  check: 'Mod+Shift+9',
  quote: 'Mod+Shift+.',
  moveUp: 'Alt+Shift+ArrowUp',
  moveDown: 'Alt+Shift+ArrowDown',
  help: 'Mod+/',
} as const;

export type ShortcutName = keyof typeof SHORTCUTS;

/** What is read of a KeyboardEvent. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Whether a key press is the shortcut. Digits and the full stop go by their place on the keyboard: with Shift or Alt they type other signs. */
export function isShortcut(press: KeyPress, shortcut: string, apple: boolean): boolean {
  const parts = shortcut.split('+');
  const key = parts[parts.length - 1] ?? '';
  const [mod, other] = apple ? [press.metaKey, press.ctrlKey] : [press.ctrlKey, press.metaKey];
  if (
    mod !== parts.includes('Mod') ||
    other ||
    press.shiftKey !== parts.includes('Shift') ||
    press.altKey !== parts.includes('Alt')
  )
    return false;
  if (/^\d$/u.test(key)) return press.code === `Digit${key}` || press.code === `Numpad${key}`;
  if (key === '.') return press.code === 'Period';
  // on many keyboards the slash is typed with Shift or stands on another key
  if (key === '/') return press.key === '/' || press.code === 'Slash';
  return press.key.toLowerCase() === key.toLowerCase();
}

const ARROWS: Readonly<Record<string, string>> = { ArrowUp: '↑', ArrowDown: '↓' };

/** A shortcut as this platform writes it: `Ctrl Shift X`, `⇧⌘X`. */
export function shortcutText(shortcut: string, apple: boolean): string {
  const parts = shortcut.split('+').map((part) => ARROWS[part] ?? part);
  if (!apple) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join(' ');
  const signs = ['Alt', 'Shift', 'Mod'].filter((part) => parts.includes(part));
  const names: Record<string, string> = { Alt: '⌥', Shift: '⇧', Mod: '⌘' };
  return signs.map((sign) => names[sign]).join('') + (parts[parts.length - 1] ?? '');
}
