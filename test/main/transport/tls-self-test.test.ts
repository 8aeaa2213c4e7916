import { describe, expect, it } from 'vitest';
import { createCertificate } from '#main/transport/certificate.ts';
import { isTlsWorking } from '#main/transport/tls-self-test.ts';

describe('the self-test of TLS', () => {
  it('[T2] holds with a certificate as it is made', async () => {
    expect(await isTlsWorking(await createCertificate())).toBe(true);
  });

  it('[T2] fails where another certificate is shown than the one that is vouched for', async () => {
    const [shown, vouchedFor] = [await createCertificate(), await createCertificate()];
    expect(await isTlsWorking({ ...shown, hash: vouchedFor.hash })).toBe(false);
  });

  it('fails where the key is of another certificate, or none at all', async () => {
    const [shown, other] = [await createCertificate(), await createCertificate()];
    for (const privateKeyPem of [other.privateKeyPem, '']) {
      expect(await isTlsWorking({ ...shown, privateKeyPem })).toBe(false);
    }
  });
});
