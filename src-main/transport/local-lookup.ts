import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { notLocalCode } from './dial-failure.ts';
import type { IsLocal } from './local-addresses.ts';

/** Asks for the addresses of a name, and knows only the local ones among them. */
export function localLookup(isLocal: IsLocal): LookupFunction {
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '');
        return;
      }
      const local = found.filter(({ address }) => isLocal(address));
      const [first] = local;
      if (first === undefined) callback(Object.assign(new Error('No address is local.'), { code: notLocalCode }), '');
      else if (options.all === true) callback(null, local);
      else callback(null, first.address, first.family);
    });
  };
}
