// @vitest-environment happy-dom
import { registerRichText } from '@lexical/rich-text';
import { $createParagraphNode, $createTextNode, $getRoot, DELETE_CHARACTER_COMMAND } from 'lexical';
import { expect, test } from 'vitest';
import { registerDeleteCharacter } from './delete-character.ts';
import { mountEditor } from './testing/mounted-editor.ts';

/** What is left after Delete at `offset` of these runs; every second one is bold. */
function afterDelete(runs: readonly string[], offset: number): string {
  const { editor, unmount } = mountEditor();
  const stops = [registerRichText(editor), registerDeleteCharacter(editor)];
  editor.update(
    () => {
      const texts = runs.map((text, i) => $createTextNode(text).setFormat(i % 2));
      $getRoot()
        .clear()
        .append($createParagraphNode().append(...texts));
      texts[0]?.select(offset, offset);
    },
    { discrete: true },
  );
  editor.update(() => void editor.dispatchCommand(DELETE_CHARACTER_COMMAND, false), { discrete: true });
  for (const stop of stops) stop();
  unmount();
  return editor.read(() => $getRoot().getTextContent());
}

test.each([
  ['a letter with its mark', 'xe\u0301y', 'xy'],
  ['a letter with two marks', 'xo\u0302\u0323y', 'xy'],
  ['a sign outside of the first plane', 'x𝒜y', 'xy'],
  ['a family', 'x👨‍👩‍👧y', 'xy'],
  ['one of two flags', 'x🇫🇷🇩🇪y', 'x🇩🇪y'],
  ['a hand with its colour', 'x👍🏽y', 'xy'],
  ['a cluster of Devanagari', 'xनिy', 'xy'],
  ['a syllable of Hangul in its parts', 'x\u1112\u1161\u11ABy', 'xy'],
])('Delete takes %s whole', (_name, text, left) => {
  expect(afterDelete([text], 1)).toBe(left);
});

test('a format that begins within a letter does not cut it', () => {
  expect(afterDelete(['xe', '\u0301y'], 1)).toBe('xy');
  expect(afterDelete(['x', 'e', '\u0301y'], 1)).toBe('xy');
});
