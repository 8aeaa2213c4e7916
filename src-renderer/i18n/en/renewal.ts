import { counted } from '#shared/counted.ts';
import { isolate } from '../isolate.ts';

/** What is said where the history on this computer was damaged, and a new one has begun. */
export const enRenewal = {
  renewal: {
    lead: (server: string) =>
      `What this computer keeps of ${isolate(server)} was damaged, and comes from the server again.`,
    unsent: (lost: number | null) =>
      lost === 0
        ? 'What waits to be sent was kept.'
        : lost === null
          ? 'What waits to be sent was kept as far as it could be read.'
          : `Of what waits to be sent, ${counted(lost, 'entry', 'entries')} could not be read.`,
    file: (file: string) => `The damaged file is kept: ${isolate(file)}`,
    profileLead: 'The list of your servers was damaged, and was made anew.',
    profileFound: (servers: number) =>
      servers === 0
        ? 'None could be found again. Join those you were in: you keep your key and are known there.'
        : `${counted(servers, 'server was', 'servers were')} found again. One that is missing can be joined again: you keep your key and are known there.`,
  },
};
