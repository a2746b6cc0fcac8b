import { expect, test } from 'vitest';
import { announce } from './announcer.tsx';
import type { Pill } from './status.ts';

const pill = (tone: Pill['tone'], icon: Pill['icon'], text: string): Pill => ({ tone, icon, text, short: text });
const saved = pill('calm', 'check', 'Saved');
const saving = pill('calm', 'saving', 'Saving 1 change');
const offline = pill('warn', 'offline', 'Offline · 1 change kept here');

test('trouble is told, and that it is over; saving as such is not', () => {
  let said = '';
  const heard = [saving, saved, saving, offline, saving, saved, saving, saved].map(
    (next) => (said = announce(said, next)),
  );
  expect(heard).toEqual(['', '', '', offline.text, offline.text, 'Saved', 'Saved', 'Saved']);
});
