import { $getDocument, addClassNamesToElement } from 'lexical';
import type { EditorConfig } from 'lexical';

/** A new element with the classes that the editor's theme has under a name. */
export function $themedElement<Tag extends keyof HTMLElementTagNameMap>(
  config: EditorConfig,
  tag: Tag,
  name: string,
): HTMLElementTagNameMap[Tag] {
  const element = $getDocument().createElement(tag);
  const theme: unknown = config.theme[name];
  if (typeof theme === 'string') addClassNamesToElement(element, theme);
  return element;
}
