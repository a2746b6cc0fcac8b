/**
 * What a document client throws and rejects with. `code` is a close name or a nack code of the protocol, or one of the client's own:
 * `foreign-origin`, `destroyed`, `not-saved`, `malformed-server`, `malformed-name`, `malformed-option`, `malformed-token`
 * (docs/client.md, "Errors").
 */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
