import { readableText } from '../runs.ts';
import type { DocumentTree } from './block.ts';
import { kindOf } from './kinds.ts';

/** Does the first heading say the title? Then a page to read need not say it twice. */
export function repeatsTitle({ title, blocks: [first] }: DocumentTree): boolean {
  return first?.kind === 'leaf' && kindOf(first.props) === 'h1' && readableText(first.runs).trim() === title.trim();
}
