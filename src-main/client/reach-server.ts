import type { CancelTimer } from '#shared/clock.ts';
import { formatAddress, type Address } from '#shared/discovery/address.ts';
import type { ToldAddress } from '#shared/discovery/heard-server.ts';
import type { ServerId } from '#shared/domain/ids.ts';
import type { ConnectionProblem } from '#shared/ipc/connection-view.ts';
import type { Logger } from '#shared/logger.ts';
import { err, ok, type Result } from '#shared/result.ts';
import type { Connection } from '../transport/connection.ts';
import type { DialFailure } from '../transport/dial-failure.ts';
import { createAddressTurns } from './address-turns.ts';
import { dialProblem } from './dial-problem.ts';
import { shakeHands, type HandshakeContext, type ProvedConnection } from './handshake.ts';

/** Opens a connection to an address; aborting gives up at once. */
export type Dial = (address: Address, signal: AbortSignal) => Promise<Result<Connection, DialFailure>>;

export interface ReachContext extends HandshakeContext {
  readonly log: Logger;
  readonly dial: Dial;
}

export interface ReachedServer extends ProvedConnection {
  readonly address: Address;
}

export interface ReachAttempt {
  readonly result: Promise<Result<ReachedServer, ConnectionProblem>>;
  /** Something was announced: goes on with it in its turn, also with what was tried before. */
  lookAgain(): void;
  /** Gives up; the result is then the problem so far and of no interest. */
  cancel(): void;
}

/** How long an address has the field to itself before the next is tried beside it. */
const headStartMs = 400;

/**
 * Tries the addresses in turns, each beside the ones before it as soon as those have failed or had their time. The first that
 * proves itself wins. Whoever is not the server that is meant is told nothing, and passed over (T2).
 */
export function reachServer(
  context: ReachContext,
  told: () => readonly ToldAddress[],
  expected: ServerId | null,
): ReachAttempt {
  const abort = new AbortController();
  const turns = createAddressTurns(told);
  const connections = new Set<Connection>();
  /** The latest of each address, by text, in the order in which they failed first. */
  const problems = new Map<string, ConnectionProblem>();
  let underWay = 0;
  let cancelTimer: CancelTimer | null = null;
  let settle: (result: Result<ReachedServer, ConnectionProblem>) => void = () => undefined;
  const result = new Promise<Result<ReachedServer, ConnectionProblem>>((resolve) => {
    settle = resolve;
  });

  function finish(outcome: Result<ReachedServer, ConnectionProblem>): void {
    cancelTimer?.();
    abort.abort();
    const winner = outcome.ok ? outcome.value.connection : null;
    for (const connection of connections) if (connection !== winner) connection.terminate();
    settle(outcome);
  }

  function startNext(): void {
    cancelTimer?.();
    cancelTimer = null;
    if (abort.signal.aborted) return;
    const address = turns.next();
    if (address !== null) start(address);
    else if (underWay === 0) finish(err(mostTelling([...problems.values()])));
  }

  function start(address: ToldAddress): void {
    underWay += 1;
    cancelTimer = context.clock.after(headStartMs, startNext);
    void tryAddress(address).then((outcome) => {
      ended(address, outcome);
    });
  }

  function ended(address: ToldAddress, outcome: Result<ProvedConnection, ConnectionProblem>): void {
    if (abort.signal.aborted) return;
    underWay -= 1;
    if (outcome.ok) {
      finish(ok({ ...outcome.value, address }));
    } else {
      problems.set(formatAddress(address), outcome.error);
      startNext();
    }
  }

  /** Never rejects: whatever the other end makes go wrong is the problem of that address, and the others go on. */
  async function tryAddress(address: Address): Promise<Result<ProvedConnection, ConnectionProblem>> {
    try {
      return await dialAndShake(address);
    } catch (error) {
      const thrown = error instanceof Error ? error.message : 'unknown';
      context.log.error('A try of an address threw.', { address: formatAddress(address), error: thrown });
      return err({ type: 'unreachable', code: 'threw' });
    }
  }

  async function dialAndShake(address: Address): Promise<Result<ProvedConnection, ConnectionProblem>> {
    const dialled = await context.dial(address, abort.signal);
    if (!dialled.ok) return err(dialProblem(dialled.error));
    connections.add(dialled.value);
    if (abort.signal.aborted) dialled.value.terminate();
    const shaken = await shakeHands(dialled.value, expected, context);
    if (shaken.ok || shaken.error.type !== 'other_server') return shaken;
    return err({ ...shaken.error, address: formatAddress(address) });
  }

  startNext();
  return {
    result,
    lookAgain: () => {
      turns.heard();
      if (cancelTimer === null) startNext();
    },
    cancel: () => {
      finish(err({ type: 'address_unknown' }));
    },
  };
}

/** Of what went wrong at several addresses, what a person can do most about; the first of its kind. */
export function mostTelling(problems: readonly ConnectionProblem[]): ConnectionProblem {
  const order = telling.find((type) => problems.some((problem) => problem.type === type));
  return problems.find((problem) => problem.type === order) ?? problems[0] ?? { type: 'address_unknown' };
}

const telling: readonly ConnectionProblem['type'][] = [
  'local_network_denied',
  'server_full',
  'server_stopping',
  'other_server',
  'proof_wrong',
  'connection_lost',
  'timed_out',
  'not_hallway',
  'unreachable',
  'address_not_local',
];
