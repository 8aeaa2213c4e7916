const minMajor = 24;

/** Ends the process with one sentence where the project cannot run: better-sqlite3 would crash an older Node silently. */
export function refuseOldNode() {
  const { node } = process.versions;
  if (Number.parseInt(node, 10) >= minMajor) return;
  console.error(
    `Hallway needs Node ${minMajor} or newer and this is Node ${node}: start it through npm, which finds the Node that npm ci installed.`,
  );
  process.exit(1);
}
