/**
 * Versions of the protocol that this build speaks, best first. A version changes when readers of the one before would no longer
 * understand what is sent; what is only added stands below the version it was added to. What changed in each:
 * 1 - the first. Added since: the signals `typing.set` and `typing`; receipts of rooms, with `joinedSeq`; the
 *     requests `message.info` and `clock.read`; `holes`, `starts` and `clockOffsetMs` in `ack`; `latestAt` in
 *     `clock.read`.
 *     Before anything was released: moments end with the year 9999; positions say the `serverHead`, `resume` the epoch's id; the session
 *     `healing`, the frame `event.bare`, the `healing.*` requests, the errors `healing`, `room_closed`
 *     and `signature_wrong`; roles, standings, the door and invites: `role` in headers, `commit` and `grantedRoomIds` in `session`, the
 *     frames `knock` and `knock.opened`, and the commands, requests and errors that go with them; `standing` in the place of `isRemoved`;
 *     a person's devices: `links` in snapshots, the frames `claim`, `claim.opened`, `claim.revealed` and `claim.dropped`, and the
 *     commands, requests, errors and the signals that go with them, `device.setName` in the place of a `name` in `login`;
 *     blocks, reports and the audit: `person.setBlock`, `report.create`, `report.close`, `undoes`, `report.list`, `audit.list`, the signal
 *     `reports`, and `blocked` in snapshots; devices in the audit, with `isRevoked`, and an `undo` without `until`; pages of
 *     `door.read` and `invite.list`, and the errors `invites_full` and `reports_full`; `personId` in `device.list`; the error
 *     `device_revoked`, and `isVouched` in `devices_full`.
 */
export const protocolVersions: readonly number[] = [1];

/** The newest version both sides speak, or null. */
export function chooseVersion(offered: readonly number[]): number | null {
  const common = protocolVersions.filter((version) => offered.includes(version));
  return common.length === 0 ? null : Math.max(...common);
}
