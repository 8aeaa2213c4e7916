import type { Clock } from '#shared/clock.ts';
import type { DeviceKey, InviteId, PersonId } from '#shared/domain/ids.ts';
import type { RequestParams } from '#shared/protocol/request.ts';

/**
 * Links by which one device each may ask to be a person's (P18): minutes long, and of their tokens the hash alone. They are kept
 * in memory, since somebody has to be there to say yes.
 */
export interface LinkOffers {
  add(personId: PersonId, offered: RequestParams<'device.offer'>): number;
  /** Whose it is; from now on it is this device's. Null where it is none, has run out, or is another device's. */
  use(inviteId: InviteId | null, device: DeviceKey): PersonId | null;
  forgetDevice(device: DeviceKey | null): void;
}

interface Offer {
  readonly personId: PersonId;
  readonly expiresAt: number;
  readonly endsAt: number;
  device: DeviceKey | null;
}

/** Of one person; the oldest makes room. */
const maxOffers = 4;

export function createLinkOffers(clock: Pick<Clock, 'now' | 'monotonic'>): LinkOffers {
  const offers = new Map<InviteId, Offer>();

  function forgetEnded(): void {
    for (const [inviteId, { endsAt }] of offers) if (clock.monotonic() >= endsAt) offers.delete(inviteId);
  }

  return {
    add: (personId, { inviteId, forMs }) => {
      forgetEnded();
      const own = [...offers].filter(([, offer]) => offer.personId === personId);
      for (const [oldest] of own.slice(0, Math.max(0, own.length - maxOffers + 1))) offers.delete(oldest);
      const expiresAt = clock.now() + forMs;
      // Nobody takes over what somebody else has offered.
      if (!offers.has(inviteId))
        offers.set(inviteId, { personId, expiresAt, endsAt: clock.monotonic() + forMs, device: null });
      return expiresAt;
    },
    use: (inviteId, device) => {
      forgetEnded();
      const offer = inviteId === null ? undefined : offers.get(inviteId);
      if (offer === undefined || (offer.device !== null && offer.device !== device)) return null;
      offer.device = device;
      return offer.personId;
    },
    forgetDevice: (device) => {
      for (const [inviteId, offer] of offers) if (device !== null && offer.device === device) offers.delete(inviteId);
    },
  };
}
