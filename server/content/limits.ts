/** beyond this the worker ends, and the conversion with it */
export const CONTENT_WORKER_HEAP_MIB = 512;
/** for one conversion, from when the worker begins with it */
export const CONTENT_TIMEOUT_MS = 20_000;
