import { $createTextNode, $getRoot, $getSelection } from 'lexical';
import type { ElementNode } from 'lexical';
import { expect, test } from 'vitest';
import { $createCalloutNode, $isCalloutNode } from './nodes/callout.ts';
import type { CalloutNode } from './nodes/callout.ts';
import { $createColumnNode, $createColumnsNode, $isColumnsNode } from './nodes/columns.ts';
import { $createFoldNode, $isFoldNode } from './nodes/fold.ts';
import type { Peer } from './testing/peers.ts';

import { $block, $find, $p, exchange, join, open, shape } from './testing/shapes.ts';

const $callout = (): CalloutNode => {
  const found = $getRoot().getChildren().find($isCalloutNode);
  if (found === undefined) throw new Error('no callout');
  return found;
};

async function withCallout(): Promise<Peer> {
  const peer = await open('a', 'b', 'c', 'd');
  await peer.edit(() => {
    const callout = $createCalloutNode('tip');
    $block('b').insertBefore(callout);
    callout.append($block('b'), $block('c'));
  });
  return peer;
}

test('blocks are put into a callout, typed in there, and taken out again', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  expect(await exchange(a, b)).toBe('a callout(b c) d');
  await b.edit(() => $block('b').append($createTextNode('B')));
  await a.edit(() => $block('c').insertAfter($p('new')));
  expect(await exchange(a, b)).toBe('a callout(bB c new) d');
  await a.edit(() => {
    const callout = $callout();
    for (const child of callout.getChildren()) callout.insertBefore(child);
    callout.remove();
  });
  expect(await exchange(a, b)).toBe('a bB c new d');
});

test('a block that is taken out of a box is the same one on the page, and keeps the caret', async () => {
  const a = await withCallout();
  await a.edit(() => void $block('b').selectStart());
  const key = a.editor.read(() => $block('b').getKey());
  await a.edit(() => void $callout().insertBefore($block('b')));
  expect(shape(a)).toBe('a b callout(c) d');
  expect(a.editor.read(() => [$block('b').getKey(), $getSelection()?.getNodes()[0]?.getTextContent()])).toEqual([
    key,
    'b',
  ]);
});

test('a paragraph that becomes the title of a fold stays where it was moved to', async () => {
  const a = await open('a', 'b', 'c', 'd');
  await a.move(() => $block('d'), 'up');
  await a.move(() => $block('d'), 'up');
  await a.edit(() => {
    const [block, fold] = [$block('d'), $createFoldNode()];
    fold.getTitle()?.append(...block.getChildren());
    fold.getBody()?.append($p());
    block.replace(fold);
  });
  expect(shape(a)).toBe('a fold(d fold-body(_)) b c');
  expect(shape(join(a, 2))).toBe('a fold(d fold-body(_)) b c');
});

test('a callout takes its kind from the document, and one wins', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  await a.edit(() => void $callout().setKind('warning'));
  await b.edit(() => void $block('c').append($createTextNode('!')));
  await exchange(a, b);
  expect(b.editor.read(() => $callout().getKind())).toBe('warning');
});

test('what is typed into a callout that somebody else deletes brings it back with that block', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  await a.edit(() => $callout().remove());
  expect(shape(a)).toBe('a d');
  await b.edit(() => $block('c').append($createTextNode('C')));
  expect(await exchange(a, b)).toBe('a callout(C) d');
});

test('an empty container shows a paragraph that the document does not have, and takes what is typed', async () => {
  const a = await open('a', 'b');
  await a.edit(() => $block('a').insertAfter($createCalloutNode().append($p())));
  const b = join(a, 2);
  expect(await exchange(a, b)).toBe('a callout(_) b');
  await b.edit(() => void $callout().getFirstChildOrThrow<ElementNode>().append($createTextNode('x')));
  expect(await exchange(a, b)).toBe('a callout(x) b');
  await b.undo();
  expect(await exchange(a, b)).toBe('a callout(_) b');
  await a.undo();
  expect(await exchange(a, b)).toBe('a b');
  await a.redo();
  expect(await exchange(a, b)).toBe('a callout(_) b');
});

