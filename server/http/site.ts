import { Hono } from 'hono';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { onlyMethods } from './problem.ts';
import type { StaticFile, StaticFiles } from './static-files.ts';
import { chooseEncoding } from './static-files.ts';

/** Names under assets/ carry a hash of their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Kept, but asked for again each time: a 304 when nothing changed. */
const ASK_AGAIN = 'no-cache';

/** What other people's pages load: the embed, and what it loads in turn. */
const FOR_EVERYBODY = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Manyhands</title>
<h1>The server runs, the web app is not built yet</h1>
<p>Run <code>npm run build</code> and start the server again, or start it with <code>npm start</code>, which builds what is stale.
`;

/** The web app: its page at `/` and `/d/<name>`, and the files that it is made of. */
export function siteRoutes(files: StaticFiles): Hono {
  const site = new Hono();
  const page = async (context: Context, status: 200 | 404): Promise<Response> => {
    const file = await files.get('index.html');
    if (file !== null) return answerFile(context, file, { 'Cache-Control': ASK_AGAIN }, status);
    return context.html(NOT_BUILT, status === 200 ? 503 : status, { 'Cache-Control': 'no-store' });
  };
  site.get('/', (context) => page(context, 200));
  site.get('/d/*', (context) => page(context, 200));
  site.all('/', onlyMethods('GET, HEAD'));
  site.all('/d/*', onlyMethods('GET, HEAD'));
  site.get('*', async (context, next) => {
    const path = context.req.path.slice(1);
    const file = await files.get(path);
    if (file !== null && path !== 'index.html') {
      const shared = path.startsWith('assets/') || path.startsWith('embed/') ? FOR_EVERYBODY : {};
      const caching = path.startsWith('assets/') ? FOR_EVER : ASK_AGAIN;
      return answerFile(context, file, { ...shared, 'Cache-Control': caching }, 200);
    }
    // a person who lost the way gets a page, a program a problem document
    return context.req.header('Accept')?.includes('text/html') === true ? page(context, 404) : next();
  });
  return site;
}

function answerFile(
  context: Context,
  file: StaticFile,
  headers: Readonly<Record<string, string>>,
  status: ContentfulStatusCode,
): Response {
  const encoding = chooseEncoding(context.req.header('Accept-Encoding') ?? '', file.bodies);
  const etag = encoding === 'identity' ? `"${file.etag}"` : `"${file.etag}-${encoding}"`;
  const common = { ...headers, ETag: etag, Vary: 'Accept-Encoding' };
  const known = context.req.header('If-None-Match')?.split(',') ?? [];
  if (status === 200 && known.some((tag) => tag.trim().replace(/^W\//u, '') === etag))
    return context.body(null, 304, common);
  return context.body(file.bodies[encoding] ?? '', status, {
    ...common,
    'Content-Type': file.mediaType,
    ...(encoding === 'identity' ? {} : { 'Content-Encoding': encoding }),
  });
}
