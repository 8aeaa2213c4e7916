/** What happened in a run, a line a step: byte for byte the same for the same seed. */
export interface Trace {
  readonly lines: readonly string[];
  line(text: string): void;
  sent(frame: { readonly link: number; readonly client: string; readonly to: string; readonly text: string }): void;
}

/** `now`: milliseconds since the run began. */
export function createTrace(now: () => number): Trace {
  const lines: string[] = [];
  const line = (text: string) => void lines.push(`${now()} ${text}`);
  return {
    lines,
    line,
    sent: ({ link, client, to, text }) => {
      line(`#${link} ${to === 'server' ? `${client} sends` : `server sends ${client}`} ${summary(text)}`);
    },
  };
}

const maxSummary = 400;

function summary(text: string): string {
  return text.length > maxSummary ? `${text.slice(0, maxSummary)}... (${text.length})` : text;
}
