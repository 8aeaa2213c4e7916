import { describe, expect, it } from 'vitest';
import { canonicalJson, isCanonical } from '#main/identity/canonical-json.ts';
import { commandHash, contentHash, isCommandSigned, signCommand } from '#main/identity/command-signature.ts';
import { createKeyPair } from '#main/identity/key-pair.ts';
import { createSignatureVerifier } from '#main/identity/signature-verifier.ts';

const device = createKeyPair(new Uint8Array(32).fill(1));
const other = createKeyPair(new Uint8Array(32).fill(2));
const canonical = canonicalJson({ v: 1, kind: 'message.send', body: { text: 'hello' } });
const signed = { canonical, device: device.publicKey, signature: signCommand(device, canonical) };

describe('a command’s signature', () => {
  const verifier = createSignatureVerifier();

  it('[D1] holds for exactly this command by exactly this device', () => {
    expect(isCommandSigned(verifier, signed)).toBe(true);
    expect(isCommandSigned(verifier, { ...signed, canonical: canonical.replace('hello', 'hullo') })).toBe(false);
    expect(isCommandSigned(verifier, { ...signed, device: other.publicKey })).toBe(false);
    expect(isCommandSigned(verifier, { ...signed, signature: signCommand(other, canonical) })).toBe(false);
  });

  it('[P13] is none over the bare text', () => {
    expect(isCommandSigned(verifier, { ...signed, signature: device.sign(Buffer.from(canonical)) })).toBe(false);
  });

  it('holds whether or not its key is still remembered', () => {
    const forgetful = createSignatureVerifier({ maxKeys: 1 });
    const bySecond = { canonical, device: other.publicKey, signature: signCommand(other, canonical) };
    const checks = [signed, bySecond, signed, bySecond, signed].map((command) => isCommandSigned(forgetful, command));
    expect(checks).toEqual([true, true, true, true, true]);
  });

  it('[P13] by a key that cannot be used is simply wrong', () => {
    for (const key of ['', 'A'.repeat(43), 'x']) {
      expect(isCommandSigned(verifier, { ...signed, device: key })).toBe(false);
    }
  });
});

describe('a command’s hashes', () => {
  const content = { serverId: 's', commandId: 'c', kind: 'message.send', body: { b: 1, a: [true, null, 'é'] } };

  it('[P14] the content’s does not depend on the order of keys, nor on who signs it', () => {
    const again = {
      body: { a: [true, null, 'é'], b: 1 },
      kind: 'message.send',
      commandId: 'c',
      serverId: 's',
      number: 7,
    };
    expect(contentHash(again)).toBe(contentHash(content));
  });

  it('[P14] the content’s differs by each of its parts', () => {
    const hashes = [
      content,
      { ...content, serverId: 't' },
      { ...content, commandId: 'd' },
      { ...content, kind: 'message.edit' },
      { ...content, body: {} },
    ].map(contentHash);
    expect(new Set(hashes).size).toBe(5);
  });

  it('[P10] the command’s differs from the content’s, whatever the text', () => {
    expect(commandHash(canonicalJson(content))).not.toBe(contentHash(content));
  });
});

describe('canonical JSON', () => {
  it('[P9] is sorted by UTF-16 code unit, without spaces', () => {
    expect(canonicalJson({ b: 1, a: { '€': 1, '\r': 2, '1': 3, '😀': 4, ö: 5 } })).toBe(
      '{"a":{"\\r":2,"1":3,"ö":5,"€":1,"😀":4},"b":1}',
    );
  });

  it('[P9] is told from every other spelling of the same', () => {
    expect(isCanonical('{"a":1,"b":[1,2,"x"]}')).toBe(true);
    const others = [
      '{"b":1,"a":1}',
      '{"a":1,"a":1}',
      '{"a": 1}',
      '{"a":1.0}',
      '{"a":"\\u0061"}',
      ' {}',
      '{"a":"\\/"}',
      '-0',
    ];
    for (const text of others) expect(isCanonical(text)).toBe(false);
  });

  it('is nothing that is broken, endless or ill-formed, and never throws', () => {
    const deep = 100_000;
    const wrongs = ['', '{', '{"a":"\\ud800"}', 'undefined', `${'['.repeat(deep)}`, '1e999'];
    for (const text of wrongs) expect(isCanonical(text)).toBe(false);
    expect(typeof isCanonical('['.repeat(deep) + ']'.repeat(deep))).toBe('boolean');
  });
});
