/** Time as an argument. `now` is in milliseconds since 1970; `after` calls once, later, and gives its stop. */
export interface Clock {
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
}
