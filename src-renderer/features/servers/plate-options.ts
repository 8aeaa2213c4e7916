import type { ServerView } from '#shared/ipc/chat-view.ts';
import { copyText } from '../../lib/copy-text.ts';
import type { Hallway } from '../../state/hallway.svelte.ts';
import { joinLineOf } from '../../state/join-line-of.ts';
import type { MenuOption } from '../../ui/menu-option.ts';

/** The menu of a server: the way to the others, and what can be done with this one. */
export function plateOptions(
  hallway: Hallway,
  server: ServerView,
  others: readonly ServerView[],
): readonly MenuOption[] {
  const { words, place, settings, host } = hallway;
  const [address] = server.addresses;
  const isHosting = host.view.type === 'running' && host.isServer(server.serverId);
  const joinLine = host.view.type === 'running' && isHosting ? host.view.joinLine : joinLineOf(server);
  const copying = (key: string, label: string, text: string | null | undefined): readonly MenuOption[] =>
    text === null || text === undefined ? [] : [{ key, label, icon: 'copy', choose: () => void copyText(text) }];
  return [
    ...others.map(({ serverId, name }) => ({
      key: serverId,
      label: name,
      icon: 'server' as const,
      choose: () => place.goToServer(serverId),
    })),
    {
      key: 'find',
      label: words.side.addServer,
      icon: 'search',
      keys: settings.keysOf('find'),
      hasLineBefore: others.length > 0,
      choose: () => place.show('find'),
    },
    ...keeping(hallway, server),
    ...copying('copy', words.side.copyAddress, address),
    ...copying('copy-line', words.side.copyJoinLine, joinLine),
    ...confirming(server, words.arrival.confirm.action, () => {
      place.dialog = 'confirm-server';
    }),
    {
      key: 'diagnostics',
      label: words.settings.sections.diagnostics,
      icon: 'pulse',
      keys: settings.keysOf('diagnostics'),
      hasLineBefore: true,
      choose: () => place.showDiagnostics(),
    },
    {
      key: 'leave',
      label: words.side.leaveServer,
      icon: 'gear',
      choose: () => place.showServerSettings(),
    },
  ];
}

/** What is for whoever looks after the server, or may see who is in it. */
function keeping(hallway: Hallway, { serverId, name }: ServerView): readonly MenuOption[] {
  const { words, place, settings } = hallway;
  const invite: MenuOption = {
    key: 'invite',
    label: words.invites.title(name),
    icon: 'invite',
    keys: settings.keysOf('server.invite'),
    hasLineBefore: true,
    choose: () => {
      place.dialog = 'server-invite';
    },
  };
  const members: MenuOption = {
    key: 'members',
    label: words.members.title,
    icon: 'users',
    keys: settings.keysOf('members'),
    choose: () => place.showHouse('members'),
  };
  return [
    ...(hallway.may(serverId, 'invite.create') ? [invite] : []),
    ...(hallway.may(serverId, 'direct.open') ? [members] : []),
  ];
}

function confirming({ isVerified }: ServerView, label: string, choose: () => void): readonly MenuOption[] {
  return isVerified ? [] : [{ key: 'confirm', label, icon: 'shield', hasLineBefore: true, choose }];
}
