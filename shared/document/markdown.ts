/** Markdown (CommonMark with GitHub's extensions and front matter) ↔ documents. No editor takes part. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown, frontmatterToMarkdown } from 'mdast-util-frontmatter';
import { gfmFromMarkdown, gfmToMarkdown } from 'mdast-util-gfm';
import { mathFromMarkdown, mathToMarkdown } from 'mdast-util-math';
import { toMarkdown } from 'mdast-util-to-markdown';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfm } from 'micromark-extension-gfm';
import { math } from 'micromark-extension-math';
import type { Root, RootContent } from 'mdast';
import type * as Y from 'yjs';
import { exportBlocks } from './markdown/export-blocks.ts';
import { importBlocks } from './markdown/import-blocks.ts';
import { frontMatterTitle, isFrontMatter, saysMore, withTitle } from './markdown/front-matter.ts';
import { cutTitle, headingTitle, oneLine, titleToSay, UNTITLED } from './markdown/title.ts';
import type { DocumentTree } from './tree/block.ts';
import { readTree } from './tree/read-tree.ts';
import { writeTree } from './tree/write-tree.ts';

const FIRST_RULE = '***';
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
  const root = parse(markdown);
  const blocks = importBlocks(root, markdown);
  const matter = root.children[0]?.type === 'yaml' ? root.children[0].value : '';
  const wanted = options.title ?? frontMatterTitle(matter) ?? headingTitle(blocks) ?? UNTITLED;
  const title = cutTitle(oneLine(wanted), options.maxTitleLength ?? Number.POSITIVE_INFINITY);
  const kept = saysMore(matter) ? { frontMatter: matter } : {};
  return { update: writeTree({ title, ...kept, blocks }, options.clientId), title };
}

function parse(markdown: string): Root {
  const extensions = [gfm(), math(MATH)];
  const mdastExtensions = [gfmFromMarkdown(), mathFromMarkdown()];
  const root = fromMarkdown(markdown, {
    extensions: [...extensions, frontmatter()],
    mdastExtensions: [...mdastExtensions, frontmatterFromMarkdown()],
  });
  const [first] = root.children;
  return first?.type !== 'yaml' || isFrontMatter(first.value)
    ? root
    : fromMarkdown(markdown, { extensions, mdastExtensions });
}

/**
 * The document as Markdown. Front matter that it came with is in front of it; the title is there unless the first heading says it.
 */
export function documentToMarkdown(doc: Y.Doc): string {
  const tree = readTree(doc);
  const children = [...frontMatterOf(tree), ...exportBlocks(tree.blocks)];
  // written as others it would begin front matter
  if (children[0]?.type === 'thematicBreak') children[0] = { type: 'html', value: FIRST_RULE };
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

function frontMatterOf({ title, frontMatter, blocks }: DocumentTree): RootContent[] {
  const wanted = titleToSay(title, blocks);
  // what it says already it goes on to say
  const line =
    wanted ?? (frontMatterTitle(frontMatter ?? '') === null || oneLine(title) === '' ? null : oneLine(title));
  const value = withTitle(frontMatter ?? '', line);
  return value === '' ? [] : [{ type: 'yaml', value }];
}
