import { parentPort } from 'node:worker_threads';
import * as Y from 'yjs';
import { MAX_TITLE_LENGTH } from '#shared/api/documents.ts';
import type { TextFormat } from '#shared/api/documents.ts';
import { assert, unreachable } from '#shared/assert.ts';
import { changesOf } from '#shared/document/history-view/changes.ts';
import { readParts } from '#shared/document/history-view/read-parts.ts';
import { viewOf } from '#shared/document/history-view/view.ts';
import { HtmlLimitError } from '#shared/document/html/limits.ts';
import { parseHtml } from '#shared/document/html/parse-html.ts';
import { readHtml } from '#shared/document/html/read-html.ts';
import { treeToHtml } from '#shared/document/html/to-html.ts';
import { withoutPictures } from '#shared/document/html/without-pictures.ts';
import { fromJson } from '#shared/document/json/from-json.ts';
import { toJson } from '#shared/document/json/to-json.ts';
import { documentToMarkdown, markdownToUpdate } from '#shared/document/markdown.ts';
import { cutTitle, headingTitle, oneLine, UNTITLED } from '#shared/document/markdown/title.ts';
import { sweepOfLog } from '#shared/document/sweep.ts';
import { textToTree } from '#shared/document/text/from-text.ts';
import { treeToText } from '#shared/document/text/to-text.ts';
import type { DocumentTree } from '#shared/document/tree/block.ts';
import { lostIn } from '#shared/document/tree/lost.ts';
import { readTree } from '#shared/document/tree/read-tree.ts';
import { writeTree } from '#shared/document/tree/write-tree.ts';
import type { ContentAnswer, ContentJob } from './content-messages.ts';
import { FilePort } from './file-port.ts';
import { MAX_TEXT_PARAGRAPHS } from './limits.ts';
import { aboveLimit } from './markdown-limits.ts';
import { treeAboveLimit } from './tree-limits.ts';

/** A worker that turns Markdown into documents and documents into text, one job at a time. */

const port = parentPort;
assert(port !== null, 'content-worker runs as a worker');

port.on('message', (job: ContentJob) => {
  const failed = (error: unknown): ContentAnswer => ({
    kind: 'failed',
    reason: error instanceof Error ? error.message : String(error),
  });
  void carryOut(job)
    .catch(failed)
    .then((answer) => port.postMessage(answer));
});

async function carryOut(job: ContentJob): Promise<ContentAnswer> {
  switch (job.kind) {
    case 'import': {
      const problem = aboveLimit(job.markdown);
      if (problem !== null) return { kind: 'refused', reason: problem };
      const title = job.title === null ? {} : { title: job.title };
      const options = { ...title, maxTitleLength: MAX_TITLE_LENGTH, clientId: newClientId() };
      return { kind: 'imported', ...markdownToUpdate(job.markdown, options) };
    }
    case 'export':
      return exportAs(documentOf(job.updates), job.format);
    case 'import-json': {
      const parsed = fromJson(job.json);
      if (parsed.kind === 'refused') return parsed;
      const problem = treeAboveLimit(parsed.tree.blocks);
      if (problem !== null) return { kind: 'refused', reason: problem };
      const title = cutTitle(oneLine(job.title ?? parsed.tree.title), MAX_TITLE_LENGTH);
      return { kind: 'imported', update: writeTree({ ...parsed.tree, title }, newClientId()), title };
    }
    case 'import-text': {
      const read = textToTree(job.text, { title: MAX_TITLE_LENGTH, paragraphs: MAX_TEXT_PARAGRAPHS });
      if (read.kind === 'refused') return read;
      const title = cutTitle(oneLine(job.title ?? read.tree.title), MAX_TITLE_LENGTH);
      return { kind: 'imported', update: writeTree({ ...read.tree, title }, newClientId()), title };
    }
    case 'import-html':
      return importHtml(job.html, job.title);
    // what reads and writes office files is loaded when it is needed
    case 'import-office': {
      const files = new FilePort(job.files);
      const { importOffice } = await import('./office-import.ts');
      return importOffice(job.bytes, job.name, newClientId(), files).finally(() => files.close());
    }
    case 'export-office': {
      const files = new FilePort(job.files);
      const { exportOffice } = await import('./office-export.ts');
      const tree = readTree(documentOf(job.updates));
      const made = await exportOffice(tree, job.format, job.base, files).finally(() => files.close());
      return { kind: 'made', ...made };
    }
    case 'changes': {
      const view = viewOf(job.rows, job.from);
      const made = job.form === 'page' ? view : { changes: changesOf(view) };
      return { kind: 'exported', text: JSON.stringify(made) };
    }
    case 'part': {
      const parts = readParts(documentOf(job.updates), job.part);
      if (parts === null) return { kind: 'refused', reason: 'the page at that position has no such blocks' };
      return { kind: 'merged', update: writeTree({ title: '', blocks: [...parts.values()].flat() }, newClientId()) };
    }
    case 'state':
      return { kind: 'merged', update: Y.encodeStateAsUpdate(documentOf(job.updates)) };
    case 'sweep':
      return { kind: 'swept', ...sweepOfLog(job.updates, job.old) };
    default:
      return unreachable(job);
  }
}

function importHtml(html: string, wanted: string | null): ContentAnswer {
  try {
    const { title: own, blocks, pictures } = readHtml(parseHtml(html), html);
    const problem = treeAboveLimit(blocks);
    if (problem !== null) return { kind: 'refused', reason: problem };
    const title = cutTitle(oneLine(wanted ?? own) || (headingTitle(blocks) ?? UNTITLED), MAX_TITLE_LENGTH);
    const tree = { title, blocks: withoutPictures(blocks, pictures) };
    return { kind: 'imported', update: writeTree(tree, newClientId()), title };
  } catch (error) {
    if (error instanceof HtmlLimitError) return { kind: 'refused', reason: error.message };
    throw error;
  }
}

function documentOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}

function exportAs(doc: Y.Doc, format: TextFormat): ContentAnswer {
  const tree = readTree(doc);
  return { kind: 'exported', text: write(doc, tree, format), lost: lostIn(tree, format) };
}

function write(doc: Y.Doc, tree: DocumentTree, format: TextFormat): string {
  switch (format) {
    case 'html':
      return treeToHtml(tree);
    case 'json':
      return JSON.stringify(toJson(tree));
    case 'markdown':
      return documentToMarkdown(doc);
    case 'text':
      return treeToText(tree);
    default:
      return unreachable(format);
  }
}

/** As Yjs makes them: 32 random bits. */
function newClientId(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
