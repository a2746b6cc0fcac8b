/** Every format that text can have; bold and italic, which other pages have too, stand with the text. */
import { TEXT_TYPE_TO_FORMAT } from 'lexical';
import type { TextFormatType } from 'lexical';
import * as act from './acts.ts';
import { $end, $start, edit, formatted } from './operation.ts';
import type { EditDone, Operation } from './operation.ts';

const format = (name: TextFormatType): Operation & { does: EditDone } => ({
  on: ['paragraph'],
  does: edit(() => act.$format($start('birch'), $end('cedar'), name, true)),
  holds: (page) => formatted(page, TEXT_TYPE_TO_FORMAT[name] ?? 0, 'birch', 'cedar'),
});

export const FORMAT_OPERATIONS = {
  underline: format('underline'),
  'strike through': format('strikethrough'),
  'as code': format('code'),
  lowered: format('subscript'),
  raised: format('superscript'),
  'small letters': format('lowercase'),
  capitals: format('uppercase'),
  'capitals of words': format('capitalize'),
} satisfies Record<string, Operation>;
