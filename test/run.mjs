// Plain JavaScript, because it must be able to say its sentence on a Node that reads no TypeScript.
import { refuseOldNode } from '../build/refuse-old-node.mjs';

refuseOldNode();
await import('./support/run-lanes.ts');
