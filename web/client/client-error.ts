/**
 * What a document client rejects with. `code` is a close name or a nack code of the protocol, `destroyed`, `not-saved`,
 * `malformed-server`, `malformed-name`, `malformed-option` or `malformed-token`.
 */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
