import { createKeyPair, type KeyPair } from '#main/identity/key-pair.ts';
import { createSignatureVerifier, type SignatureVerifier } from '#main/identity/signature-verifier.ts';

/** Checks each signature once in a run, however many machines look at it: of the same bytes the answer is the same. */
export function createRememberingVerifier(): SignatureVerifier {
  const verifier = createSignatureVerifier();
  const answers = new Map<string, boolean>();
  return {
    isSignedBy: (publicKey, input, signature) => {
      const question = `${publicKey} ${signature} ${Buffer.from(input).toString('latin1')}`;
      const answer = answers.get(question) ?? verifier.isSignedBy(publicKey, input, signature);
      answers.set(question, answer);
      return answer;
    },
  };
}

/** Signs each thing once: Ed25519 makes the same signature of the same bytes. */
export function createRememberingKeyPair(seed: Uint8Array): KeyPair {
  const keys = createKeyPair(seed);
  const signatures = new Map<string, string>();
  return {
    publicKey: keys.publicKey,
    sign: (input) => {
      const key = Buffer.from(input).toString('latin1');
      const signature = signatures.get(key) ?? keys.sign(input);
      signatures.set(key, signature);
      return signature;
    },
  };
}
