import * as v from 'valibot';
import type { Clock } from '#shared/clock.ts';
import { clientSignals, type ClientSignal, type ClientSignalName, type SignalFrame } from '#shared/protocol/signal.ts';
import type { Limits } from '#shared/protocol/limits.ts';
import type { DeviceNotes } from './device-notes.ts';
import type { Presence } from './presence.ts';
import type { Receipts } from './receipts.ts';
import type { ServerCounters } from './server-counters.ts';
import type { Session } from './session.ts';
import type { SessionOwner } from './session-state.ts';
import { createSignalRate } from './signal-rate.ts';
import type { Typing } from './typing.ts';

/** Brings each signal to whom it concerns; one that is not known, makes no sense, or is one too many is ignored (P1). */
export interface Signals {
  receive(session: Session, owner: SessionOwner, frame: SignalFrame): void;
}

export interface SignalsOptions {
  readonly deviceNotes: Pick<DeviceNotes, 'note'>;
  readonly presence: Presence;
  readonly receipts: Receipts;
  readonly typing: Typing;
  readonly counters: ServerCounters;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'maxSignalsPerSecond' | 'maxTypingSignalsPerSecond'>;
}

export function createSignals(options: SignalsOptions): Signals {
  const { deviceNotes, presence, receipts, typing, counters, clock, limits } = options;
  const rate = createSignalRate(clock, limits.maxSignalsPerSecond);
  const typingRate = createSignalRate(clock, limits.maxTypingSignalsPerSecond);
  return {
    receive: (session, owner, frame) => {
      if (!rate.take(session)) {
        counters.signalsIgnored += 1;
        return;
      }
      const signal = session.state.type === 'active' ? parseSignal(frame) : null;
      switch (signal?.name) {
        case 'ack':
          receipts.acknowledge(owner, signal.params);
          return;
        case 'device.setName':
          session.deviceName = signal.params.name;
          deviceNotes.note(session);
          return;
        case 'presence.set':
          presence.set(session, owner.personId, signal.params.state);
          if (signal.params.state === 'away') typing.leave(session);
          return;
        case 'presence.watch':
          presence.watch(session, owner.personId, signal.params);
          typing.show(session, signal.params.roomIds);
          return;
        case 'typing.set':
          if (!typingRate.take(session)) counters.signalsIgnored += 1;
          else if (signal.params.isTyping) typing.begin(session, owner.personId, signal.params.roomId);
          else typing.stop(session, signal.params.roomId);
          return;
        case undefined:
      }
    },
  };
}

function parseSignal({ name, params }: SignalFrame): ClientSignal | null {
  if (!Object.hasOwn(clientSignals, name)) return null;
  const known = name as ClientSignalName;
  const parsed = v.safeParse(clientSignals[known], params, { abortEarly: true });
  // The name picks the schema, so the pair is one member of the union; TypeScript cannot follow the look-up.
  return parsed.success ? ({ name: known, params: parsed.output } as ClientSignal) : null;
}
