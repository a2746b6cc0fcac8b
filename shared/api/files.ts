import { z } from 'zod';

/** The JSON of `/api/v1/documents/:id/files`. */

/** Which name a file has, in the query of `POST`; its content is the body, its type the `Content-Type`. */
export const UPLOAD_QUERY = z.object({ name: z.string().max(1_000).default('') });

/** What `POST` answers, with status 201: the file is on disk. */
export const UPLOADED_FILE = z.object({
  /** a path of this server, such as `/files/<document>/<hash>/<name>`: it stays the same wherever the server goes by */
  url: z.string(),
  /** what was asked for, made harmless */
  name: z.string(),
  size: z.int().nonnegative(),
  /** `image/…` only where the bytes are such an image */
  mime: z.string(),
});
export type UploadedFile = z.infer<typeof UPLOADED_FILE>;

/** What `GET` answers: bytes. */
export const FILE_ALLOWANCE = z.object({
  /** the most that one file may have; 0: no files are taken */
  maxFileBytes: z.int().nonnegative(),
  /** the most that all files of the document may have, small ones counted as 4 KiB */
  maxDocumentBytes: z.int().nonnegative(),
  usedBytes: z.int().nonnegative(),
});
export type FileAllowance = z.infer<typeof FILE_ALLOWANCE>;
