// Plain JavaScript, and the first import of whatever plain Node starts: it must be able to say its sentence on a Node that
// reads no TypeScript, before anything is loaded that such a Node cannot run. better-sqlite3 would crash it silently.
const major = 24;
const { node } = process.versions;

if (Number.parseInt(node, 10) !== major) {
  process.stderr.write(
    `Hallway needs Node ${major} and this is Node ${node}: start it through npm, or by node_modules/.bin/node, which npm ci installed.\n`,
  );
  process.exit(1);
}
