/** Media types that both sides name. They stand by themselves: the page must not load what reads the API's JSON. */

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
