import type { Mutation } from './mutation.ts';
import { healingMutations } from './healing-mutations.ts';
import { moderationMutations } from './moderation-mutations.ts';
import { networkMutations } from './network-mutations.ts';
import { paceMutations } from './pace-mutations.ts';
import { clockMutations } from './clock-mutations.ts';
import { damageMutations } from './damage-mutations.ts';
import { deviceMutations } from './device-mutations.ts';
import { discoveryMutations } from './discovery-mutations.ts';
import { diskMutations } from './disk-mutations.ts';
import { trustMutations } from './trust-mutations.ts';
import { windowMutations } from './window-mutations.ts';

const early = /before the write-ahead file was synchronised/u;
const late = /together again after|did not come to that/u;
/** A rule of PROTOCOL.md or of the simulation, such as `[I1]`. */
const rule = /\[[A-Z]+\d+\]/u;
const forgery = /the log took back|forgeries were answered/u;

/** Each proof and each suite of an attack has one at least: what nothing turns red proves nothing. */
export const mutations: readonly Mutation[] = [
  {
    name: 'replies before the commit',
    proof: 'kill-server',
    says: /\[set\] .* is lost/u,
    cycles: 30,
    file: 'src-main/storage/server/transactions.ts',
    find: 'const value = inStep(db.transact, work);',
    replace: `const value = inStep((each) => {
        const late = lately as { isOpen?: boolean };
        if (late.isOpen !== true) {
          late.isOpen = true;
          db.runScript('BEGIN IMMEDIATE');
          setTimeout(() => { late.isOpen = false; db.runScript('COMMIT'); }, 20);
        }
        return each();
      }, work);`,
  },
  {
    name: 'a repeated command is not known again',
    proof: 'kill-server',
    says: /"number_used"|stands twice/u,
    cycles: 20,
    file: 'src-main/storage/server/appender.ts',
    find: 'const repeated = answerRepeat(context, arrival);',
    replace: 'const repeated = null;',
  },
  {
    name: 'subscribes after the replay was planned',
    proof: 'kill-server',
    says: /was never shown/u,
    cycles: 20,
    file: 'src-main/server/catch-up.ts',
    find: 'hub.subscribeAll(session, owner.personId);',
    replace: 'setTimeout(() => hub.subscribeAll(session, owner.personId), 20);',
  },
  {
    name: 'replies a moment before the commit',
    proof: 'fsync',
    says: /were sent before/u,
    cycles: 100,
    file: 'src-main/storage/server/transactions.ts',
    find: 'const value = inStep(db.transact, work);',
    replace: `const value = inStep((each) => {
        const late = lately as { isOpen?: boolean };
        if (late.isOpen !== true) {
          late.isOpen = true;
          db.runScript('BEGIN IMMEDIATE');
          setTimeout(() => { late.isOpen = false; db.runScript('COMMIT'); }, 0);
        }
        return each();
      }, work);`,
  },
  {
    name: 'commits with synchronous = NORMAL',
    proof: 'fsync',
    says: early,
    cycles: 100,
    file: 'src-main/storage/open-database.ts',
    find: 'PRAGMA synchronous = FULL;',
    replace: 'PRAGMA synchronous = NORMAL;',
  },
  {
    name: 'appends as if it need not survive a power cut',
    proof: 'fsync',
    says: early,
    cycles: 100,
    file: 'src-main/storage/server/append-batch.ts',
    find: 'const appended = transactions.run(() => {',
    replace: 'const appended = transactions.runRelaxed(() => {',
  },
  {
    name: 'shows as queued what is not yet on disk',
    proof: 'kill-client',
    says: /was queued and is not shown/u,
    cycles: 30,
    file: 'src-main/storage/client/client-engine.ts',
    find: 'return db.transact(() => {',
    replace: `const late = context as { isOpen?: boolean };
    if (late.isOpen !== true) {
      late.isOpen = true;
      db.runScript('BEGIN IMMEDIATE');
      setTimeout(() => { late.isOpen = false; db.runScript('COMMIT'); }, 50);
    }
    return ((work) => work())(() => {`,
  },
  {
    name: 'forgets a command as soon as it is sent',
    proof: 'kill-client',
    says: /is not shown|did not come to that/u,
    cycles: 12,
    file: 'src-main/storage/client/take-commands.ts',
    find: '  return taken;',
    replace: '  for (const row of taken) outbox.remove(row.commandId);\n  return taken;',
  },
  {
    name: 'waits a minute before it tries again',
    proof: 'cuts',
    says: late,
    cycles: 4,
    file: 'src-main/client/backoff.ts',
    find: 'const span = Math.min(cap, backoffLimits.firstMs * 2 ** Math.min(backoff.tries, 16));',
    replace: 'const span = cap * 20;',
  },
  {
    name: 'does not know again what a cut had left unanswered',
    proof: 'cuts',
    says: /does not come to its end/u,
    cycles: 25,
    file: 'src-main/storage/server/appender.ts',
    find: 'const repeated = answerRepeat(context, arrival);',
    replace: 'const repeated = null;',
  },
  {
    name: 'leaves some of what others say out of the pages that it shows',
    proof: 'cuts',
    says: /\[whole screen\] .*: it lacks/u,
    cycles: 8,
    file: 'src-main/storage/client/event-table.ts',
    find: 'Number(isKnown), Number(isShown),',
    replace: 'Number(isKnown), Number(isShown && (isOwnMessage || streamSeq % 16 > 2)),',
  },
  {
    name: 'takes a number that is too high',
    proof: 'simulation',
    says: rule,
    seeds: 40,
    file: 'src-main/storage/server/appender.ts',
    find: "if (number > expected) return refuseForNow(arrival, { type: 'out_of_order', expected });",
    replace: '',
  },
  {
    name: 'acknowledges what the disk did not take',
    proof: 'disk',
    says: /is lost|"type":"out_of_order"/u,
    cycles: 2,
    file: 'src-main/storage/server/append-batch.ts',
    find: 'return refusedOutcome({ commandId, number, error, isFinal: false });',
    replace: `return {
      type: 'accepted', event: null, error,
      reply: JSON.stringify({ commandId, header: { kind: 'message.posted', seq: 9999, stream: 'room:', streamSeq: 9999 }, number, type: 'accepted' }),
    };`,
  },
  {
    name: 'keeps the ballast on a full disk',
    proof: 'disk',
    says: /the ballast was kept on a full disk/u,
    cycles: 2,
    file: 'src-main/storage/server/server-database.ts',
    find: 'const isGivenUp = releaseBallast(folder);',
    replace: "const isGivenUp = folder === '' && releaseBallast(folder);",
  },
  {
    name: 'throws at a frame that is no JSON',
    proof: 'fuzz',
    says: /reader threw/u,
    cycles: 2_000,
    file: 'src-main/client/server-frame-reader.ts',
    find: "if (!typed.ok) return { type: 'malformed', problem: typed.error.problem };",
    replace: 'if (!typed.ok) throw new Error(typed.error.problem);',
  },
  {
    name: 'dies of a frame that is no JSON',
    proof: 'fuzz',
    says: /invalid_frame/u,
    cycles: 2_000,
    file: 'src-main/server/frame-receiver.ts',
    find: `if (!typed.ok) {
      protocolErrors.report(session, typed.error);
      return;
    }`,
    replace: 'if (!typed.ok) throw new Error(typed.error.type);',
  },
  {
    name: 'keeps every frame that it ever made',
    proof: 'soak',
    says: /the heap grows by/u,
    cycles: 60,
    file: 'src-main/transport/frame.ts',
    find: '  const frame = Buffer.allocUnsafe(headerBytes + payloadBytes);',
    replace: `  const frame = Buffer.allocUnsafe(headerBytes + payloadBytes);
  const kept = ((globalThis as { kept?: Buffer[] }).kept ??= []);
  kept.push(frame, Buffer.alloc(16_384, 1));`,
  },
  {
    name: 'gives a repeated command no second look at its content',
    proof: 'model',
    says: /id that is taken was answered/u,
    cycles: 100,
    file: 'src-main/storage/server/appender.ts',
    find: "if (!isSame) return refuseForGood(arrival, { type: 'command_id_taken' });",
    replace: '',
  },
  {
    name: 'tries again only after a minute',
    proof: 'network',
    says: late,
    cycles: 1,
    file: 'src-main/client/backoff.ts',
    find: 'const span = Math.min(cap, backoffLimits.firstMs * 2 ** Math.min(backoff.tries, 16));',
    replace: 'const span = cap * 20;',
  },
  {
    name: 'does not notice that its own network is another',
    proof: 'network',
    says: late,
    cycles: 1,
    file: 'src-main/chat-program.ts',
    find: 'watchNetwork({ ...parts, readInterfaces: networkInterfaces }, wake)',
    replace: 'watchNetwork({ ...parts, readInterfaces: networkInterfaces }, () => undefined)',
  },
  {
    name: 'sends in the order of ids that a clock made',
    proof: 'simulation',
    says: /\[I3\]/u,
    seeds: 60,
    file: 'src-main/storage/client/outbox-numbers.ts',
    find: 'ORDER BY place LIMIT ?',
    replace: 'ORDER BY commandId LIMIT ?',
  },
  {
    name: 'lets whoever joins see all that was said before',
    proof: 'simulation',
    says: /\[I8\]/u,
    seeds: 24,
    file: 'src-shared/domain/access.ts',
    find: "return room.history === 'everything' ? 1 : joinStreamSeq;",
    replace: 'return Math.min(1, joinStreamSeq);',
  },
  {
    name: 'begins no epoch when the log is behind',
    proof: 'simulation',
    says: rule,
    seeds: 60,
    file: 'src-main/storage/server/healing/begin-epoch.ts',
    find: '  const before = epochs.current();',
    replace: '  const before = epochs.current();\n  if (before.epoch > 0) return;',
  },
  {
    name: 'uses numbers of the outbox again after a restore',
    proof: 'simulation',
    says: rule,
    seeds: 60,
    file: 'src-main/storage/client/take-commands.ts',
    find: '  const outboxId: OutboxId = newUuid();',
    replace: '  const outboxId: OutboxId = newUuid === undefined ? newUuid() : tables.meta.get().outboxId;',
  },
  {
    name: 'orders what came back by its arrival',
    proof: 'simulation',
    says: rule,
    seeds: 600,
    file: 'src-main/storage/client/event-table.ts',
    find: 'origin?.epoch ?? epoch, origin?.seq ?? seq,',
    replace: 'epoch, seq,',
  },
  {
    name: 'does not know again what came back',
    proof: 'simulation',
    says: rule,
    // It takes a command that was accepted, lost, given back and sent again: one of thirty-five seeds with restored copies.
    seeds: 1_000,
    file: 'src-main/storage/server/healing/heal-event.ts',
    find: 'tables.commands.put(key, { contentHash, number: envelope.number, result });',
    replace:
      'if (contentHash.length === 0) tables.commands.put(key, { contentHash, number: envelope.number, result });',
  },
  {
    name: 'takes events back whatever their mac says',
    proof: 'rollback',
    says: forgery,
    cycles: 1,
    file: 'src-main/storage/server/healing/returned-event.ts',
    find: 'identity.isEventMac(eventMacInput(epochId, header, hash), mac)',
    replace: 'identity.isEventMac(eventMacInput(epochId, header, hash), mac) || mac !== ""',
  },
  {
    name: 'takes back what its author did not sign',
    proof: 'rollback',
    says: forgery,
    cycles: 1,
    file: 'src-main/storage/server/healing/returned-event.ts',
    find: 'if (!isSigned) return',
    replace: 'if (isSigned && false) return',
  },
  {
    name: 'opens the gate at once',
    proof: 'rollback',
    says: /was removed heard|after the removal is not in the log/u,
    cycles: 1,
    file: 'src-main/storage/server/healing/begin-epoch.ts',
    find: '    gate: kept,\n    startedAt',
    replace: "    gate: kept === 'host' ? kept : 'open',\n    startedAt",
  },
  {
    name: 'tells of private rooms before two of their members have healed',
    proof: 'rollback',
    says: /was removed heard/u,
    cycles: 1,
    file: 'src-main/storage/server/healing/begin-epoch.ts',
    find: '  tables.closedRooms.closeAll(epoch);',
    replace: '',
  },
  {
    name: 'keeps to itself what is known to be missing',
    proof: 'rollback',
    says: /are named/u,
    cycles: 1,
    file: 'src-main/storage/server/healing/healing-report.ts',
    find: 'missing: missing.reduce((sum, count) => sum + count, 0),',
    replace: 'missing: 0 * missing.length,',
  },
  {
    name: 'opens the gate only for the host',
    proof: 'simulation',
    says: rule,
    seeds: 60,
    file: 'src-main/storage/server/healing/gate.ts',
    find: 'if (!isHost && !isHealed(context)) return false;',
    replace: 'if (!isHost && context !== null) return false;',
  },
  ...healingMutations,
  ...moderationMutations,
  ...networkMutations,
  ...discoveryMutations,
  ...paceMutations,
  ...windowMutations,
  ...trustMutations,
  ...deviceMutations,
  ...clockMutations,
  ...damageMutations,
  ...diskMutations,
];
