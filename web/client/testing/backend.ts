/** A server as the virtual network sees it: the model server of these tests, or the real rooms in test/sim. */
export interface Backend {
  /** null: the upgrade is refused */
  openSocket(document: string, end: BackendEnd): BackendSocket | null;
  /** `token` as it came in the header */
  post(body: Uint8Array, gone: AbortSignal, token: string): Promise<BackendResponse>;
}

export interface BackendEnd {
  send(frame: Uint8Array): void;
  close(code: number, reason: string): void;
}

export interface BackendSocket {
  receive(frame: Uint8Array): void;
  closed(): void;
}

export interface BackendResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}
