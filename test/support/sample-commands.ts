import type { Command, CommandBody, CommandKind } from '#shared/domain/command.ts';
import { deviceKeyOf, inviteIdOf, personIdOf, reportIdOf, roomIdOf, sampleBytes } from './sample-ids.ts';

const common = { writtenAt: 1_700_000_000_000, salt: sampleBytes(16) };

/** A good body of every kind of command, as it stands on the wire. */
export const sampleBodies: { readonly [Kind in CommandKind]: CommandBody<Kind> } = {
  'server.setDoor': { ...common, door: 'knock', openUntil: 0 },
  'knock.accept': { ...common, device: deviceKeyOf(9), role: 'member' },
  'device.setBan': { ...common, device: deviceKeyOf(9), isBanned: true },
  'device.link': { ...common, device: deviceKeyOf(9), proof: sampleBytes(64) },
  'device.revoke': { ...common, device: deviceKeyOf(9) },
  'device.vouch': { ...common, device: deviceKeyOf(9), personId: personIdOf(2) },
  'invite.create': {
    ...common,
    inviteId: inviteIdOf(1),
    note: 'For Ben',
    role: 'member',
    roomIds: [],
    maxUses: 1,
    expiresAt: 1_700_000_600_000,
  },
  'invite.revoke': { ...common, inviteId: inviteIdOf(1) },
  'invite.accept': { ...common, inviteId: inviteIdOf(1) },
  'person.admit': { ...common, displayName: 'Ann' },
  'person.setRole': { ...common, personId: personIdOf(2), role: 'moderator' },
  'person.setStanding': { ...common, personId: personIdOf(2), standing: 'removed' },
  'person.setBlock': { ...common, personId: personIdOf(2), isBlocked: true },
  'report.create': { ...common, personId: personIdOf(2), reason: 'rude', text: 'At lunch' },
  'report.close': { ...common, reportId: reportIdOf(1), outcome: 'warned' },
  'person.rename': { ...common, displayName: 'Anne' },
  'room.create': { ...common, name: 'Lunch', topic: '', visibility: 'public', history: 'everything' },
  'room.join': { ...common, roomId: roomIdOf(1) },
  'room.leave': { ...common, roomId: roomIdOf(1) },
  'room.invite': { ...common, roomId: roomIdOf(1), personId: personIdOf(2) },
  'room.removeMember': { ...common, roomId: roomIdOf(1), personId: personIdOf(2) },
  'room.rename': { ...common, roomId: roomIdOf(1), name: 'Dinner' },
  'room.setTopic': { ...common, roomId: roomIdOf(1), topic: 'Soup' },
  'direct.open': { ...common, personIds: [personIdOf(2)] },
  'message.send': { ...common, roomId: roomIdOf(1), content: { type: 'text', text: 'Hello' } },
};

/** A command of the kind with the sample's body and the changes given. */
export function commandOf<Kind extends CommandKind>(
  kind: Kind,
  changes: Partial<CommandBody<Kind>> = {},
): Extract<Command, { kind: Kind }> {
  // The kind picks the body; TypeScript cannot follow the look-up.
  return { kind, body: { ...sampleBodies[kind], ...changes } } as Extract<Command, { kind: Kind }>;
}

export const commandKinds = Object.keys(sampleBodies) as readonly CommandKind[];
