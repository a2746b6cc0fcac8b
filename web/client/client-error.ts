/** What a document client rejects with. `code` is a close name or a nack code of the protocol, `destroyed` or `malformed-name`. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
