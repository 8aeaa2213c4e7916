import { describe, expect, it } from 'vitest';
import { cryptoChecks, selfTestCrypto } from '#main/identity/crypto-self-test.ts';
import { err, ok } from '#shared/result.ts';

describe('the self-test of the cryptography', () => {
  it('holds with the Node that this is built for', () => {
    expect(selfTestCrypto()).toEqual(ok(null));
  });

  it.each(Object.keys(cryptoChecks) as (keyof typeof cryptoChecks)[])(
    'names %s where it gives another answer',
    (check) => {
      expect(selfTestCrypto({ ...cryptoChecks, [check]: () => false })).toEqual(err({ type: 'crypto_failed', check }));
    },
  );

  it('names what is not there at all', () => {
    const missing = (): boolean => {
      throw new Error('error:1E08010C:DECODER routines::unsupported');
    };
    expect(selfTestCrypto({ ...cryptoChecks, aes_gcm: missing })).toEqual(
      err({ type: 'crypto_failed', check: 'aes_gcm' }),
    );
  });
});
