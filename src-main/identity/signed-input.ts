/** Every purpose a signature, hash or mac is made for; the text is part of PROTOCOL.md (P13). */
export type Purpose =
  | 'server-proof'
  | 'device-proof'
  | 'command'
  | 'content'
  | 'person-id'
  | 'invite-id'
  | 'knock-commit'
  | 'knock-digits'
  | 'device-link'
  | 'link-commit'
  | 'link-digits'
  | 'object-id'
  | 'direct-id'
  | 'event-mac'
  | 'position-mac';

/** What a signature over a purpose starts with, so that it can never be taken for one of another purpose (P13). */
export function purposeLabel(purpose: Purpose): string {
  return `hallway/1/${purpose}`;
}

/** The input of fixed-length raw fields: label, 0x00, then the fields one after the other (P13). */
export function signedFields(purpose: Purpose, ...fields: readonly Uint8Array[]): Buffer {
  return Buffer.concat([signedPrefix(purpose), ...fields]);
}

/** The input of one canonical JSON text, as text whose UTF-8 form is what is hashed or signed (P13). */
export function signedText(purpose: Purpose, canonical: string): string {
  return `${purposeLabel(purpose)}\0${canonical}`;
}

function signedPrefix(purpose: Purpose): Buffer {
  return Buffer.from(`${purposeLabel(purpose)}\0`, 'latin1');
}
