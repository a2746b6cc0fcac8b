/**
 * The few globals that every runtime of ours has (browsers, Node, workers) and that TypeScript only declares in its DOM and Node
 * types. `shared` compiles without either, so that nothing else of them slips in.
 */
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}
declare function queueMicrotask(callback: () => void): void;
