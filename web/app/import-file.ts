import { problemOf } from '#web/ui/document-export.ts';
import { words } from '#web/ui/words.ts';

export type Imported = { kind: 'done'; name: string } | { kind: 'failed'; why: string };

/** Makes a document of a Markdown file, on the server: it alone seeds content, once. */
export async function importMarkdown(fetch: typeof globalThis.fetch, file: File): Promise<Imported> {
  try {
    const response = await fetch('/api/v1/documents', {
      method: 'POST',
      headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
      body: await file.text(),
    });
    if (!response.ok) return { kind: 'failed', why: words.home.importFailedWhy(await problemOf(response)) };
    const made: unknown = await response.json();
    if (typeof made === 'object' && made !== null && 'id' in made && typeof made.id === 'string') {
      return { kind: 'done', name: made.id };
    }
    return { kind: 'failed', why: words.home.importFailed };
  } catch {
    return { kind: 'failed', why: words.home.importFailed };
  }
}
