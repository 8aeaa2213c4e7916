import { formatCommandFrame } from '#shared/protocol/command-frame.ts';
import { canonicalJson } from '#main/identity/canonical-json.ts';
import { sampleBodies } from '#test/support/sample-commands.ts';
import { sampleClientFrames, samplePendingSession, sampleServerFrames } from '#test/support/sample-frames.ts';
import { commandIdOf } from '#test/support/sample-ids.ts';

/** Who sends: with the right ids and the wrong rest, a frame comes further into the server. */
export interface Sender {
  readonly serverId: string;
  readonly device: string;
  readonly outboxId: string;
  readonly firstRoomId: string;
  readonly epochId: string;
}

/** Frames that a client may send, as they stand on the wire. */
export function clientCorpus(sender: Sender): readonly string[] {
  const { serverId, device, outboxId, firstRoomId: roomId, epochId } = sender;
  const signature = 'A'.repeat(86);
  const kinds = Object.entries(sampleBodies).map(([kind, body], index) => {
    const own = 'roomId' in body ? { ...body, roomId } : body;
    const ids = { v: 1, serverId, device, outboxId, number: index + 3, commandId: commandIdOf(1_000 + index) };
    return formatCommandFrame(canonicalJson({ ...ids, kind, body: own }), signature);
  });
  const requests = [
    ['resume', { position: null }],
    ['replay.pull', {}],
    ['snapshot.pull', { part: 0 }],
    ['history.page', { roomId, epochId, maxItems: 10 }],
    ['history.page', { roomId, epochId, before: 5, maxItems: 200 }],
    ['room.browse', {}],
    ['marker.set', { roomId, epochId, readUpTo: 1 }],
    ['marker.list', {}],
  ] as const;
  const signals = [
    ['presence.set', { state: 'away' }],
    ['presence.watch', { roomIds: [roomId], personIds: [], everybody: true }],
    ['typing.set', { roomId, isTyping: true }],
    ['device.setName', { name: 'ThinkPad' }],
  ] as const;
  return [
    ...kinds,
    ...Object.values(sampleClientFrames).map((frame) => JSON.stringify(frame)),
    ...requests.map(([name, params], id) => JSON.stringify({ type: 'request', id, name, params })),
    ...signals.map(([name, params]) => JSON.stringify({ type: 'signal', name, params })),
  ];
}

/** Frames that a server may send. */
export const serverCorpus: readonly string[] = [...Object.values({ ...sampleServerFrames }), samplePendingSession].map(
  (frame) => JSON.stringify(frame),
);
