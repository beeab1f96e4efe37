// Loaded into the apiserver's process before its own code: the longest turn of its event loop, in time that its thread was
// running, so that neighbours on a busy machine do not count. Told when asked for, and begun anew.
import { closeSync, openSync, readSync } from 'node:fs';

const NANOSECONDS = 1e6;
const PAUSE_MS = 1;

const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
const buffer = Buffer.alloc(64);

/** Milliseconds that this thread has been running. */
function runningMs(): number {
  const length = readSync(file, buffer, 0, buffer.length, 0);
  return Number(buffer.toString('latin1', 0, length).split(' ')[0]) / NANOSECONDS;
}

let longestMs = 0;
let before = runningMs();

function turn(): void {
  const now = runningMs();
  longestMs = Math.max(longestMs, now - before);
  before = now;
}

setInterval(() => {
  turn();
  setImmediate(turn);
}, PAUSE_MS).unref();

process.on('message', (message) => {
  if (message !== 'longest turn') return;
  process.send!(longestMs);
  longestMs = 0;
});
process.channel?.unref();
process.on('exit', () => closeSync(file));
