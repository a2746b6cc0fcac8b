/** Markdown (CommonMark with GitHub's extensions and front matter) ↔ documents. No editor takes part. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown, frontmatterToMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { mathFromMarkdown, mathToMarkdown } from 'mdast-util-math';
import { toMarkdown } from 'mdast-util-to-markdown';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { math } from 'micromark-extension-math';
import type * as Y from 'yjs';
import { exportBlocks } from './markdown/export-blocks.ts';
import { importBlocks } from './markdown/import-blocks.ts';
import { cutTitle, frontMatterTitle, headingTitle, oneLine, titleMatter, UNTITLED } from './markdown/title.ts';
import { readTree } from './tree/read-tree.ts';
import { writeTree } from './tree/write-tree.ts';

/** A single `$` is money more often than a formula: those in a line of text have two, as those in a block have. */
const MATH = { singleDollarTextMath: false };

/**
 * A new document of this content. Its title is the one asked for, else the front matter's, else the first heading's.
 * Titles are one line, without control characters.
 * @param options.maxTitleLength in UTF-16 units; what is longer is cut, no character in two
 * @param options.clientId the Yjs client under which the content is written
 * @returns `update` is a Yjs update, V1, of the whole document
 */
export function markdownToUpdate(
  markdown: string,
  options: { title?: string; maxTitleLength?: number; clientId: number },
): { update: Uint8Array; title: string } {
  const root = fromMarkdown(markdown, {
    extensions: [gfm(), frontmatter(), math(MATH)],
    mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(), mathFromMarkdown()],
  });
  const blocks = importBlocks(root, markdown);
  const wanted = options.title ?? frontMatterTitle(root.children) ?? headingTitle(blocks) ?? UNTITLED;
  const title = cutTitle(oneLine(wanted), options.maxTitleLength ?? Number.POSITIVE_INFINITY);
  return { update: writeTree({ title, blocks }, options.clientId), title };
}

/** The document as Markdown, its title in front matter unless the first heading says it. */
export function documentToMarkdown(doc: Y.Doc): string {
  const { title, blocks } = readTree(doc);
  const children = [...titleMatter(title, blocks), ...exportBlocks(blocks)];
  return toMarkdown(
    { type: 'root', children },
    {
      bullet: '-',
      rule: '-',
      emphasis: '*',
      fences: true,
      listItemIndent: 'one',
      // cells side by side would be as wide as the widest: one long cell would make all of them long
      extensions: [gfmToMarkdown({ tablePipeAlign: false }), frontmatterToMarkdown(), mathToMarkdown(MATH)],
    },
  );
}
