/** What commander says of a command line that makes no sense, as sentences like all others. */
export function commandLineSentence({ message }: { readonly message: string }, env: Environment = {}): string {
  const text = message
    .replace(/^error: /u, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/u, '');
  return `${text}. ${npmSentence(env)}--help lists the options.`;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** npm keeps options for itself that do not stand behind `--`, and says so by its settings alone. */
function npmSentence(env: Environment): string {
  const script = env['npm_lifecycle_event'];
  const isKept = ['data', 'name', 'server', 'port', 'json'].some((option) => env[`npm_config_${option}`] !== undefined);
  return script === undefined || !isKept
    ? ''
    : `npm hands on what stands behind --: npm run ${script} -- --data FOLDER. `;
}
