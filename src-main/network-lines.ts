import type { NetworkView } from '#shared/ipc/network-view.ts';

/** What `serve` says at its start of the networks of its machine: those it is there for, and those it is not. */
export function networkLines(networks: readonly NetworkView[]): readonly string[] {
  const named = (standing: NetworkView['standing']) =>
    networks.flatMap((network) => (network.standing === standing ? [placeOf(network)] : []));
  const [served, others] = [named('served'), named('not_served')];
  return [
    `Networks   ${served.length === 0 ? 'none but this machine itself' : served.join('  ')}`,
    ...(others.length === 0 ? [] : [`Not for    ${others.join('  ')}  (--networks names them)`]),
  ];
}

function placeOf({ subnet, interfaceName }: NetworkView): string {
  return `${subnet} (${interfaceName})`;
}
