import { z } from 'zod';

/** The JSON of `/api/v1/documents`. */

/** of a request that brings content; measured as it travels */
export const MAX_CONTENT_BYTES = 4 * 1024 * 1024;
/** in UTF-16 units, as JavaScript counts */
export const MAX_TITLE_LENGTH = 500;

/** What `POST /documents` takes as `application/json`. Empty stands for an empty document without a title. */
export const CREATE_DOCUMENT = z.strictObject({
  title: z.string().max(MAX_TITLE_LENGTH).optional(),
  markdown: z.string().optional(),
});
export type CreateDocument = z.infer<typeof CREATE_DOCUMENT>;

/** What it answers, with status 201 and the same URL as `Location`. */
export const CREATED_DOCUMENT = z.object({
  id: z.string(),
  title: z.string(),
  /** of the page where people edit it */
  url: z.url(),
});
export type CreatedDocument = z.infer<typeof CREATED_DOCUMENT>;

/** Names what a format could not hold of the document, parted by commas; absent where it holds all. */
export const LOST_HEADER = 'X-Manyhands-Lost';

/** What `GET /documents/:id/content?format=` may ask for: text, and files of office programs and of readers. */
export const TEXT_FORMATS = ['markdown', 'text', 'html', 'json'] as const;
export const OFFICE_FORMATS = ['docx', 'odt', 'pdf'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];
export type OfficeFormat = (typeof OFFICE_FORMATS)[number];
export type ContentFormat = TextFormat | OfficeFormat;
export const CONTENT_QUERY = z.object({ format: z.enum([...TEXT_FORMATS, ...OFFICE_FORMATS]).default('markdown') });
