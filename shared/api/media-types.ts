/** Media types that both sides name. They stand by themselves: the page must not load what reads the API's JSON. */

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Of a document as JSON, lossless (`shared/document/json/schema.ts`), as `POST /documents` takes it beside Markdown. */
export const JSON_DOCUMENT_TYPE = 'application/vnd.manyhands+json';
export const ODT_TYPE = 'application/vnd.oasis.opendocument.text';
