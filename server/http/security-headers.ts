import type { MiddlewareHandler } from 'hono';

/** What documents may show from elsewhere, as `shared/document/embed-providers.ts` has it: sandboxed, and after a click. */
const FRAMES = [
  "'self'",
  'https://www.youtube-nocookie.com',
  'https://player.vimeo.com',
  'https://www.figma.com',
  'https://www.loom.com',
  'https://gist.github.com',
];

/**
 * Scripts only from here; styles also inline, because editors set them on elements; images from anywhere, because
 * documents show what was pasted from there. `'self'` covers the WebSocket as well. Nobody else may put the site in a frame: embedding goes through the script.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob: https: http:",
  `frame-src ${FRAMES.join(' ')}`,
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** On every answer. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('Referrer-Policy', 'same-origin');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  if (!headers.has('Cross-Origin-Resource-Policy')) headers.set('Cross-Origin-Resource-Policy', 'same-origin');
};
