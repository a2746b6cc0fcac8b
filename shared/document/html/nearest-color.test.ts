import { expect, test } from 'vitest';
import { nearestColor } from './nearest-color.ts';

test.each([
  ['#ff0000', 'red'],
  ['#C00000', 'red'],
  ['rgb(255, 255, 0)', 'yellow'],
  ['yellow', 'yellow'],
  ['#00ff00', 'green'],
  ['lime', 'green'],
  ['rgb(0 128 128 / 80%)', 'teal'],
  ['#2F5496', 'blue'],
  ['#1155cc', 'blue'],
  ['#7030a0', 'purple'],
  ['#ff99cc', 'pink'],
  ['#ff9900', 'orange'],
  ['#783f04', 'brown'],
  ['#d9ead3', 'green'],
])('%s becomes %s', (css, name) => {
  expect(nearestColor(css)).toBe(name);
});

test.each([
  '#000000',
  'black',
  'windowtext',
  'rgb(33, 37, 41)',
  '#666',
  '#ffffff',
  'white',
  'transparent',
  'rgba(255, 0, 0, 0.1)',
  '#ff000011',
  'inherit',
  'var(--x)',
  'url(https://spy.example)',
  '',
])('%s says nothing', (css) => {
  expect(nearestColor(css)).toBeNull();
});
