import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Leaves in node_modules what the server runs with, and nothing else: the packages that its sources import, what those depend on, and of
 * each only what Node reads. The web app is built by then; React, icons and build tools stay behind.
 *
 * Runs inside the image's build, from the project's folder.
 */

const MODULES = 'node_modules';
/** sources that run on the server; shared/document is what the content worker works with */
const SOURCES = ['server', 'shared'];
const IMPORT = /(?:from|import)\s*\(?\s*'([^'.#][^']*)'/gu;
/** types, maps and prose */
const NOT_RUN = /\.(?:d\.[cm]?ts|map|md|markdown|flow)$|\.[cm]?ts$/u;

const installed = readdirSync(MODULES).flatMap((name) =>
  name.startsWith('@') ? readdirSync(join(MODULES, name)).map((inner) => `${name}/${inner}`) : [name],
);
const wanted = new Set<string>();
for (const source of SOURCES) {
  for (const file of filesOf(source)) {
    for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(IMPORT)) keep(packageOf(specifier));
  }
}
for (const name of installed) {
  if (!wanted.has(name)) rmSync(join(MODULES, name), { recursive: true });
}
for (const file of filesOf(MODULES)) if (NOT_RUN.test(file)) rmSync(file);

function keep(name: string): void {
  if (name.startsWith('node:') || wanted.has(name) || !installed.includes(name)) return;
  wanted.add(name);
  const { dependencies = {} } = JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
  };
  for (const dependency of Object.keys(dependencies)) keep(dependency);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
