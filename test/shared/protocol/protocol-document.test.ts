import { describe, expect, it } from 'vitest';
import { maxWireDepth } from '#shared/domain/wire-value.ts';
import { commandBodies } from '#shared/domain/command.ts';
import { maxDeviceLinkBytes } from '#shared/domain/device.ts';
import { eventKinds } from '#shared/domain/event.ts';
import { refusalSchema } from '#shared/domain/refusal.ts';
import { clientFrameSchemas, maxFrameDepth } from '#shared/protocol/client-frame.ts';
import { closeCodes } from '#shared/protocol/close-code.ts';
import { temporaryRefusalSchema } from '#shared/protocol/command-frame.ts';
import { limits } from '#shared/protocol/limits.ts';
import { requestErrorSchema, requests } from '#shared/protocol/request.ts';
import { serverFrameSchemas } from '#shared/protocol/server-frame.ts';
import { sessionErrorSchema } from '#shared/protocol/session-error.ts';
import { clientSignals, serverSignals } from '#shared/protocol/signal.ts';
import { codeWords, protocolSection, tableRows } from '#test/support/protocol-text.ts';

interface ErrorVariant {
  readonly options: readonly {
    readonly entries: Readonly<Record<string, unknown>> & { readonly type: { readonly literal: string } };
  }[];
}

/** Every error with its fields, as section 13 writes them: `type` or `type { field, field }`. */
function errorsOf({ options }: ErrorVariant): string[] {
  return options
    .map(({ entries }) => {
      const fields = Object.keys(entries).filter((key) => key !== 'type');
      return fields.length === 0 ? entries.type.literal : `${entries.type.literal} { ${fields.join(', ')} }`;
    })
    .toSorted();
}

function rowsOfSection(number: number): string[][] {
  return tableRows(protocolSection(number));
}

