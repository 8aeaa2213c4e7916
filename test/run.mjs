// Plain JavaScript, because it must be able to say its sentence on a Node that reads no TypeScript.
import '#main/refuse-other-node.mjs';

await import('./support/run-lanes.ts');
