import type { CommandBody, CommandKind } from '#shared/domain/command.ts';
import { inviteIdOf } from '#test/support/sample-ids.ts';
import type { TestDevice } from './event-log-device.ts';
import type { Doing } from './event-log-loss.ts';

export const inviteId = inviteIdOf(1);

/** Somebody who has come with the token of the invite. */
export async function actInvited<Kind extends CommandKind>(
  who: TestDevice,
  kind: Kind,
  body: Partial<CommandBody<Kind>>,
) {
  return who.append({ ...who.item(kind, body), inviteId });
}

/** Of Ann and Ben. */
export const makeOwners: Doing = async ({ log, ann, ben }) => {
  const made = [ann, ben].map(({ personId }) =>
    log().actAsServer({ kind: 'person.setRole', body: { personId, role: 'owner' } }),
  );
  return (await Promise.all(made)).flatMap(({ appended }) => appended);
};

/** For an hour by the log's own clock. */
export async function invite(ann: TestDevice, body: Partial<CommandBody<'invite.create'>> = {}) {
  const expiresAt = (await ann.log.latestAt()) + 3_600_000;
  return ann.act('invite.create', { inviteId, roomIds: [], maxUses: 1, expiresAt, ...body });
}
