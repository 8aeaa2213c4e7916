import * as v from 'valibot';

/** 32 bytes in base64url: a public key, a nonce, a hash. */
export const bytes32Schema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/, 'not 32 bytes of base64url'),
);
/** 64 bytes in base64url: an Ed25519 signature. */
export const bytes64Schema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{85}[AQgw]$/, 'not 64 bytes of base64url'));
/** 16 bytes in base64url: a mac. */
export const bytes16Schema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/, 'not 16 bytes of base64url'));
