import { whenIdle } from './idle.ts';
import { later } from './later.tsx';

/** The dialogs and what opens over the text, which come when they are asked for. */
export const HistoryDialog = later(async () => (await import('./history/history-dialog.tsx')).HistoryDialog);
export const PersonDialog = later(async () => (await import('./person-dialog.tsx')).PersonDialog);
export const ChipPanel = later(async () => (await import('./chip-panel.tsx')).ChipPanel);
export const ColorPanel = later(async () => (await import('./color-panel.tsx')).ColorPanel);
export const ShareDialog = later(async () => (await import('./share-dialog.tsx')).ShareDialog);
export const TablePanel = later(async () => (await import('./table-panel.tsx')).TablePanel);
export const TableTools = later(async () => (await import('./table-tools.tsx')).TableTools);
export const ShortcutsDialog = later(async () => (await import('./shortcuts-dialog.tsx')).ShortcutsDialog);

/** Gets them all in an idle moment, so that they also open where the network is gone by then. Gives its own stop. */
export function preloadDialogs(view: Window): () => void {
  return whenIdle(view, () => {
    for (const dialog of [PersonDialog, ColorPanel, ChipPanel, ShareDialog, TablePanel, TableTools, ShortcutsDialog])
      dialog.preload();
  });
}
