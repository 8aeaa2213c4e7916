import { describe, expect, it } from 'vitest';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { importPublicKey, isSignedBy, isUsablePublicKey } from '#main/identity/public-key.ts';
import { toBase64url } from '#shared/encoding.ts';
import { encodePoint, smallOrderPoints } from './small-order-points.ts';

const prime = 2n ** 255n - 19n;

describe('a public key', () => {
  it('of a device can be used', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { publicKey } = createKeyPair(new Uint8Array(32).fill(seed));
      expect(importPublicKey(publicKey)).not.toBeNull();
    }
  });

  it('[P13] of each of the eight points of small order is refused', () => {
    const points = smallOrderPoints();
    expect(new Set(points.map((point) => encodePoint(point).toString('hex'))).size).toBe(8);
    for (const point of points) expect(isUsablePublicKey(encodePoint(point))).toBe(false);
  });

  it('[P13] is refused in every second spelling, of small order or not', () => {
    for (const { y } of smallOrderPoints()) {
      for (const sign of [0, 1]) {
        expect(isUsablePublicKey(encodeY(y, sign))).toBe(false);
        expect(y + prime >= 2n ** 255n || !isUsablePublicKey(encodeY(y + prime, sign))).toBe(true);
      }
    }
    for (let y = prime; y < 2n ** 255n; y += 1n) expect(isUsablePublicKey(encodeY(y, 0))).toBe(false);
    expect(isUsablePublicKey(encodeY(prime - 2n, 0))).toBe(true);
  });

  it('is 32 bytes of base64url in their one form, or nothing', () => {
    const { publicKey } = createKeyPair(new Uint8Array(32));
    for (const text of ['', publicKey.slice(1), `${publicKey}A`, `${publicKey}=`, publicKey.replace(/.$/, '/')]) {
      expect(importPublicKey(text)).toBeNull();
    }
  });

  it('that is no point of the curve verifies nothing and throws nothing', () => {
    const key = importPublicKey(toBase64url(encodeY(2n, 0)));
    expect(key === null || isSignedBy(key, new Uint8Array(1), toBase64url(new Uint8Array(64)))).toBe(false);
  });

  it('takes a signature of 64 bytes and of the right input only', () => {
    const keyPair = createKeyPair(new Uint8Array(32).fill(9));
    const key = importPublicKey(keyPair.publicKey);
    const input = Buffer.from('what is signed');
    const signature = keyPair.sign(input);
    expect(key !== null && isSignedBy(key, input, signature)).toBe(true);
    for (const wrong of [
      '',
      signature.slice(2),
      `${signature}AA`,
      signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
    ]) {
      expect(key !== null && isSignedBy(key, input, wrong)).toBe(false);
    }
    expect(key !== null && isSignedBy(key, Buffer.from('what is not'), signature)).toBe(false);
  });
});

describe('a key pair', () => {
  // RFC 8032, section 7.1, tests 1 and 2.
  it.each([
    {
      seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
      publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      message: '',
      signature:
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    },
    {
      seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
      publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      message: '72',
      signature:
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    },
  ])('signs as RFC 8032 says', ({ seed, publicKey, message, signature }) => {
    const keyPair = createKeyPair(Buffer.from(seed, 'hex'));
    expect(keyPair.publicKey).toBe(Buffer.from(publicKey, 'hex').toString('base64url'));
    expect(keyPair.sign(Buffer.from(message, 'hex'))).toBe(Buffer.from(signature, 'hex').toString('base64url'));
  });
});

function encodeY(y: bigint, sign: number): Buffer {
  const bytes = Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
  bytes.writeUInt8(bytes.readUInt8(31) | (sign << 7), 31);
  return bytes;
}
