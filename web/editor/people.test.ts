import { describe, expect, test } from 'vitest';
import { initials, peopleOf, readVisit, type Visit } from './people.ts';

const visit = (clientId: number, person: string, color: number, self = false): Visit => ({
  clientId,
  person,
  name: person,
  color,
  selection: null,
  self,
});

describe('who is here', () => {
  test('everybody once, however many tabs, oneself first', () => {
    const people = peopleOf([visit(1, 'Mei', 1), visit(2, 'Amara', 2), visit(3, 'Mei', 1), visit(4, 'Zoe', 3, true)]);
    expect(people.map((person) => person.name)).toEqual(['Zoe', 'Amara', 'Mei']);
    expect(people[2]?.clientIds).toEqual([1, 3]);
  });

  test('a person keeps their colour, whoever comes and goes, on every screen', () => {
    const [amara, mei, zoe] = [visit(1, 'Amara', 2), visit(2, 'Mei', 2), visit(3, 'Zoe', 5)];
    const colors = (visits: readonly Visit[]): Record<string, number> =>
      Object.fromEntries(peopleOf(visits).map(({ name, color }) => [name, color]));
    expect(colors([mei, zoe])).toEqual({ Mei: 2, Zoe: 5 });
    expect(colors([zoe, amara, { ...mei, self: true }])).toEqual({ Amara: 2, Mei: 2, Zoe: 5 });
    expect(colors([amara, zoe])).toEqual({ Amara: 2, Zoe: 5 });
  });
});

test('a peer’s presence is read for what it is', () => {
  expect(readVisit(5, { user: { name: ' Mei ', color: 3, id: 'm' }, selection: { a: 1 } }, false)).toEqual({
    clientId: 5,
    person: 'm',
    name: 'Mei',
    color: 3,
    selection: { a: 1 },
    self: false,
  });
  for (const state of [null, 5, {}, { user: null }, { user: { name: '' } }, { user: { name: 5 } }]) {
    expect(readVisit(5, state, false)).toBeNull();
  }
  // a stock client gives a CSS colour; the name is cut where it would cover the text
  const stock = readVisit(10, { user: { name: 'x'.repeat(500), color: '#fff' } }, false);
  expect(stock?.color).toBe(3);
  expect(stock?.name).toHaveLength(60);
  expect(stock?.person).toBe('client-10');
});

test('initials are one letter or two', () => {
  expect(initials('Jonas Lindqvist')).toBe('JL');
  expect(initials('mei')).toBe('M');
  expect(initials('يوسف منصور')).toBe('يم');
  expect(initials('👩‍🚀 x')).toBe('👩‍🚀X');
  expect(initials('')).toBe('?');
});
