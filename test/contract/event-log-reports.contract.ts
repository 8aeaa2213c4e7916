import { expect, it } from 'vitest';
import { present } from '#shared/assert.ts';
import type { Doing } from './event-log-loss.ts';
import { setupOpened } from './event-log-loss.ts';
import type { EventLogBackend, LogWorld } from './event-log-setup.ts';

/** Ann reports Ben, does not want to hear him any more, and closes the report as an owner: all of it is lost. */
const report: Doing = async ({ ann, ben }) => {
  const made = await ann.act('report.create', { personId: ben.personId, reason: 'rude', text: 'at lunch' });
  const put = made.changes.find((change) => change.type === 'report.put');
  const reportId = present(put?.type === 'report.put' ? put.report.reportId : undefined, 'it was made');
  const blocked = await ann.act('person.setBlock', { personId: ben.personId, isBlocked: true });
  return [made, blocked, await ann.act('report.close', { reportId, outcome: 'warned' })];
};

const makeOwner: Doing = async ({ log, ann }) => {
  const made = await log().actAsServer({ kind: 'person.setRole', body: { personId: ann.personId, role: 'owner' } });
  return made.appended;
};

/** What people asked of others in private comes back like everything else (H4). */
export function eventLogReportsContract(backend: EventLogBackend): void {
  const listed = async ({ log, ann }: Pick<LogWorld, 'log' | 'ann'>, of: 'open' | 'closed') => {
    const page = await log().listReports(ann.personId, { of });
    return page.ok ? page.value.reports : page;
  };
  const blockedBy = async ({ log, ann, ben }: LogWorld, personId = ann.personId) => {
    const plan = await log().planResume(personId, null);
    const parts = plan.mode === 'snapshot' ? plan.parts.map((part) => JSON.parse(part) as { blocked?: string[] }) : [];
    return parts.flatMap(({ blocked = [] }) => blocked).map((each) => (each === ben.personId ? 'ben' : each));
  };

  it('[H4, T16] a report comes back open, and closed where its end comes back', async () => {
    const loss = await setupOpened(backend, report, makeOwner);
    const [made, , closed] = loss.lost;
    expect(await listed(loss, 'open')).toEqual([]);
    await loss.giveFrames(made);
    expect(await listed(loss, 'open')).toMatchObject([{ personId: loss.ben.personId, reason: 'rude', closing: null }]);
    await loss.giveFrames(closed);
    expect(await listed(loss, 'open')).toEqual([]);
    expect(await listed(loss, 'closed')).toMatchObject([{ closing: { outcome: 'warned' } }]);
  });

  it('[H6, T16] a report whose end came back first is closed when it comes back', async () => {
    const loss = await setupOpened(backend, report, makeOwner);
    const [made, , closed] = loss.lost;
    await loss.giveFrames(closed);
    expect(await listed(loss, 'closed')).toEqual([]);
    await loss.giveFrames(made);
    expect(await listed(loss, 'open')).toEqual([]);
    expect(await listed(loss, 'closed')).toMatchObject([{ text: 'at lunch', closing: { outcome: 'warned' } }]);
  });

  it('[H4, H5, T15] a block comes back, unless it was set otherwise since', async () => {
    const loss = await setupOpened(backend, report, makeOwner);
    expect(await blockedBy(loss)).toEqual([]);
    await loss.giveFrames(loss.lost[1]);
    expect(await blockedBy(loss)).toEqual(['ben']);
    expect(await blockedBy(loss, loss.ben.personId)).toEqual([]);

    const since = await setupOpened(backend, report, makeOwner);
    const { ann, ben } = since;
    await ann.act('person.setBlock', { personId: ben.personId, isBlocked: true });
    await ann.act('person.setBlock', { personId: ben.personId, isBlocked: false });
    await since.giveFrames(since.lost[1]);
    expect(await blockedBy(since)).toEqual([]);
  });
}