test('undo and redo of a callout keep what is in it', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  await a.undo();
  expect(await exchange(a, b)).toBe('a b c d');
  await a.redo();
  expect(await exchange(a, b)).toBe('a callout(b c) d');
  await a.edit(() => $callout().remove());
  await a.undo();
  expect(await exchange(a, b)).toBe('a callout(b c) d');
});

test('a half of a block that is put into a callout meanwhile goes with it', async () => {
  const a = await open('a', 'bc', 'd');
  const b = join(a, 2);
  await a.edit(() => {
    const callout = $createCalloutNode();
    $block('bc').insertBefore(callout);
    callout.append($block('bc'));
  });
  await b.edit(() => {
    const [text] = $block('bc').getChildren();
    const paragraph = $p('b');
    $block('bc').insertBefore(paragraph);
    (text as ReturnType<typeof $createTextNode>).setTextContent('c');
  });
  expect(await exchange(a, b)).toBe('a callout(b c) d');
});

test('a block goes into a callout and out of it', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  await a.edit(() => void $callout().append($block('d')));
  await b.edit(() => $block('d').append($createTextNode('D')));
  expect(await exchange(a, b)).toBe('a callout(b c dD)');
  await b.edit(() => void $getRoot().append($block('b')));
  await a.edit(() => $block('b').append($createTextNode('B')));
  expect(await exchange(a, b)).toBe('a callout(c dD) bB');
});

test('two containers that are put into each other at once are both on the page', async () => {
  const a = await open('a', 'b', 'c');
  await a.edit(() => {
    for (const text of ['a', 'b']) {
      const callout = $createCalloutNode();
      $block(text).insertBefore(callout);
      callout.append($block(text));
    }
  });
  const b = join(a, 2);
  const $both = (): readonly [CalloutNode, CalloutNode] => {
    const [first, second] = $getRoot().getChildren().filter($isCalloutNode);
    if (first === undefined || second === undefined) throw new Error('two callouts');
    return [first, second];
  };
  await a.edit(() => void $both()[0].append($both()[1]));
  await b.edit(() => void $both()[1].append($both()[0]));
  const together = await exchange(a, b);
  for (const text of ['a', 'b', 'c']) expect(together).toContain(text);
});

test('a fold has a title and a body', async () => {
  const a = await open('a', 'b');
  await a.edit(() => {
    const fold = $createFoldNode();
    $block('a').insertAfter(fold);
    fold.getTitle()?.append($createTextNode('title'));
    fold.getBody()?.append($block('b'));
  });
  const b = join(a, 2);
  expect(await exchange(a, b)).toBe('a fold(title fold-body(b))');
  await b.edit(() => void $find($isFoldNode).getTitle()?.append($createTextNode('!')));
  await a.edit(() => void $find($isFoldNode).setClosed(true));
  expect(await exchange(a, b)).toBe('a fold(title! fold-body(b))');
  expect(b.editor.read(() => $find($isFoldNode).isClosed())).toBe(true);
  await a.edit(() => $find($isFoldNode).remove());
  await b.edit(() => void $find($isFoldNode).getTitle()?.append($createTextNode('?')));
  expect(await exchange(a, b)).toBe('a fold(? fold-body(_))');
});

