/** Tree → an OpenDocument text: a ZIP archive whose first entry says what it is, without being packed. */
import { strToU8, zipSync } from 'fflate';
import type { Zippable } from 'fflate';
import type { OfficeFile, OfficeNeeds } from '../docx/office-file.ts';
import type { DocumentTree } from '../tree/block.ts';
import { ODT_TYPE } from '#shared/api/media-types.ts';
import { stylesXml } from './styles.ts';
import { OdtWriter } from './write-blocks.ts';
import { el, ODF_VERSION, part, stringify } from './xml.ts';

const IMAGE_TYPES = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif' } as const;
/** The same bytes for the same document: the archive's times are the oldest that ZIP has. */
const NO_TIME = new Date(1980, 0, 1);

export function treeToOdt(tree: DocumentTree, needs: OfficeNeeds): OfficeFile {
  const writer = new OdtWriter(needs, tree);
  const body = writer.write();
  const content = part('office:document-content', [
    el('office:automatic-styles', {}, writer.styles.elements),
    el('office:body', {}, [el('office:text', {}, body)]),
  ]);
  const meta = part('office:document-meta', [el('office:meta', {}, [el('dc:title', {}, [tree.title])])]);
  const pictures = [...writer.pictures];
  const files: Zippable = {
    // programs look at this place for it
    mimetype: [strToU8(ODT_TYPE), { level: 0 }],
    'META-INF/manifest.xml': strToU8(manifest(pictures.map(([path, { type }]) => [path, IMAGE_TYPES[type]]))),
    'content.xml': strToU8(content),
    'styles.xml': strToU8(stylesXml()),
    'meta.xml': strToU8(meta),
  };
  for (const [path, { bytes }] of pictures) files[path] = [bytes, { level: 0 }];
  return { bytes: new Uint8Array(zipSync(files, { mtime: NO_TIME })), lost: [...writer.lost].toSorted() };
}

function manifest(pictures: ReadonlyArray<readonly [path: string, type: string]>): string {
  const entries = [
    ['/', ODT_TYPE],
    ['content.xml', 'text/xml'],
    ['styles.xml', 'text/xml'],
    ['meta.xml', 'text/xml'],
    ...pictures,
  ].map(([path, type]) =>
    el('manifest:file-entry', {
      'manifest:full-path': path,
      'manifest:media-type': type,
      'manifest:version': path === '/' ? ODF_VERSION : undefined,
    }),
  );
  const root = el(
    'manifest:manifest',
    { 'xmlns:manifest': 'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0', 'manifest:version': ODF_VERSION },
    entries,
  );
  return stringify(root);
}
