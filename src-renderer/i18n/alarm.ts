import type { ServerAlarm } from '#shared/ipc/server-alarm.ts';

/** What whoever hosts a server reads, by what is wrong. */
export type AlarmSentences = {
  readonly [Type in ServerAlarm['type']]: (alarm: Extract<ServerAlarm, { type: Type }>) => string;
};

export function alarmSentence(sentences: AlarmSentences, alarm: ServerAlarm): string {
  // The type picks its own sentence; TypeScript cannot follow the look-up.
  return (sentences[alarm.type] as (alarm: ServerAlarm) => string)(alarm);
}
