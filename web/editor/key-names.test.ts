import { expect, test } from 'vitest';
import { isShortcut, type KeyPress, SHORTCUTS, shortcutText } from './key-names.ts';

const press = (change: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
});

test('a key press is a shortcut with just its modifiers', () => {
  const ctrlE = press({ key: 'e', code: 'KeyE', ctrlKey: true });
  expect(isShortcut(ctrlE, SHORTCUTS.code, false)).toBe(true);
  expect(isShortcut(ctrlE, SHORTCUTS.code, true)).toBe(false);
  expect(isShortcut(press({ ...ctrlE, ctrlKey: false, metaKey: true }), SHORTCUTS.code, true)).toBe(true);
  expect(isShortcut(press({ ...ctrlE, shiftKey: true }), SHORTCUTS.code, false)).toBe(false);
});

test('digits go by their place: with Shift or Alt they type other signs', () => {
  expect(isShortcut(press({ key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true }), SHORTCUTS.number, false)).toBe(
    true,
  );
  expect(isShortcut(press({ key: '¡', code: 'Digit1', metaKey: true, altKey: true }), SHORTCUTS.h1, true)).toBe(true);
});

test('no two shortcuts are the same', () => {
  expect(new Set(Object.values(SHORTCUTS)).size).toBe(Object.keys(SHORTCUTS).length);
});

test('a shortcut is written as the platform writes it', () => {
  expect(shortcutText('Mod+Shift+X', false)).toBe('Ctrl Shift X');
  expect(shortcutText('Mod+Shift+X', true)).toBe('⇧⌘X');
});
