import { expect, test } from 'vitest';
import { parseDocumentId } from '#shared/ids.ts';
import { documentPath, newDocumentName, routeOf } from './route.ts';

test('what stands behind /d/ is a name, slashes and all', () => {
  expect(routeOf('/')).toEqual({ kind: 'home' });
  expect(routeOf('/d/plan')).toEqual({ kind: 'document', name: 'plan' });
  expect(routeOf('/d/team/a%20plan%3F')).toEqual({ kind: 'document', name: 'team/a plan?' });
  expect(routeOf('/d/')).toEqual({ kind: 'lost' });
  expect(routeOf('/d/%')).toEqual({ kind: 'lost' });
  expect(routeOf('/settings')).toEqual({ kind: 'lost' });
});

test('a name’s path leads back to the name', () => {
  for (const name of ['plan', 'team/a plan?', 'قراءة/ä#1', '100%']) {
    expect(routeOf(documentPath(name))).toEqual({ kind: 'document', name });
  }
});

test('new names are different, good names, and long enough that nobody guesses one', () => {
  const names = Array.from({ length: 50 }, () => newDocumentName(crypto));
  expect(new Set(names).size).toBe(50);
  for (const name of names) {
    expect(name).toMatch(/^[\w-]{20}$/u);
    expect(parseDocumentId(name)).toBe(name);
  }
});
