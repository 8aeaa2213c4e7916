import { parentPort, workerData } from 'node:worker_threads';
import { lockFolder } from '#main/storage/lock-file.ts';

// Takes the lock of a folder, says whether it got it, and stays: as a process of its own or as a thread.
const folder = parentPort === null ? String(process.argv[2]) : (workerData as string);
const lock = lockFolder(folder);
const answer = lock.ok ? 'held' : lock.error.type;
if (parentPort === null) process.stdout.write(`${answer}\n`);
else parentPort.postMessage(answer);
// Kept in hand: a lock that nothing refers to any more is collected, and with it let go.
setInterval(() => lock, 1_000);
