import { present } from '#shared/assert.ts';
import type { Random } from '#shared/random.ts';
import type { History, Observer, Step } from './history.ts';

type Placed = { readonly commandId: string; readonly place: number };

/** A history as a server that keeps its promises could have made it, another for each state of the chance. */
export function rightHistory(random: Random): History {
  const below = (count: number): number => Math.floor(random.fraction() * count);
  const authors = Array.from({ length: 1 + below(4) }, (_, index) => `author ${index + 1}`);
  const sent = Array.from({ length: below(60) }, (_, index) => ({
    commandId: `command ${index + 1}`,
    author: present(authors[below(authors.length)], 'there is an author'),
  }));
  const final = placed(sent, { random, authors });
  // Of the last ones some were never acknowledged, and some are on the way for ever.
  const acknowledged = final.filter(() => random.fraction() < 0.8);
  const observers = authors.map((name) =>
    observe(name, {
      final,
      random,
      isOwn: (id) => sent.some(({ commandId, author }) => commandId === id && author === name),
      acknowledged,
    }),
  );
  return { sent, acknowledged, final, observers };
}

/** The authors' queues, merged by chance; other events take places between them. */
function placed(
  sent: History['sent'],
  { random, authors }: { readonly random: Random; readonly authors: readonly string[] },
): Placed[] {
  const queues = authors.map((name) => sent.filter(({ author }) => author === name));
  const final: Placed[] = [];
  let place = 0;
  for (;;) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const next = waiting[Math.floor(random.fraction() * waiting.length)]?.shift();
    if (next === undefined || random.fraction() < 0.01) return final;
    place += random.fraction() < 0.1 ? 2 : 1;
    final.push({ commandId: next.commandId, place });
  }
}

interface Observation {
  readonly final: readonly Placed[];
  readonly acknowledged: readonly Placed[];
  readonly isOwn: (commandId: string) => boolean;
  readonly random: Random;
}

function observe(name: string, { final, acknowledged, isOwn, random }: Observation): Observer {
  const steps: Step[] = [];
  const told = new Set(acknowledged);
  for (const [index, entry] of final.entries()) {
    if (told.has(entry) && isOwn(entry.commandId)) steps.push({ type: 'acknowledged', ...entry });
    steps.push({ type: 'saw', ...entry });
    if (random.fraction() > 0.1) continue;
    const upTo = entry.place;
    const from = 1 + Math.floor(random.fraction() * upTo);
    steps.push({ type: 'read', from, upTo, entries: final.slice(0, index + 1).filter(({ place }) => place >= from) });
  }
  return { name, completeFrom: 1, screen: final.map(({ commandId }) => commandId), steps };
}
