import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { Capacity } from './capacity.ts';

function come(capacity: Capacity): { readonly isSurplus: boolean; readonly leave: () => void } {
  const connection = new EventEmitter();
  capacity.take(connection);
  return { isSurplus: capacity.isSurplus(connection), leave: () => void connection.emit('close') };
}

test('who comes when there is no room is surplus, and stays so; who leaves makes room for one', () => {
  const capacity = new Capacity(2);
  const [one, two, three] = [come(capacity), come(capacity), come(capacity)];
  expect([one.isSurplus, two.isSurplus, three.isSurplus]).toEqual([false, false, true]);
  three.leave();
  expect(come(capacity).isSurplus).toBe(true);
  one.leave();
  expect([come(capacity).isSurplus, come(capacity).isSurplus]).toEqual([false, true]);
});

test('0 is no limit', () => {
  const capacity = new Capacity(0);
  for (let i = 0; i < 100; i++) expect(come(capacity).isSurplus).toBe(false);
});
