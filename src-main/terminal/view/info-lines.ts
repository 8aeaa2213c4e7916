import type { PersonId } from '#shared/domain/ids.ts';
import type { MessageInfo, MessageRecipient, MessageRecipients } from '#shared/ipc/chat-view.ts';
import { hopsOf, inOrderOfReach, tookMs, type MessageHop } from '#shared/ipc/message-hops.ts';
import { cleanName } from '../text/clean-text.ts';
import type { LocalTime } from '../text/local-time.ts';
import { timeSpan } from '../text/time-span.ts';
import type { Labelled } from './labelled-lines.ts';

export interface InfoWords {
  readonly time: LocalTime;
  readonly now: number;
  readonly nameOf: (personId: PersonId) => string;
}

const hopWords: Readonly<Record<MessageHop['name'], string>> = {
  written: 'Written',
  sent: 'Left this computer',
  stored: 'Kept by the server',
  heard: 'Confirmed here',
  received: 'On this computer',
};

const viaSentences = {
  live: 'It came as it was said.',
  replay: 'It came with what was missed while this computer was away.',
  page: 'It came with the history of the room.',
  unknown: 'It came with the history of the room, or so long ago that how is not kept any more.',
} as const;

/** The way of one message, a step a line, and how far the others are with it. */
export function infoFacts(info: MessageInfo, words: InfoWords): Labelled[] {
  const { time, now } = words;
  const hops = hopsOf(info).map(({ name, at, tookMs: took }): Labelled => {
    const moment = time.exactly(at, now);
    return [hopWords[name], took === null ? moment : `${moment}, after ${timeSpan(took)}`];
  });
  return [...hops, ...recipientFacts(info, words)];
}

/** What the steps do not say: why there are no more of them, and whose the message is. */
export function infoSentences(
  info: MessageInfo,
  { nameOf, isClosed }: Pick<InfoWords, 'nameOf'> & { readonly isClosed: boolean },
): string[] {
  const { delivery, failure, sentAt, via, recipients } = info;
  return [
    ...(delivery === 'queued' && failure === null ? [queuedSentence(sentAt !== null, isClosed)] : []),
    ...(delivery === null ? [viaSentences[via ?? 'unknown']] : []),
    ...(recipients === null ? [] : recipientSentences(recipients)),
    signatureSentence(info, nameOf),
  ];
}

function queuedSentence(isSent: boolean, isClosed: boolean): string {
  if (isClosed) return 'The server keeps this room closed for now. It waits here and goes out when the room opens.';
  return isSent ? 'It was sent. The server has not answered yet.' : 'It waits here and goes out by itself.';
}

function signatureSentence({ isForged, vouchedBy }: MessageInfo, nameOf: InfoWords['nameOf']): string {
  if (isForged) return 'Its author did not sign it: somebody else may have written it.';
  if (vouchedBy === null) return 'Its author signed it.';
  return `A device that ${cleanName(nameOf(vouchedBy))} vouched for signed it, and no key of its author's own.`;
}

function recipientSentences(recipients: MessageRecipients): string[] {
  if (recipients.type === 'too_many') return ['The room is too large: who has it and has read it is not followed.'];
  if (recipients.type === 'nobody') return ['Nobody else was in the room when it was written.'];
  return recipients.hasTimes ? [] : ['The server cannot be asked just now. This is what was heard here.'];
}

function recipientFacts({ recipients, storedAt }: MessageInfo, words: InfoWords): Labelled[] {
  if (recipients?.type !== 'people') return [];
  const { people } = recipients;
  const count = (isSo: (person: MessageRecipient) => boolean) => people.filter(isSo).length;
  const delivered = count(({ isDelivered }) => isDelivered);
  const read = count(({ isRead }) => isRead);
  return [
    ['Delivered to', `${delivered} of ${people.length}, read by ${read}`],
    ...inOrderOfReach(people).map((person): Labelled => [
      `  ${cleanName(words.nameOf(person.personId))}`,
      reachText(person, storedAt, words),
    ]),
  ];
}

function reachText(
  { isRead, readAt, isDelivered, deliveredAt }: MessageRecipient,
  since: number | null,
  words: InfoWords,
) {
  const steps = [
    ...(isRead ? [`read${when(readAt, since, words)}`] : []),
    ...(isDelivered ? [`delivered${when(deliveredAt, since, words)}`] : []),
  ];
  return steps.length === 0 ? 'not yet' : steps.join(', ');
}

function when(at: number | null, since: number | null, { time, now }: InfoWords): string {
  if (at === null) return '';
  const took = tookMs(at, since);
  return ` ${time.exactly(at, now)}${took === null ? '' : ` (${timeSpan(took)})`}`;
}
