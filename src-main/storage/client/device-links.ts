/**
 * Whose a device is, by what was signed and not by what a server says (P18): a first device by the person's id, each other one by a
 * `device.link` that both keys signed, or by the `device.vouch` of an owner (T8).
 */
import { parseCommand, type Command } from '#shared/domain/command.ts';
import type { DeviceKey, PersonId } from '#shared/domain/ids.ts';
import { canonicalJson } from '../../identity/canonical-json.ts';
import { isCommandSigned } from '../../identity/command-signature.ts';
import { isDeviceLinkSigned } from '../../identity/device-link.ts';
import type { PersonLink } from '#shared/protocol/snapshot.ts';
import type { Changes } from './changes.ts';
import type { ClientContext } from './client-context.ts';

/** A command by which a device became somebody's, or stopped to speak for them, with who signed it; its signature holds. */
export interface SignedLink {
  readonly person: PersonId;
  readonly device: DeviceKey;
  readonly command: Command;
}

/** Whether the device is that person's, as far as it was shown. */
export function isDeviceOf({ ids, tables }: ClientContext, device: DeviceKey, person: PersonId): boolean {
  return ids.personId(device) === person || tables.devices.find(device)?.personId === person;
}

/** Takes note of a link, where the device that signed it is that person's and the new key agreed. */
export function noteLink(context: ClientContext, changes: Changes, link: SignedLink): boolean {
  const { tables, owner, verifier } = context;
  const { person, device: linkedBy, command } = link;
  if (!isDeviceOf(context, linkedBy, person)) return false;
  if (command.kind === 'device.link') {
    const { device, proof } = command.body;
    const claim = { serverId: owner.serverId, personId: person, linkedBy, device };
    if (!isDeviceLinkSigned(verifier, claim, proof)) return false;
    if (context.ids.personId(device) === person) return true;
    // Nobody vouches for what a device does that was vouched for, but its words count no more than its own.
    tables.devices.add({ device, personId: person, vouched: tables.devices.find(linkedBy)?.vouched ?? null });
    return true;
  }
  if (command.kind !== 'device.vouch') return false;
  const { device, personId, writtenAt } = command.body;
  // It speaks for the person by its own key, which no word of somebody else makes doubtful.
  if (context.ids.personId(device) === personId) return true;
  tables.devices.add({ device, personId, vouched: { by: person, at: writtenAt } });
  changes.person(personId);
  return true;
}

/** Takes note that a device comes in no more, by its person's word or an owner's: nobody's stands for whoever holds it (T8). */
export function noteRevocation(context: ClientContext, changes: Changes, signed: SignedLink): void {
  const { person, device: revokedBy, command } = signed;
  if (command.kind !== 'device.revoke' || !isDeviceOf(context, revokedBy, person)) return;
  const { devices } = context.tables;
  const { device } = command.body;
  const holder = devices.find(device)?.personId;
  if (holder !== undefined && devices.revoke(device)) changes.person(holder);
}

/**
 * The links of a snapshot, of all its people. Whose device signed one may follow from another, so they are gone through until nothing
 * more follows; what is left over is not believed.
 */
export function noteLinks(context: ClientContext, changes: Changes, links: readonly PersonLink[]): void {
  let open = links.flatMap((link) => readLink(context, link) ?? []);
  for (;;) {
    const left = open.filter((link) => !noteLink(context, changes, link));
    if (left.length === open.length) return;
    open = left;
  }
}

function readLink({ owner, tables, verifier }: ClientContext, link: PersonLink): SignedLink | null {
  const { person, command: raw, signature } = link;
  const { kind, body, serverId, device } = raw;
  if (serverId !== owner.serverId || typeof kind !== 'string' || typeof device !== 'string') return null;
  const command = parseCommand(kind, body);
  if (!command.ok || !('device' in command.value.body)) return null;
  // What is known already was checked when it came.
  if (tables.devices.find(command.value.body.device) !== null) return null;
  const canonical = canonicalOf(raw);
  if (canonical === null || !isCommandSigned(verifier, { canonical, device, signature })) return null;
  return { person, device: device as DeviceKey, command: command.value };
}

function canonicalOf(raw: unknown): string | null {
  try {
    return canonicalJson(raw);
  } catch {
    // It has no canonical form, so nobody signed it.
    return null;
  }
}
