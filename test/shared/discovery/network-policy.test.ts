import { describe, expect, it } from 'vitest';
import { isServedBy, parseNetworkPolicy } from '#shared/discovery/network-policy.ts';

function served(typed: string): readonly string[] {
  const policy = parseNetworkPolicy(typed);
  if (!policy.ok) throw new Error(policy.error.typed);
  return ['127.0.0.1', '::1', '192.168.1.5', '10.8.0.1', 'fd00::5', '203.0.113.7', '2001:db8::7'].filter((address) =>
    isServedBy(policy.value, address),
  );
}

describe('[T11] the networks of a server that nobody sits at', () => {
  it('are all, the private ones, or those that are listed; the machine itself is always among them', () => {
    expect(served('all')).toHaveLength(7);
    expect(served('private')).toEqual(['127.0.0.1', '::1', '192.168.1.5', '10.8.0.1', 'fd00::5']);
    expect(served('192.168.1.0/24')).toEqual(['127.0.0.1', '::1', '192.168.1.5']);
    expect(served('10.0.0.0/8, 203.0.113.7,2001:db8::/32')).toEqual([
      '127.0.0.1',
      '::1',
      '10.8.0.1',
      '203.0.113.7',
      '2001:db8::7',
    ]);
  });

  it.each(['', ',', 'all,private', 'office', '10.0.0.0/40', '10.0.0.0/8,', 'PRIVATE'])(
    'are not named by %j',
    (typed) => {
      expect(parseNetworkPolicy(typed)).toMatchObject({ ok: false, error: { type: 'networks_invalid' } });
    },
  );
});
