import { present } from '#shared/assert.ts';
import type { Clock } from '#shared/clock.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import { parseName } from '#shared/domain/name.ts';
import { toBase64url } from '#shared/encoding.ts';
import type { ChatError, ChatParams } from '#shared/ipc/chat-api.ts';
import type { ClaimView, DeviceResults } from '#shared/ipc/device-api.ts';
import type { RequestResult } from '#shared/protocol/request.ts';
import type { Random } from '#shared/random.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { isDeviceLinkSigned } from '../identity/device-link.ts';
import { createIds } from '../identity/ids.ts';
import { linkDigits } from '../identity/link-digits.ts';
import type { SignatureVerifier } from '../identity/signature-verifier.ts';
import { askServer } from './ask-server.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import { joinLink } from './join-link.ts';
import type { ServerClient } from './server-client.ts';

export type DeviceCalls = Pick<ChatHandlers, keyof DeviceResults>;

export interface DeviceCallsOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
  readonly verifier: SignatureVerifier;
}

type LinkBody = Extract<CommandDraft, { kind: 'device.link' }>['body'];

const tokenBytes = 16;
const nonceBytes = 32;
/** Long enough to walk over to another computer, in milliseconds. */
const linkMs = 10 * 60 * 1000;

/** Calls about the own devices (P18). What a new device has proved waits here for the person's yes, and goes to no window. */
export function deviceCallHandlers(context: CallContext, options: DeviceCallsOptions): DeviceCalls {
  const proved = new Map<string, LinkBody>();
  const keyOf = ({ serverId }: ServerClient, claimId: number) => `${serverId} ${claimId}`;

  return {
    'device.list': onServer(context, listDevices),
    'device.revoke': onServer(context, async (server, { device }) =>
      queue(server, { kind: 'device.revoke', body: { device } }),
    ),
    'device.offer': onServer(context, async (server) => offerLink(server, options)),
    'claim.list': onServer(context, async (server) => {
      const listed = await askServer(server, 'claim.list', {});
      return listed.ok ? ok(listed.value.claims.map(toClaimView)) : listed;
    }),
    'claim.open': onServer(context, async (server, { claimId }) => {
      const opened = await openClaim(server, claimId, options);
      if (!opened.ok) return opened;
      proved.set(keyOf(server, claimId), opened.value.body);
      return ok({ device: opened.value.body.device, digits: opened.value.digits });
    }),
    'claim.accept': onServer(context, async (server, { claimId }) => {
      const body = proved.get(keyOf(server, claimId));
      if (body === undefined) return err({ type: 'request_refused', reason: 'claim_not_found' });
      proved.delete(keyOf(server, claimId));
      return queue(server, { kind: 'device.link', body });
    }),
    'claim.refuse': onServer(context, async (server, { claimId }) => {
      proved.delete(keyOf(server, claimId));
      const refused = await askServer(server, 'claim.refuse', { claimId });
      return refused.ok ? ok(null) : refused;
    }),
    'device.vouch': onServer(context, async (server, { device, personId }) =>
      queue(server, { kind: 'device.vouch', body: { device, personId } }),
    ),
  };
}

/** Cleaned here too: a server may send what it likes. */
function toClaimView({ commit: _commit, ...claim }: RequestResult<'claim.list'>['claims'][number]): ClaimView {
  return { ...claim, name: cleaned(claim.name), address: cleaned(claim.address) };
}

async function queue(server: ServerClient, draft: CommandDraft) {
  const { commandId } = await server.queue(draft);
  return ok({ commandId });
}

async function listDevices(
  server: ServerClient,
  { personId }: ChatParams<'device.list'>,
): Promise<Result<DeviceResults['device.list'], ChatError>> {
  const listed = await askServer(server, 'device.list', personId === undefined ? {} : { personId });
  if (!listed.ok) return listed;
  const { device: own } = await server.store.load();
  // Cleaned here too: a server may send what it likes.
  return ok(listed.value.devices.map((each) => ({ ...each, name: cleaned(each.name), isThis: each.device === own })));
}

async function offerLink(
  server: ServerClient,
  { clock, random }: DeviceCallsOptions,
): Promise<Result<DeviceResults['device.offer'], ChatError>> {
  const token = toBase64url(random.bytes(tokenBytes));
  const inviteId = present(createIds(server.serverId).inviteId(token), 'a token has 16 bytes');
  const offered = await askServer(server, 'device.offer', { inviteId, forMs: linkMs });
  if (!offered.ok) return offered;
  const name = parseName(server.views.server().displayName);
  if (!name.ok) return name;
  const expiresAt = clock.now() + linkMs;
  return ok({ link: joinLink(server, { token, expiresAt, linksTo: name.value }), forMs: linkMs });
}

interface OpenedClaim {
  readonly body: LinkBody;
  readonly digits: string;
}

/** The commitment is known before this device's nonce is said: whatever comes back was decided by then. */
async function openClaim(
  server: ServerClient,
  claimId: number,
  { random, verifier }: DeviceCallsOptions,
): Promise<Result<OpenedClaim, ChatError>> {
  const listed = await askServer(server, 'claim.list', {});
  if (!listed.ok) return listed;
  const claim = listed.value.claims.find((each) => each.claimId === claimId);
  if (claim === undefined) return err({ type: 'request_refused', reason: 'claim_not_found' });
  const oldNonce = toBase64url(random.bytes(nonceBytes));
  const opened = await askServer(server, 'claim.open', { claimId, nonce: oldNonce });
  if (!opened.ok) return opened;
  const { serverId } = server;
  const { personId, device: linkedBy } = await server.store.load();
  const { device, commit } = claim;
  const { nonce: newNonce, proof } = opened.value;
  const link = { serverId, personId, linkedBy, device };
  const digits = linkDigits({ ...link, commit, newNonce, oldNonce });
  if (digits !== null && isDeviceLinkSigned(verifier, link, proof)) return ok({ body: { device, proof }, digits });
  await askServer(server, 'claim.refuse', { claimId });
  return err({ type: 'proof_wrong' });
}

function cleaned(name: string): string {
  const parsed = parseName(name);
  return parsed.ok ? parsed.value : '';
}
