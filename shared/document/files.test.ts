import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { fileNameOf, isFilePath, isFileUrl, readableSize, resolveFileUrl } from './file-url.ts';
import { documentToMarkdown, markdownToUpdate } from './markdown.ts';
import { $createFileNode, $createImageNode, $isImageNode } from './nodes.ts';
import type { ImageNode } from './nodes.ts';
import { OURS } from './testing/ours.ts';
import { Network, Peer } from './testing/peers.ts';

const PATH = `/files/team%207%2Fplan/${'a'.repeat(64)}/boat.png`;

describe('an address', () => {
  test.each([PATH, 'https://pictures.example/one.png', 'http://localhost:80/x?y'])('%s may be shown', (url) => {
    expect(isFileUrl(url)).toBe(true);
  });
  test.each([
    '',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'blob:https://x.example/1',
    '//evil.example/x.png',
    '/other/x.png',
    `/files/../${'a'.repeat(64)}/x`,
    `/files/plan/${'a'.repeat(63)}/x`,
    '/files/plan/x/y',
    ' https://x.example/',
    'https://user:secret@x.example/',
    `https://x.example/${'a'.repeat(5000)}`,
    7,
    null,
  ])('%s may not', (url) => expect(isFileUrl(url)).toBe(false));

  test('of ours leads to the server, wherever the page is', () => {
    expect(isFilePath(PATH)).toBe(true);
    expect(resolveFileUrl(PATH, 'https://docs.example/')).toBe(`https://docs.example${PATH}`);
    expect(resolveFileUrl('https://a.example/x', 'https://docs.example')).toBe('https://a.example/x');
    expect(resolveFileUrl('javascript:alert(1)', 'https://docs.example')).toBeNull();
    expect(fileNameOf(PATH)).toBe('boat.png');
    expect(fileNameOf('https://a.example/%ff?x')).toBe('%ff');
  });

  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1_000, '1 KB'],
    [1_234_567, '1.2 MB'],
    [99_600_000, '100 MB'],
    [5e12, '5000 GB'],
  ])('%d bytes are %s', (bytes, text) => expect(readableSize(bytes)).toBe(text));
});

const $images = (): ImageNode[] => $getRoot().getChildren().filter($isImageNode);
const $image = (src: string, caption = ''): ImageNode => {
  const image = $createImageNode({ src, naturalWidth: 800, naturalHeight: 600 });
  return caption === '' ? image : image.append($createTextNode(caption));
};
const url = (name: string): string => `https://pictures.example/${name}.png`;

async function pair(): Promise<[Peer, Peer, Network]> {
  const first = new Peer(OURS, { clientId: 1 });
  await first.edit(() => {
    const text = $createParagraphNode().append($createTextNode('text'));
    $getRoot()
      .clear()
      .append(text, $image(url('a'), 'one'), $image(url('b')));
  });
  const second = new Peer(OURS, { clientId: 2, document: Y.encodeStateAsUpdate(first.doc) });
  return [first, second, new Network([first, second])];
}

const read = (peer: Peer): unknown =>
  peer.editor.read(() =>
    $images().map((image) => [image.getLook().src, image.getLook().width, image.getTextContent()]),
  );

test('an image has its look and its caption for everybody, and after a reload', async () => {
  const [first, second] = await pair();
  const shown = [
    [url('a'), null, 'one'],
    [url('b'), null, ''],
  ];
  expect(read(first)).toEqual(shown);
  expect(read(second)).toEqual(shown);
});

test('of two images beside each other the one that is deleted goes, and the other keeps what is done to it meanwhile', async () => {
  const [first, second, network] = await pair();
  await first.edit(() => $images()[0]?.remove());
  await second.edit(() => $images()[1]?.setLook({ width: 40 }));
  await network.deliverAll();
  for (const peer of [first, second]) expect(read(peer)).toEqual([[url('b'), 40, '']]);
});

test('a width by one, words by another, a move by a third', async () => {
  const [first, second, network] = await pair();
  await first.edit(() => $images()[0]?.setLook({ width: 40, alt: 'boat' }));
  await second.edit(() => $images()[0]?.append($createTextNode(' more')));
  await network.deliverAll();
  for (const peer of [first, second]) expect(read(peer)).toContainEqual([url('a'), 40, 'one more']);
});

test('what is no address of an image stays in the document and is not shown', async () => {
  const [first, second, network] = await pair();
  await first.edit(() => $getRoot().append($image('javascript:alert(1)', 'bad')));
  await network.deliverAll();
  expect(read(second)).toContainEqual(['', null, 'bad']);
});

describe('Markdown', () => {
  const roundTrip = (markdown: string): string => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, markdownToUpdate(markdown, { clientId: 7 }).update);
    return documentToMarkdown(doc);
  };

  test.each([
    `![a red boat](${PATH} "In the harbour")\n`,
    '![](https://pictures.example/one.png)\n',
    `[report.pdf](/files/plan/${'b'.repeat(64)}/report.pdf)\n`,
  ])('%s comes back', (markdown) => {
    expect(roundTrip(`text\n\n${markdown}`)).toContain(markdown);
  });

  test('an image within a line parts it, and one that may not be shown is none', () => {
    expect(roundTrip('see ![boat](https://pictures.example/one.png) there')).toBe(
      'see\n\n![boat](https://pictures.example/one.png)\n\nthere\n',
    );
    expect(roundTrip('![boat](javascript:alert\\(1\\))')).not.toContain('![');
  });
});

test('a file has no characters: what is typed behind it is a paragraph', async () => {
  const [first, second, network] = await pair();
  await first.edit(() => $getRoot().append($createFileNode({ src: PATH, name: 'boat.png', size: 12 })));
  await network.deliverAll();
  expect(second.editor.read(() => $getRoot().getLastChild()?.getTextContent())).toBe('boat.png\n');
});
