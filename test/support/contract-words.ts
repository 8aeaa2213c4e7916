import { commandIdOf, deviceKeyOf, personIdOf, roomIdOf, serverIdOf } from './sample-ids.ts';

/** Texts that mean something where a window asks: ids, names, addresses, links. */
export const contractWords: readonly string[] = [
  ...[serverIdOf(1), serverIdOf(2), roomIdOf(1), roomIdOf(2), personIdOf(1), personIdOf(2)],
  ...[deviceKeyOf(1), deviceKeyOf(2), commandIdOf(1), commandIdOf(2)],
  ...['Mara Lindqvist', '谢谢', 'general', 'hello', 'a topic'],
  ...['127.0.0.1:7420', 'https://example.org/', `hallway://join?s=${serverIdOf(1)}&h=127.0.0.1:7420`],
];
