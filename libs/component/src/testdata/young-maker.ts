// node young-maker.js [bounded|kept]: makes new objects of which some live for a while, first few and then as fast as it can, and prints the room for
// new objects after each, in MiB.
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapSpaceStatistics } from 'node:v8';
import { boundYoungGeneration, keepYoungGeneration } from '../young-generation';

const MIB = 2 ** 20;
const [QUIET_MS, BUSY_MS, PAUSE_MS, FEW, MANY, LIVING] = [5000, 2000, 10, 60, 2000, 12_000];

const living: object[] = [];
function make(count: number): void {
  for (let index = 0; index < count; index++) {
    living.push({ index, text: `${index}`.padStart(20, '0').split('') });
    if (living.length > LIVING) living.shift();
  }
}
const room = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')!.space_size / MIB;

async function main(): Promise<void> {
  const over = new AbortController();
  if (process.argv[2] === 'bounded') boundYoungGeneration(over.signal);
  if (process.argv[2] === 'kept') keepYoungGeneration();
  for (const until = performance.now() + QUIET_MS; performance.now() < until; await sleep(PAUSE_MS)) make(FEW);
  const quiet = room();
  for (const until = performance.now() + BUSY_MS; performance.now() < until; await new Promise(setImmediate))
    make(MANY);
  process.stdout.write(JSON.stringify({ quiet, busy: room() }));
  over.abort();
}

void main();
