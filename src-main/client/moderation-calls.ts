import { auditText } from '#shared/domain/audit-text.ts';
import { maxAuditEntries, type AuditEntry, type AuditFilter } from '#shared/domain/audit.ts';
import type { CommandDraft } from '#shared/domain/command.ts';
import { undoDraft } from '#shared/domain/undo-draft.ts';
import type { ChatError } from '#shared/ipc/chat-api.ts';
import type { ModerationResults } from '#shared/ipc/moderation-api.ts';
import { err, ok, type Result } from '#shared/result.ts';
import { askServer } from './ask-server.ts';
import { onServer, type CallContext, type ChatHandlers } from './call-context.ts';
import type { ServerClient } from './server-client.ts';

export type ModerationCalls = Pick<ChatHandlers, keyof ModerationResults>;

/** Calls about blocking, reports and the acts of power. What is asked goes to the server; what is done waits like every command. */
export function moderationCallHandlers(context: CallContext): ModerationCalls {
  return {
    'person.setBlock': onServer(context, async (server, { personId, isBlocked }) =>
      queue(server, { kind: 'person.setBlock', body: { personId, isBlocked } }),
    ),
    'report.create': onServer(context, async (server, { personId, message, reason, text }) => {
      const about = message === undefined ? { personId } : { personId, message };
      return queue(server, { kind: 'report.create', body: { ...about, reason, text } });
    }),
    'report.close': onServer(context, async (server, { reportId, outcome }) =>
      queue(server, { kind: 'report.close', body: { reportId, outcome } }),
    ),
    'report.list': onServer(context, async (server, { of, before }) =>
      askServer(server, 'report.list', before === undefined ? { of } : { of, before }),
    ),
    'audit.list': onServer(context, async (server, { serverId: _serverId, ...asked }) =>
      askServer(server, 'audit.list', { ...asked, maxEntries: maxAuditEntries }),
    ),
    'audit.export': onServer(context, async (server, { serverId: _serverId, format, ...filter }) => {
      const entries = await readAll(server, filter);
      if (!entries.ok) return entries;
      const names = {
        person: server.views.nameOf,
        room: (roomId: Parameters<typeof server.views.room>[0]) => server.views.room(roomId)?.name ?? undefined,
      };
      return ok({ text: auditText(entries.value, names, format), entries: entries.value.length });
    }),
    'audit.undo': onServer(context, async (server, { entry }) => {
      const draft = undoDraft(entry);
      return draft === null ? err({ type: 'nothing_to_undo' }) : queue(server, draft);
    }),
  };
}

async function queue(server: ServerClient, draft: CommandDraft) {
  const { commandId } = await server.queue(draft);
  return ok({ commandId });
}

/** Page by page, the newest first; a page that does not go on ends it. */
async function readAll(server: ServerClient, filter: AuditFilter): Promise<Result<AuditEntry[], ChatError>> {
  const entries: AuditEntry[] = [];
  let before: number | null = null;
  for (;;) {
    const params = { ...filter, maxEntries: maxAuditEntries };
    const page: Result<ModerationResults['audit.list'], ChatError> = await askServer(
      server,
      'audit.list',
      before === null ? params : { ...params, before },
    );
    if (!page.ok) return page;
    entries.push(...page.value.entries);
    const next: number | null = page.value.next;
    if (next === null || (before !== null && next >= before)) return ok(entries);
    before = next;
  }
}
