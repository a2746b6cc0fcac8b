import type { LexicalEditor } from 'lexical';
import { $paint, type Paint } from '#shared/document/paint.ts';
import { type PaletteColor, PLAIN_MARK } from '#shared/document/palette.ts';
import type { FormatState } from './format-state.ts';
import type { Store } from './store.ts';

export interface LastPaint {
  /** a colour was given or taken away */
  note(paint: Paint): void;
  /** gives the last colour once more, or takes it away where it is */
  again(): void;
}

/** The colour that was given last, for the key that gives it again. */
export function createLastPaint(editor: LexicalEditor, format: Store<FormatState>): LastPaint {
  let last: Paint = { mark: PLAIN_MARK };
  return {
    note(paint) {
      if (Object.values(paint).every((name) => name !== null)) last = paint;
    },
    again() {
      const { painted } = format.get();
      const given = Object.entries(last) as Array<['color' | 'mark', PaletteColor]>;
      const isSo = given.every(([key, name]) => painted[key] === name);
      editor.update(() => $paint(isSo ? Object.fromEntries(given.map(([key]) => [key, null])) : last));
    },
  };
}
