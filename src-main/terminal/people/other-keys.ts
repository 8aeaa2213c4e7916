import type { ServerId } from '#shared/domain/ids.ts';
import { shownKey } from '#shared/domain/shown-key.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import { labelledLines } from '../view/labelled-lines.ts';
import type { PeopleSession } from './people-session.ts';

/** A server that has the name or the address of a known one, and another key (T8). */
export interface OtherKey {
  /** The one that is known; null where the address alone was. */
  readonly known: ServerId | null;
  /** The key that showed itself. */
  readonly shown: ServerId;
  /** By what it can be joined all the same. */
  readonly target: string;
}

/** The last of these that somebody met, whose keys both stand on the screen: until then nobody can join it by a command. */
export interface OtherKeys {
  /** Shows both keys, where the problem is of this kind; `target` is what was tried. */
  meet(problem: { readonly type: string }, at: { readonly serverId: ServerId | null; readonly target: string }): void;
  /** The one that was shown last, once. */
  take(): OtherKey | null;
}

export function createOtherKeys({ mirror, screen }: Pick<PeopleSession, 'mirror' | 'screen'>): OtherKeys {
  let met: OtherKey | null = null;

  function show(key: OtherKey): void {
    met = key;
    const facts = [
      ...(key.known === null ? [] : [['The key you know', shownKey(key.known)] as const]),
      ['The key of this', shownKey(key.shown)] as const,
    ];
    screen.print(labelledLines(facts, screen.width()));
  }

  return {
    meet: (problem, { serverId, target }) => {
      // The type says which of them it is; others are no business of this.
      const known = problem as ConnectionProblem;
      if (known.type === 'known_name' && serverId !== null)
        show({ known: known.serverId, shown: serverId, target: serverId });
      if (known.type === 'other_server')
        show({
          known: serverId ?? ownerOf(mirror, known.address),
          shown: known.serverId,
          target: known.address ?? target,
        });
    },
    take: () => {
      const taken = met;
      met = null;
      return taken;
    },
  };
}

/** The server that is known at this address. */
function ownerOf(mirror: PeopleSession['mirror'], address: string | undefined): ServerId | null {
  if (address === undefined) return null;
  return mirror.servers().find(({ addresses }) => addresses.includes(address))?.serverId ?? null;
}