test('columns stand beside each other and come back with what was typed into them', async () => {
  const a = await open('a', 'b');
  await a.edit(() => {
    const columns = $createColumnsNode();
    $block('a').insertAfter(columns);
    columns.append($createColumnNode().append($p('one')), $createColumnNode().append($p()));
  });
  const b = join(a, 2);
  expect(await exchange(a, b)).toBe('a columns(column(one) column(_)) b');
  await a.edit(() => void $find($isColumnsNode).append($createColumnNode().append($p('three'))));
  await b.edit(() => void $find($isColumnsNode).getLastChildOrThrow<ElementNode>().append($p('two')));
  expect(await exchange(a, b)).toBe('a columns(column(one) column(_ two) column(three)) b');
  await a.edit(() => $find($isColumnsNode).remove());
  expect(shape(a)).toBe('a b');
  await b.edit(() => void $block('two').append($createTextNode('2')));
  expect(await exchange(a, b)).toBe('a columns(column(2)) b');
});

test('a move by one goes into a box that it passes and out of it on the other side', async () => {
  const a = await withCallout();
  const pages: string[] = [];
  for (let step = 0; step < 5; step += 1) {
    await a.move(() => $block('a'), 'down');
    pages.push(shape(a));
  }
  expect(pages).toEqual([
    'callout(a b c) d',
    'callout(b a c) d',
    'callout(b c a) d',
    'callout(b c) a d',
    'callout(b c) d a',
  ]);
  for (let step = 0; step < 5; step += 1) {
    await a.move(() => $block('a'), 'up');
    expect(shape(a)).toBe(pages.at(-2 - step) ?? 'a callout(b c) d');
  }
  const b = join(a, 2);
  expect(await exchange(a, b)).toBe('a callout(b c) d');
});

test('a block that is moved into a box takes along what others type into it, and its half', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  await a.move(() => $block('a'), 'down');
  await b.edit(() => {
    $block('a').append($createTextNode('!'));
    $block('a').insertBefore($p('new'));
  });
  expect(await exchange(a, b)).toContain('callout(a! b c) d');
});

test('a whole box moves with what is in it, and not into itself', async () => {
  const a = await withCallout();
  const b = join(a, 2);
  const key = a.editor.read(() => $callout().getKey());
  const inner = a.editor.read(() => $block('b').getKey());
  expect(a.bound.moveBlocks?.([key], { before: inner })).toBeFalsy();
  await a.move(() => $callout(), 'down');
  await b.edit(() => $block('c').append($createTextNode('C')));
  expect(await exchange(a, b)).toBe('a d callout(b cC)');
  await a.undo();
  expect(await exchange(a, b)).toBe('a callout(b cC) d');
});

test('two boxes are moved into each other by the binding at once', async () => {
  const a = await withCallout();
  await a.edit(() => void $getRoot().append($createCalloutNode().append($p('x'))));
  const b = join(a, 2);
  const $boxes = (): CalloutNode[] => $getRoot().getChildren().filter($isCalloutNode);
  for (const [peer, from, to] of [
    [a, 0, 1],
    [b, 1, 0],
  ] as const) {
    const keys = peer.editor.read(() => $boxes().map((box) => box.getKey()));
    peer.bound.moveBlocks?.([keys[from] ?? ''], { into: keys[to] ?? '' });
  }
  const together = await exchange(a, b);
  for (const text of ['b', 'c', 'x', 'd']) expect(together).toContain(text);
});

test('blocks that are taken out of a box stay in front of what was written behind it later', async () => {
  const a = await open('first', 'one');
  await a.edit(() => {
    const [line, callout, block] = [$p(), $createCalloutNode(), $block('one')];
    line.append(...block.getChildren());
    block.replace(callout.append(line));
  });
  await a.edit(() => void $callout().append($p('two')));
  await a.edit(() => void $getRoot().append($p('tail')));
  const b = join(a, 2);
  await a.edit(() => void $callout().insertBefore($block('one')));
  await b.edit(() => void $block('two').append($createTextNode('!')));
  expect(await exchange(a, b)).toBe('first one callout(two!) tail');
  await a.edit(() => {
    const callout = $callout();
    callout.insertBefore($block('two'));
    callout.remove();
  });
  expect(await exchange(a, b)).toBe('first one two! tail');
});
