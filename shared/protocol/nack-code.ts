/** Why a push was refused; PROTOCOL.md says what a client does about each. */
export const NACK_CODES = ['read-only', 'gap', 'foreign-client', 'malformed', 'too-large', 'storage'] as const;
export type NackCode = (typeof NACK_CODES)[number];

export function isNackCode(text: string): text is NackCode {
  return (NACK_CODES as readonly string[]).includes(text);
}
