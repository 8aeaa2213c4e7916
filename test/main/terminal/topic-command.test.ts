import { describe, expect, it } from 'vitest';
import { buildRoom, buildServer } from './builders.ts';
import { setupPeople } from './setup-people.ts';

describe('/topic', () => {
  it('shows the topic and how to change it, sets one, and removes it', async () => {
    const { news, type, calls, emit } = await setupPeople({ state: { rooms: [buildRoom({ topic: 'boards' })] } });
    news();
    await type('/topic');
    expect(news().join(' ')).toBe('The topic of general: boards - /topic TEXT changes it, /topic --none removes it.');
    for (const line of ['/topic  new boards ', '/topic --none']) await type(line);
    const set = calls.filter(({ name }) => name === 'room.setTopic').map(({ params }) => params);
    expect(set).toMatchObject([{ topic: 'new boards' }, { topic: '' }]);
    emit('room.changed', { serverId: buildServer().serverId, rooms: [buildRoom({ topic: '' })], removed: [] });
    await type('/topic');
    expect(news().at(-1)).toBe('general has no topic. /topic TEXT sets one.');
  });
});
