// node --expose-gc garbage-maker.js [bounded]: reads a large document again and again, keeps a few of them, and prints the most that the heap
// held and what is in use in the end, in MiB, and the time of a processor that it took, in seconds.
import { boundHeapGrowth } from '../heap-growth';

const [KEPT, RECENT, TIMES, KEYS] = [20, 4, 60, 80_000];

async function main(): Promise<void> {
  if (process.argv[2] === 'bounded') boundHeapGrowth();
  const text = JSON.stringify(
    Object.fromEntries(Array.from({ length: KEYS }, (_, index) => [`key${index}`, `${index}`])),
  );
  const kept = Array.from({ length: KEPT }, () => JSON.parse(text) as object);
  const recent: object[] = [];
  let peak = 0;
  for (let time = 0; time < TIMES; time++) {
    recent.push(JSON.parse(text) as object);
    if (recent.length > RECENT) recent.shift();
    peak = Math.max(peak, process.memoryUsage().heapTotal);
    await new Promise(setImmediate);
  }
  const { user, system } = process.cpuUsage();
  global.gc!();
  const inUse = process.memoryUsage().heapUsed;
  process.stdout.write(
    JSON.stringify({
      peakMiB: peak / 2 ** 20,
      inUseMiB: inUse / 2 ** 20,
      seconds: (user + system) / 1e6,
      kept: kept.length,
    }),
  );
}

void main();
