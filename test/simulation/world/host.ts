import { isDeepStrictEqual } from 'node:util';
import type { EpochId, PersonId } from '#shared/domain/ids.ts';
import { judgeGate, type Excuse, type LostPlace } from '../checks/gate-check.ts';
import type { LogModel } from '../checks/log-model.ts';
import type { Violation } from '../checks/violation.ts';
import type { GateReader } from './gate-reader.ts';
import type { LogReader } from './log-reader.ts';
import type { SimClient } from './sim-client.ts';

/** The host, who goes on without what has not come back only where nothing else can open the gate (H3). */
export interface Host {
  /** The log is about to go back: what its lives have held is remembered. */
  losing(): void;
  /** Whether the host says go on; a gate that should have opened by itself is reported. */
  isGoingOn(): boolean;
  readonly excuses: Readonly<Record<Excuse, number>>;
}

export interface HostOptions {
  readonly model: LogModel;
  readonly reader: Pick<LogReader, 'isGiven'>;
  readonly gates: GateReader;
  readonly clients: readonly SimClient[];
  readonly report: (found: readonly Violation[]) => void;
}

export function createHost({ model, reader, gates, clients, report }: HostOptions): Host {
  const lives = new Map<EpochId, (readonly LostPlace[])[]>();
  const known = new Set<PersonId>();
  const excuses: Record<Excuse, number> = { 'two copies': 0, 'nobody comes': 0, 'rooms wait': 0 };

  function learn(): void {
    for (const person of model.people.keys()) known.add(person);
  }

  function isReachable({ person, commandId, origin }: LostPlace): boolean {
    if (isDeepStrictEqual(model.byCommand(person, commandId)?.origin, origin)) return true;
    if (reader.isGiven(person, commandId, origin.epoch)) return true;
    return clients.some(({ isTwin, disk }) => !isTwin && disk.holds(person, commandId, origin));
  }

  /** Whoever never was admitted, or has no position, cannot show that it was here. */
  function present(): Set<PersonId> {
    const shown = clients.filter(({ isTwin, disk }) => !isTwin && disk.position() !== null);
    return new Set(shown.map(({ disk }) => disk.person).filter((person) => known.has(person)));
  }

  return {
    losing: () => {
      learn();
      const places = model.events.filter(({ stream }) => stream === 'server');
      // An earlier life is the beginning of a later one.
      for (const epochId of gates.epochIds()) lives.set(epochId, [...(lives.get(epochId) ?? []), places]);
    },
    isGoingOn: () => {
      learn();
      const membersOf = (roomId: string) => [...(model.rooms.get(roomId)?.members ?? [])];
      const judged = judgeGate(gates.read(membersOf), {
        endsOf: (epochId) => lives.get(epochId) ?? [],
        isReachable,
        present: present(),
      });
      if (typeof judged === 'string') excuses[judged] += 1;
      else report([judged]);
      return typeof judged === 'string';
    },
    excuses,
  };
}
