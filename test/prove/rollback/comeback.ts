import type { Office, OpenServer } from '#test/support/office.ts';
import { runServeTask } from '#test/support/serve-task.ts';

/** How a server with a damaged database comes back: by itself, by a start more, or by what it asks the host for. */
export interface Comeback {
  start(): Promise<OpenServer>;
  /** It runs and takes nothing: what it says of itself must be why, and the next start must mend it. */
  startAgain(server: OpenServer): Promise<OpenServer>;
  /** Whether a backup has taken the place of the database. */
  isRestored(): Promise<boolean>;
  readonly complaints: readonly string[];
}

interface LastStop {
  readonly restored: object | null;
  readonly check: { readonly type: string };
}

/** `signal`: how the server had been stopped. */
export function createComeback(office: Office, signal: NodeJS.Signals): Comeback {
  const complaints: string[] = [];
  let isRestoredByHand = false;

  async function lastStop(): Promise<LastStop> {
    return (await runServeTask('status', office.serverFolder))['lastStop'] as LastStop;
  }

  async function restoreByHand(): Promise<OpenServer> {
    isRestoredByHand = true;
    await runServeTask('restore', office.serverFolder, 'latest');
    return office.openServer();
  }

  return {
    complaints,
    start: async () => {
      try {
        return await office.openServer();
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        if (/\n {4}at /u.test(said)) complaints.push(`it crashed at a damaged page: ${said.split('\n')[0] ?? ''}`);
        return restoreByHand();
      }
    },
    startAgain: async (server) => {
      const { check } = await lastStop();
      await server.stop('SIGTERM');
      if (check.type === 'damaged') return office.openServer();
      complaints.push(
        `after ${signal} it starts with a damaged page, takes nothing, and says of its check "${check.type}"`,
      );
      return restoreByHand();
    },
    isRestored: async () => isRestoredByHand || (await lastStop()).restored !== null,
  };
}
