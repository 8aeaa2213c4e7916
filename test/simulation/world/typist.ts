import type { CommandId, PersonId, RoomId, ServerId } from '#shared/domain/ids.ts';
import type { Typed, WaitingCommand } from '../checks/typed-check.ts';
import type { SimClient } from './sim-client.ts';

/** Types messages, takes some back, and remembers which ones the clients said they would keep. */
export interface Typist {
  readonly typed: readonly Typed[];
  send(client: SimClient, roomId: RoomId): void;
  cancel(client: SimClient, commandId: CommandId): void;
  change(client: SimClient, commandId: CommandId): void;
  retry(client: SimClient, commandId: CommandId): void;
  discard(client: SimClient, commandId: CommandId): void;
  /** These stand in two outboxes now: from here on they are left to the two to send. */
  copied(commands: readonly WaitingCommand[]): void;
  /** The server lost what it had taken in of this: it may be gone, or come again. */
  lost(person: PersonId, commandId: CommandId): void;
  /** They wait until their room opens. */
  held(commandIds: readonly CommandId[]): void;
  /** The server went back: of what stands in two outboxes it may have forgotten a refusal. */
  wentBack(): void;
}

type Note = { -readonly [Field in keyof Typed]: Typed[Field] };

export function createTypist(serverId: ServerId): Typist {
  const typed: Note[] = [];
  const copies = new Set<CommandId>();
  let count = 0;

  function noteOf(client: SimClient, commandId: CommandId): Note | undefined {
    return typed.find((note) => note.client === client.name && note.commandId === commandId);
  }

  function keep(client: SimClient, note: Pick<Note, 'commandId' | 'order' | 'texts'>): void {
    typed.push({
      ...note,
      client: client.name,
      person: client.disk.person,
      isTakenBack: 'no',
      isLost: false,
      isHeld: false,
      isOutOfReach: false,
      isUnordered: false,
    });
  }

  /** While the answer is out, either may have happened. */
  function takeBack(client: SimClient, commandId: CommandId, call: 'message.cancel' | 'message.discard'): void {
    if (copies.has(commandId)) return;
    const note = noteOf(client, commandId);
    const before = note?.isTakenBack ?? 'no';
    if (note !== undefined) note.isTakenBack = before === 'yes' ? 'yes' : 'maybe';
    client.call(call, { serverId, commandId }, (answer) => {
      if (note !== undefined) note.isTakenBack = answer.ok ? 'yes' : before;
    });
  }

  return {
    typed,
    copied: (commands) => {
      for (const { commandId } of commands) copies.add(commandId);
    },
    wentBack: () => {
      for (const note of typed) note.isUnordered ||= copies.has(note.commandId);
    },
    lost: (person, commandId) => {
      for (const note of typed) {
        if (note.person === person && note.commandId === commandId) note.isLost = true;
      }
    },
    held: (commandIds) => {
      for (const note of commandIds.length > 0 ? typed : []) note.isHeld ||= commandIds.includes(note.commandId);
    },
    send: (client, roomId) => {
      count += 1;
      const [order, text] = [count, `${client.name} says ${count}`];
      client.call('message.send', { serverId, roomId, text }, (answer) => {
        if (answer.ok) keep(client, { commandId: answer.value.commandId, order, texts: [text] });
      });
    },
    cancel: (client, commandId) => takeBack(client, commandId, 'message.cancel'),
    discard: (client, commandId) => takeBack(client, commandId, 'message.discard'),
    change: (client, commandId) => {
      if (copies.has(commandId)) return;
      count += 1;
      const text = `${client.name} says ${count} instead`;
      const note = noteOf(client, commandId);
      if (note !== undefined) note.texts = [...note.texts, text];
      client.call('message.change', { serverId, commandId, text }, (answer) => {
        if (note !== undefined)
          note.texts = answer.ok ? from(note.texts, text) : note.texts.filter((each) => each !== text);
      });
    },
    retry: (client, commandId) => {
      if (copies.has(commandId)) return;
      count += 1;
      const order = count;
      const note = noteOf(client, commandId);
      const before = note?.isTakenBack ?? 'no';
      if (note !== undefined) note.isTakenBack = before === 'yes' ? 'yes' : 'maybe';
      client.call('message.retry', { serverId, commandId }, (answer) => {
        if (note === undefined) return;
        note.isTakenBack = answer.ok ? 'yes' : before;
        if (answer.ok) keep(client, { commandId: answer.value.commandId, order, texts: note.texts });
      });
    },
  };
}

/** What an answered change has not made impossible: itself and what was asked for after it. */
function from(texts: readonly string[], text: string): string[] {
  return texts.slice(texts.indexOf(text));
}
