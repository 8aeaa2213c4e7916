import { SvelteSet } from 'svelte/reactivity';
import { parseJoinLine } from '#shared/discovery/join-line.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import { isCalledLike } from '#shared/domain/is-called-like.ts';
import type { ServerView } from '#shared/ipc/chat-view.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Nearby } from './nearby.svelte.ts';
import type { Place } from './place.svelte.ts';
import type { Servers } from './servers.svelte.ts';

/** A server that has the name or the address of a known one, and another key (T8). */
export interface OtherKey {
  readonly known: ServerView;
  /** The key that showed itself. */
  readonly shown: ServerId;
  /** What it is taken for. */
  readonly name: string;
  /** Where it answered or announced itself; null where that is not known. */
  readonly address: string | null;
  /** By what it can be joined all the same; null where nothing leads there. */
  readonly target: string | null;
}

interface OtherKeysParts {
  readonly servers: Servers;
  readonly nearby: Nearby;
  readonly place: Place;
}

type Answer = Promise<Result<ServerId | null, { readonly type: string }>>;

/** Stands between this person and a server that may pose as another one, until they have said what to do. */
export class OtherKeys {
  readonly #parts: OtherKeysParts;
  #met = $state.raw<OtherKey | null>(null);
  /** Pairs of keys that this person has seen, and stayed out. */
  readonly #seen = new SvelteSet<string>();

  constructor(parts: OtherKeysParts) {
    this.#parts = parts;
  }

  /** What has to be answered before anything else, with this server on the screen. */
  current(onScreen: ServerView | undefined): OtherKey | null {
    if (this.#met !== null) return this.#met;
    if (onScreen === undefined || this.#parts.place.view !== 'workspace') return null;
    const found = this.#ofConnection(onScreen);
    return found === null || this.#seen.has(pairOf(found)) ? null : found;
  }

  /** Both keys again, after one stayed out. */
  showAgain(server: ServerView): void {
    const found = this.#ofConnection(server);
    if (found !== null) this.#seen.delete(pairOf(found));
  }

  /** Joins, unless that would be another server than the one its name or address is known for: then nothing is asked of it. */
  async join(target: string, displayName: string): Answer {
    const { servers } = this.#parts;
    this.#met = this.#foresee(target);
    if (this.#met !== null) return ok(null);
    const joined = await servers.join(target, displayName);
    if (joined.ok || joined.error.type !== 'other_server') return joined;
    const { serverId, address = null } = joined.error as {
      serverId?: ServerId;
      address?: string;
    } & typeof joined.error;
    const known = servers.list.find(({ addresses }) => address !== null && addresses.includes(address));
    if (known === undefined || serverId === undefined) return joined;
    this.#met = { known, shown: serverId, name: known.name, address, target };
    return ok(null);
  }

  /** Nothing of the other one stays here; what is known of the first is as it was. */
  stayOut(other: OtherKey): void {
    const { servers, place } = this.#parts;
    this.#met = null;
    const stopped = servers.get(other.shown)?.connection;
    if (stopped?.type === 'refused' && stopped.problem.type === 'known_name') {
      // Come to again, it is asked about again.
      void servers.forget(other.shown);
      place.goToServer(other.known.serverId);
    } else this.#seen.add(pairOf(other));
  }

  /** Stays out, and tries to reach the one that is known. */
  lookForKnown(other: OtherKey): Answer {
    const { known } = other;
    const { servers, place } = this.#parts;
    this.stayOut(other);
    place.goToServer(known.serverId);
    if (known.connection.type === 'offline') return servers.join(known.serverId, known.displayName);
    return servers.connectNow(known.serverId).then((answer) => (answer.ok ? ok(known.serverId) : answer));
  }

  /** Joins the other one beside the known one, which stays what it was. */
  async joinSeparate({ shown, target }: OtherKey, displayName: string): Answer {
    const joined = await this.#parts.servers.joinSeparate(target ?? shown, displayName, shown);
    if (!joined.ok) return joined;
    this.#met = null;
    this.#parts.place.goToServer(joined.value);
    return joined;
  }

  /** From the list, or by a link to a server in it: its name is heard before anything is said to it. */
  #foresee(target: string): OtherKey | null {
    const { servers, nearby } = this.#parts;
    const line = parseJoinLine(target);
    const serverId = line.ok ? line.value.serverId : target;
    const heard = nearby.view.servers.find((server) => server.serverId === serverId);
    if (heard === undefined || servers.get(heard.serverId) !== undefined) return null;
    const known = servers.list.find(({ name }) => isCalledLike(name, heard.name));
    if (known === undefined) return null;
    return { known, shown: heard.serverId, name: heard.name, address: heard.addresses[0] ?? null, target };
  }

  #ofConnection(server: ServerView): OtherKey | null {
    const { connection } = server;
    const problem = 'problem' in connection ? connection.problem : null;
    if (problem?.type === 'other_server') {
      const { serverId: shown, address = null } = problem;
      // Joined already, it is no stranger.
      if (this.#parts.servers.get(shown) !== undefined) return null;
      const isHeard = this.#parts.nearby.view.servers.some(({ serverId }) => serverId === shown);
      return { known: server, shown, name: server.name, address, target: isHeard ? shown : address };
    }
    const known = problem?.type === 'known_name' ? this.#parts.servers.get(problem.serverId) : undefined;
    if (known === undefined) return null;
    const { serverId: shown, name, addresses } = server;
    return { known, shown, name, address: addresses[0] ?? null, target: shown };
  }
}

function pairOf({ known, shown }: Pick<OtherKey, 'known' | 'shown'>): string {
  return `${known.serverId}/${shown}`;
}
