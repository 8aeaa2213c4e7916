import { err, ok, type Result } from '../result.ts';
import { isInCidr, isPrivateIp, parseCidr, type Cidr } from './cidr.ts';
import { isLoopbackIp } from './ip-address.ts';

/** The networks a server is there for where nobody can be asked (T11), by its own addresses in them. */
export type NetworkPolicy =
  | { readonly type: 'all' }
  /** Those that the internet does not route. */
  | { readonly type: 'private' }
  | { readonly type: 'listed'; readonly ranges: readonly Cidr[] };

/** What was typed is neither a word for networks nor an address range. */
export interface NetworkPolicyProblem {
  readonly type: 'networks_invalid';
  readonly typed: string;
}

/** Reads `all`, `private`, or ranges such as `192.168.1.0/24`, parted by commas. */
export function parseNetworkPolicy(typed: string): Result<NetworkPolicy, NetworkPolicyProblem> {
  const words = typed.split(',').map((word) => word.trim());
  if (words.length === 1 && words[0] === 'all') return ok({ type: 'all' });
  if (words.length === 1 && words[0] === 'private') return ok({ type: 'private' });
  const ranges: Cidr[] = [];
  for (const word of words) {
    const range = parseCidr(word);
    if (range === null) return err({ type: 'networks_invalid', typed: word });
    ranges.push(range);
  }
  return ok({ type: 'listed', ranges });
}

/** Whether the server is there for whoever reached this address of its machine. On the machine itself it always is. */
export function isServedBy(policy: NetworkPolicy, localAddress: string): boolean {
  if (isLoopbackIp(localAddress)) return true;
  switch (policy.type) {
    case 'all':
      return true;
    case 'private':
      return isPrivateIp(localAddress);
    case 'listed':
      return policy.ranges.some((range) => isInCidr(localAddress, range));
  }
}
