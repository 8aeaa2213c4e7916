import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { CryptoCheck } from '#shared/ipc/start-problem.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { createKeyPair } from './key-pair.ts';
import { createKeySeal } from './key-seal.ts';
import { createSignatureVerifier } from './signature-verifier.ts';

export interface CryptoFailure {
  readonly type: 'crypto_failed';
  readonly check: CryptoCheck;
}

type Checks = Readonly<Record<Exclude<CryptoCheck, 'tls'>, () => boolean>>;

const bytesOf = (hex: string): Buffer => Buffer.from(hex, 'hex');
const wordsOf = (hex: string): string => bytesOf(hex).toString('base64url');

/** RFC 8032, section 7.1, test 2. */
const ed25519 = {
  seed: bytesOf('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
  publicKey: wordsOf('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
  message: bytesOf('72'),
  signature: wordsOf(
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ),
};
/** McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14: nonce, ciphertext and tag of 16 zeros under zeros. */
const sealedZeros = wordsOf(`${'00'.repeat(12)}cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919`);

/** What stands behind identities, histories and key files, against the answers of the standards. */
export const cryptoChecks: Checks = {
  ed25519: () => {
    const { seed, publicKey, message, signature } = ed25519;
    const pair = createKeyPair(seed);
    const verifier = createSignatureVerifier();
    const isVerified = verifier.isSignedBy(publicKey, message, signature);
    const isForgedVerified = verifier.isSignedBy(publicKey, bytesOf('73'), signature);
    return pair.publicKey === publicKey && pair.sign(message) === signature && isVerified && !isForgedVerified;
  },
  // FIPS 180-2, B.1.
  sha256: () =>
    createHash('sha256').update('abc').digest('hex') ===
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  // RFC 4231, 4.3.
  hmac: () =>
    createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex') ===
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  // RFC 5869, A.3.
  hkdf: () =>
    Buffer.from(hkdfSync('sha256', Buffer.alloc(22, 0x0b), '', '', 42)).toString('hex') ===
    '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
  aes_gcm: () => {
    const seal = createKeySeal(new Uint8Array(32));
    const [zeros, forged] = [seal.open(sealedZeros), seal.open(`B${sealedZeros.slice(1)}`)];
    return zeros !== null && Buffer.from(zeros).equals(Buffer.alloc(16)) && forged === null;
  },
};

/**
 * Whether this program's cryptography is that of the standards: it is Node's in one program and Electron's in another, and
 * what signs wrongly would lose people their names. Takes a millisecond.
 */
export function selfTestCrypto(checks: Checks = cryptoChecks): Result<null, CryptoFailure> {
  for (const [check, holds] of Object.entries(checks) as [keyof Checks, () => boolean][]) {
    if (!isHolding(holds)) return err({ type: 'crypto_failed', check });
  }
  return ok(null);
}

function isHolding(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    // What is not there at all throws.
    return false;
  }
}
