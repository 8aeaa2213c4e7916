import { describe, expect, it, onTestFinished } from 'vitest';
import { openMdnsLinkOn } from '#main/discovery/mdns-link.ts';
import { createFakeDatagramSocket } from '#test/support/fake-datagram-socket.ts';
import { pointerChain } from '#test/support/pointer-chains.ts';

/** A link that hears what the test says; `questions` are those that were decoded. */
function setupLink() {
  const socket = createFakeDatagramSocket();
  let questions = 0;
  let refused = 0;
  const link = openMdnsLinkOn(
    socket,
    { address: '192.168.1.5', netmask: '255.255.255.0' },
    {
      onPacket: (decoded) => {
        questions += (decoded as { readonly questions: readonly unknown[] }).questions.length;
      },
      onRefused: () => {
        refused += 1;
      },
      onFailure: () => undefined,
    },
  );
  onTestFinished(() => link.close());
  return {
    hear: (datagram: Uint8Array, address = '192.168.1.6') => {
      socket.emit('message', datagram, { address, port: 5353, family: 'IPv4', size: datagram.length });
      return { questions, refused };
    },
  };
}

describe('[T4] a link', () => {
  it('decodes what is within the bounds', () => {
    const { hear } = setupLink();
    expect(hear(pointerChain({ pointers: 8, bytes: 500 }))).toEqual({ questions: 78, refused: 0 });
  });

  it('decodes nothing of a datagram as large as UDP allows, in which 8,164 questions each lead through 8,000 pointers', () => {
    const { hear } = setupLink();
    expect(hear(pointerChain({ pointers: 8_000, bytes: 65_000 }))).toEqual({ questions: 0, refused: 1 });
  });

  it('decodes nothing of one that has more pointers, or entries, than a packet needs', () => {
    const { hear } = setupLink();
    hear(pointerChain({ pointers: 4_000, bytes: 9_000 }));
    expect(hear(pointerChain({ pointers: 1, bytes: 9_000 }))).toEqual({ questions: 0, refused: 2 });
  });

  it('decodes nothing that comes from the internet', () => {
    const { hear } = setupLink();
    expect(hear(pointerChain({ pointers: 8, bytes: 500 }), '198.51.100.7')).toEqual({ questions: 0, refused: 0 });
  });
});
