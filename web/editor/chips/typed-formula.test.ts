import { expect, test } from 'vitest';
import { formulaAtEnd } from './typed-formula.ts';

test.each([
  ['$x$', 'x'],
  ['so $a^2 + b^2$', 'a^2 + b^2'],
  ['($\\frac{1}{2}$', '\\frac{1}{2}'],
])('%s ends with a formula', (text, tex) => {
  expect(formulaAtEnd(text)).toBe(tex);
});

test.each(['$5 and $', 'costs $', '$$', '$ x$', '$x $', 'a$b$', '\\$x$', '$x\\$', '$x$ '])('%s does not', (text) => {
  expect(formulaAtEnd(text)).toBeNull();
});
