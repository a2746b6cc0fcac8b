import type { EditorThemeClasses } from 'lexical';

/** The class names under which web/ui/styles/document.css sets the text. */
export const THEME: EditorThemeClasses = {
  quote: 'mh-quote',
  code: 'mh-code',
  link: 'mh-link',
  divider: 'mh-divider',
  break: 'mh-break',
  toc: 'mh-contents',
  embed: 'mh-embed',
  formula: 'mh-source mh-formula',
  diagram: 'mh-source mh-diagram',
  unknown: 'mh-unknown',
  table: 'mh-table',
  tableScrollableWrapper: 'mh-table-scroll',
  tableCell: 'mh-cell',
  tableCellHeader: 'mh-cell-head',
  tableCellSelected: 'mh-cell-chosen',
  tableSelection: 'mh-table-chosen',
  list: {
    ul: 'mh-ul',
    ol: 'mh-ol',
    checklist: 'mh-tasks',
    listitem: 'mh-li',
    listitemChecked: 'mh-done',
    listitemUnchecked: 'mh-todo',
    nested: { listitem: 'mh-nest' },
  },
  text: {
    bold: 'mh-bold',
    italic: 'mh-italic',
    underline: 'mh-under',
    strikethrough: 'mh-strike',
    underlineStrikethrough: 'mh-under-strike',
    code: 'mh-code-inline',
  },
};
