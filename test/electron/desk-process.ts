/**
 * A desk on a machine of a LAN in a box: Playwright reaches the app only from within the same network. Reads a call a line,
 * `{"name":"say","args":["hello"]}`, and answers each with a line, `{"error":null}`, and what came of it as `result`.
 */
import { createInterface } from 'node:readline';
import { openElectronDesk, type DeskOptions, type ElectronDesk } from './electron-desk.ts';

const options = JSON.parse(process.argv[2] ?? '') as DeskOptions;
const desk = await openElectronDesk(options).catch((error: unknown) => {
  answer({ error });
  process.exit(1);
});
answer({});

for await (const line of createInterface({ input: process.stdin })) {
  const { name, args } = JSON.parse(line) as { readonly name: keyof ElectronDesk; readonly args: [string] };
  const call: (...given: [string]) => Promise<unknown> = desk[name];
  await call(...args).then(
    (result) => {
      answer({ result });
    },
    (error: unknown) => {
      answer({ error });
    },
  );
}
await desk.quit();
process.exit(0);

function answer({ error = null, result }: { readonly error?: unknown; readonly result?: unknown }): void {
  const message = error === null ? null : error instanceof Error ? error.message : 'unknown';
  process.stdout.write(`${JSON.stringify({ error: message, result })}\n`);
}
