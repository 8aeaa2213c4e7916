import { join } from 'node:path';
import * as v from 'valibot';
import { withChoice, type NetworkChoice } from '#shared/discovery/local-network.ts';
import type { Logger } from '#shared/logger.ts';
import { jsonFile } from './shell/json-file.ts';

/** What a person has said of networks, kept with the server that it is about. */
export interface NetworkChoices {
  /** Whether nothing was ever said: the server is started here for the first time. */
  readonly isNew: boolean;
  all(): readonly NetworkChoice[];
  of(networkId: string): NetworkChoice | undefined;
  /** Each takes the place of an earlier one for its network. */
  keep(choices: readonly NetworkChoice[]): void;
}

const memorySchema = v.object({
  choices: v.nullable(
    v.array(
      v.object({
        networkId: v.string(),
        interfaceName: v.string(),
        subnet: v.string(),
        isPublic: v.boolean(),
        isServed: v.boolean(),
        chosenAt: v.number(),
      }),
    ),
  ),
});

/** Choices that the disk does not take hold until the server stops. What cannot be read was never said. */
export function openNetworkChoices(folder: string, log: Logger): NetworkChoices {
  const memory = jsonFile(join(folder, 'networks.json'), memorySchema, { choices: null });
  const all = (): readonly NetworkChoice[] => memory.read().choices ?? [];
  return {
    isNew: memory.read().choices === null,
    all,
    of: (networkId) => all().find((choice) => choice.networkId === networkId),
    keep: (choices) => {
      const kept = memory.write({ choices: [...choices.reduce(withChoice, all())] });
      if (!kept.ok) log.warn('The choice of networks could not be written down.', { ...kept.error });
    },
  };
}
