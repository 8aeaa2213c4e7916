import type { ServerId } from '#shared/domain/ids.ts';
import type { NearbyView } from '#shared/ipc/chat-view.ts';
import { discoverySentences } from '../english.ts';
import { cleanLine, cleanName } from '../text/clean-text.ts';
import { note, type PeopleSession } from './people-session.ts';

/** Lists new servers nearby as they appear and go. Known ones speak for themselves by connecting. */
export function tellNearby(session: PeopleSession): void {
  const seen = new Map<ServerId, string>();
  let status: NearbyView['status']['type'] = 'starting';

  const onNearby = (view: NearbyView): void => {
    for (const { serverId, name, addresses, isKnown } of view.servers) {
      const number = session.servers.numberOf(serverId);
      if (seen.has(serverId)) continue;
      seen.set(serverId, cleanName(name));
      const at = cleanLine(addresses[0] ?? '');
      if (!isKnown)
        note(session, `Nearby: ${cleanName(name)}${at === '' ? '' : ` at ${at}`}. /server ${number} joins it.`);
    }
    const here = new Set(view.servers.map(({ serverId }) => serverId));
    for (const [serverId, name] of seen) {
      if (here.has(serverId)) continue;
      seen.delete(serverId);
      if (session.mirror.server(serverId) === undefined) note(session, `No longer nearby: ${name}.`);
    }
    const sentence = view.status.type === status ? null : discoverySentences[view.status.type];
    status = view.status.type;
    if (sentence !== null) note(session, sentence);
  };

  session.chat.on('nearby.changed', onNearby);
  void session.mirror.ready.then(() => {
    onNearby(session.mirror.nearby());
  });
}