describe('PROTOCOL.md', () => {
  it('[P1] lists every type of frame', () => {
    const listed = rowsOfSection(7).flatMap(([types = '']) => codeWords(types));
    const frames = [...Object.keys(clientFrameSchemas), ...Object.keys(serverFrameSchemas)];
    expect(listed.toSorted()).toEqual(frames.toSorted());
  });

  it('[P5] lists every kind of command with its event and the stream this goes to', () => {
    const listed = rowsOfSection(8).map(([kind = '', , event = '']) => [codeWords(kind)[0], codeWords(event)[0]]);
    expect(Object.fromEntries(listed)).toEqual(eventKinds);
    expect(listed).toHaveLength(Object.keys(commandBodies).length);
  });

  it.each(Object.entries(commandBodies))('[P9] names the fields of the body of %s', (kind, { entries }) => {
    const row = rowsOfSection(8).find(([cell = '']) => codeWords(cell)[0] === kind);
    const fields = Object.keys(entries).filter((field) => field !== 'writtenAt' && field !== 'salt');
    expect(codeWords(row?.[1] ?? '')).toEqual(expect.arrayContaining(fields));
  });

  it.each(Object.keys(commandBodies))('[P2] lists refusals for %s that exist', (kind) => {
    const row = rowsOfSection(8).find(([cell = '']) => codeWords(cell)[0] === kind);
    const known = refusalSchema.options.map(({ entries }) => entries.type.literal as string);
    const isKnown = (refusal: string) =>
      known.some((type) => (refusal === 'name_*' ? type.startsWith('name_') : type === refusal));
    expect(codeWords(row?.[3] ?? '').filter((refusal) => !isKnown(refusal))).toEqual([]);
  });

  it.each([
    ['In `refused`, final', refusalSchema],
    ['In `refused`, not final', temporaryRefusalSchema],
    ['In `reply`', requestErrorSchema],
    ['In `error`', sessionErrorSchema],
  ] as const)('[P2] lists what can be wrong: %s', (start, schema) => {
    const items = protocolSection(13).split(/^- /m).slice(1);
    const item = items.find((text) => text.startsWith(`${start}:`))?.slice(start.length) ?? '';
    const listed = codeWords(item).filter((word) =>
      /^[a-z]+(_[a-z]+)+( \{.*\})?$|^(healing|stopping|replaced|overloaded|deactivated)/.test(word),
    );
    expect(listed.toSorted()).toEqual(errorsOf(schema as unknown as ErrorVariant));
  });

  it('[P1] lists every request and signal', () => {
    const listed = rowsOfSection(12).flatMap(([names = '']) => codeWords(names));
    const known = [requests, clientSignals, serverSignals].flatMap((group) => Object.keys(group));
    expect(listed.toSorted()).toEqual(known.toSorted());
  });

  it('[D11] lists every close code, and whether it stops the retries', () => {
    const rows = rowsOfSection(14);
    expect(rows.map(([code]) => Number(code))).toEqual(Object.values(closeCodes));
    const final = rows.filter(([, , then]) => then === 'stop').map(([code]) => Number(code));
    expect(final).toEqual(Object.values(closeCodes).filter((code) => code >= 4500));
  });

  it.each([
    [
      'Frames 128 KiB both ways (1 KiB from a client',
      [limits.maxFrameBytes / 1024, limits.maxFrameBytesBeforeLogin / 1024],
    ],
    ['at most 64 fragments', [limits.maxFragments]],
    ['A command is at most 96 KiB', [limits.maxPageBytes / 1024]],
    ['a `device.link` or `device.vouch` at most 1 KiB in', [maxDeviceLinkBytes / 1024]],
    ['64 unanswered commands', [limits.commandWindow]],
    [
      'The devices of a person may send 20 commands a second together and 60 at once',
      [limits.maxCommandsPerSecond, limits.maxCommandBurst],
    ],
    [
      'may have 64 KiB a second together and 4 MiB at once',
      [limits.maxCommandBytesPerSecond / 1024, limits.maxCommandBurstBytes / 1024 ** 2],
    ],
    [
      'the devices of a person may send 512 a second together and 2,048 at once',
      [limits.maxFramesPerSecond, limits.maxFrameBurst],
    ],
    [
      'it takes 512 a second of a person and 4,096 at once',
      [limits.maxRepeatedEventsPerSecond, limits.maxRepeatedEventBurst],
    ],
    ['give rooms 30 names and topics at once and 60 an hour', [limits.maxRenameBurst, limits.maxRenamesPerHour]],
    [
      "a stranger's connection that has shown nothing 8 and 64;",
      [limits.maxStrangerFramesPerSecond, limits.maxStrangerFrameBurst],
    ],
    ['A person may make 120 rooms at once and 60 an hour', [limits.maxRoomBurst, limits.maxRoomsPerHour]],
    [
      'refuses from 200 a second and 600 at once',
      [limits.maxCommandsPerSecond, limits.maxCommandBurst].map((most) => most * limits.maxCommandOverrun),
    ],
    ['Login within 5 s', [limits.loginTimeoutMs / 1000]],
    [
      'every 10 s and drops a connection it hears nothing from for 25 s',
      [limits.pingIntervalMs / 1000, limits.silenceTimeoutMs / 1000],
    ],
    ['lets 8 MiB pile up, or takes nothing for 15 s', [limits.maxBufferedBytes / 1024 ** 2, limits.maxStallMs / 1000]],
    [
      'a snapshot of at most 16,384 parts and 64 MiB in all',
      [limits.maxSnapshotParts, limits.maxSnapshotBytes / 1024 ** 2],
    ],
    [
      'snapshots of 64 MiB until they are pulled, 4 of one person, and lets go those of which nothing further was pulled for 15 s',
      [limits.maxHeldSnapshotBytes / 1024 ** 2, limits.maxHeldSnapshotsPerPerson, limits.maxSnapshotRestMs / 1000],
    ],
    ['256 may wait, 32 from one address', [limits.maxPending, limits.maxPendingPerAddress]],
    [
      'takes 2,000 connections, 256 from one address, 64 that are not logged in (16 from',
      [
        limits.maxConnections,
        limits.maxConnectionsPerAddress,
        limits.maxConnectionsBeforeLogin,
        limits.maxConnectionsBeforeLoginPerAddress,
      ],
    ],
  ])('[P1] says the limits that hold: %s', (sentence, numbers) => {
    expect(protocolSection(14)).toContain(sentence);
    expect((sentence.match(/[\d,]*\d/g) ?? []).map((text) => Number(text.replaceAll(',', '')))).toEqual(numbers);
  });

  it('[P4, D7, P14] says in its rules the numbers that hold', () => {
    const rules = protocolSection(15);
    expect(rules).toContain(`at most ${limits.maxAppendCommands} commands or ${limits.maxAppendBytes / 1024 ** 2} MiB`);
    expect(rules).toContain(`More than ${limits.maxReplayEvents.toLocaleString('en')} missed events are a snapshot`);
    expect(rules).toContain(`A window of ${limits.commandWindow} unanswered commands`);
    expect(protocolSection(13)).toContain(`${limits.maxProtocolErrorsPerMinute} a minute`);
    expect(protocolSection(2)).toContain(
      `at most ${maxFrameDepth} objects and lists deep, a command or event ${maxWireDepth}`,
    );
  });
});
