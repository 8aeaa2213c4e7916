import type { Page } from 'playwright';
import * as v from 'valibot';
import type { ShellDescription, ShellEvents } from '#shared/ipc/shell-api.ts';

/** The program around a page, which is made to believe that it lives in a window of a desktop. */
export interface PretendedShell {
  /** Handed to `openDesk`. */
  prepare(page: Page): Promise<void>;
  tell<Name extends keyof ShellEvents>(name: Name, event: ShellEvents[Name]): void;
  /** What the page asked of it, by the name of the call. */
  asked(name: string): readonly unknown[];
}

const callSchema = v.object({ call: v.number(), name: v.string(), params: v.unknown() });
const replySchema = v.object({ reply: v.number(), result: v.object({ ok: v.literal(true), value: v.unknown() }) });

/** The real shell answers; only what it says of itself is changed on the way, and events can be told as if they were its own. */
export function pretendShell(description: Partial<ShellDescription>): PretendedShell {
  const calls: { readonly name: string; readonly params: unknown }[] = [];
  const describing = new Set<number>();
  let send: (text: string) => void = () => {
    throw new Error('The page has no port yet.');
  };
  return {
    prepare: (page) =>
      page.routeWebSocket(/\/ports\/shell$/u, (near) => {
        const far = near.connectToServer();
        send = (text) => near.send(text);
        near.onMessage((text) => {
          const call = v.parse(callSchema, JSON.parse(String(text)));
          calls.push(call);
          if (call.name === 'shell.describe') describing.add(call.call);
          far.send(text);
        });
        far.onMessage((text) => {
          const reply = v.safeParse(replySchema, JSON.parse(String(text)));
          if (!reply.success || !describing.has(reply.output.reply)) {
            near.send(text);
            return;
          }
          const value = { ...(reply.output.result.value as ShellDescription), ...description };
          near.send(JSON.stringify({ reply: reply.output.reply, result: { ok: true, value } }));
        });
      }),
    tell: (event, value) => {
      send(JSON.stringify({ event, value }));
    },
    asked: (name) => calls.filter((call) => call.name === name).map(({ params }) => params),
  };
}
