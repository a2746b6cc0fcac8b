import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** As Debian and others call it, then Google's. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'] as const;
const ELSEWHERE = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
] as const;

/**
 * The program that prints, null where there is none.
 * @param configured a path, `none` for no printing, null to look among the usual names
 * @param searchPath the folders that programs are in, as `PATH` has them
 */
export function findChromium(configured: string | null, searchPath: string): string | null {
  if (configured === 'none') return null;
  if (configured !== null) return configured;
  const folders = searchPath.split(delimiter).filter((folder) => folder !== '');
  const paths = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...ELSEWHERE];
  return paths.find(isProgram) ?? null;
}

/** May this process run it? */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
