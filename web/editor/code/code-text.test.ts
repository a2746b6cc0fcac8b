// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { eachPart, readCodeText } from './code-text.ts';

function block(html: string): HTMLElement {
  const element = document.createElement('code');
  element.innerHTML = html;
  return element;
}

test('lines are text nodes, a break is one character', () => {
  const code = readCodeText(block('<span>one</span><br><br><span>two</span><span>\t</span><span>x</span>'));
  expect(code.text).toBe('one\n\ntwo\tx');
  expect(code.pieces.map(({ node, start }) => [node.data, start])).toEqual([
    ['one', 0],
    ['two', 5],
    ['\t', 8],
    ['x', 9],
  ]);
});

test('a stretch over several lines has a part in each', () => {
  const code = readCodeText(block('<span>one</span><br><span>two</span><br><span>three</span>'));
  const parts: string[] = [];
  const part = (node: Text, start: number, end: number): void => void parts.push(node.data.slice(start, end));
  let from = eachPart(code, 1, 6, 0, part);
  expect(parts.splice(0)).toEqual(['ne', 'tw']);
  from = eachPart(code, 6, 7, from, part);
  expect(parts.splice(0)).toEqual(['o']);
  eachPart(code, 8, 13, from, part);
  expect(parts).toEqual(['three']);
});
