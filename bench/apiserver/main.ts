import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { largeRequests, slowRequests, textOf, type LargeRequest } from './large-requests';
import { startMeasuredApiserver, type Connection, type MeasuredApiserver } from './measured-apiserver';
import type { Waits } from './small-reader';

const SAMPLE_MS = 20;
const FLOOR_MS = 3_000;

const { values } = parseArgs({
  options: {
    objects: { type: 'string', default: '10000' },
    lists: { type: 'string', default: '64' },
    rest: { type: 'string', default: '60' },
  },
});
const [objects, lists, restSeconds] = [Number(values.objects), Number(values.lists), Number(values.rest)];
if (!(objects > 0 && lists > 0 && restSeconds >= 0))
  throw new Error('usage: run.mjs [--objects 10000] [--lists 64] [--rest 60]');

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

async function waitsOf(reader: ChildProcess): Promise<Waits> {
  reader.send('waits');
  const [waits] = (await once(reader, 'message')) as [Waits];
  return waits;
}

function waitLine(label: string, { worstMs, reads, failures }: Waits, floor: Waits, more: string): string {
  const failed = failures > 0 ? `, ${failures} FAILED` : '';
  return `${label}: worst of ${reads} small reads ${worstMs.toFixed(0)} ms, ratio ${(worstMs / floor.worstMs).toFixed(1)}${failed}; ${more}`;
}

/** Where the memory is, as the process itself counts it. */
async function heapOf(connection: Connection): Promise<string> {
  const text = await textOf(connection, '/metrics');
  const value = (name: string) => mebibytes(Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]));
  return `heap ${value('nodejs_heap_size_used_bytes')} of ${value('nodejs_heap_size_total_bytes')}, buffers ${value('nodejs_external_memory_bytes')}`;
}

async function main(): Promise<void> {
  const server = await startMeasuredApiserver({ objects });
  try {
    await measure(server);
  } finally {
    await server.stop();
  }
}

async function measure({ connection, residentBytes }: MeasuredApiserver): Promise<void> {
  const reader = fork(join(__dirname, 'small-reader.js'), [JSON.stringify(connection)]);
  await sleep(FLOOR_MS);
  await waitsOf(reader);
  await sleep(FLOOR_MS);
  const floor = await waitsOf(reader);
  const start = residentBytes();
  console.log(
    `${objects} pods; at the start ${mebibytes(start)} resident, a small read beside nothing waits at most ${floor.worstMs.toFixed(0)} ms; ${await heapOf(connection)}`,
  );

  let peak = 0;
  let peakOfAll = 0;
  const sampling = setInterval(() => (peak = Math.max(peak, residentBytes())), SAMPLE_MS);
  const run = async (label: string, large: LargeRequest, count: number) => {
    peak = 0;
    const begun = performance.now();
    const sizes = await Promise.all(Array.from({ length: count }, () => large(connection))).catch((error: Error) => [
      error.message,
    ]);
    const seconds = (performance.now() - begun) / 1000;
    peakOfAll = Math.max(peakOfAll, peak);
    const size = typeof sizes[0] === 'number' ? `${(sizes[0] / 2 ** 20).toFixed(1)} MiB each` : sizes[0];
    console.log(
      waitLine(
        count > 1 ? `${label}, ${count} at once` : label,
        await waitsOf(reader),
        floor,
        `${seconds.toFixed(1)} s, ${size}, peak ${mebibytes(peak)}, ratio ${(peak / start).toFixed(2)}`,
      ),
    );
  };
  for (const [label, large] of Object.entries(largeRequests)) await run(label, large, 1);
  for (const [label, large] of Object.entries(largeRequests)) await run(label, large, lists);
  for (let round = 0; round < lists; round++) for (const large of Object.values(largeRequests)) await large(connection);
  peakOfAll = Math.max(peakOfAll, peak);
  console.log(
    waitLine(
      `each of them, ${lists} times in sequence`,
      await waitsOf(reader),
      floor,
      `peak of all ${mebibytes(peakOfAll)}, ratio ${(peakOfAll / start).toFixed(2)}`,
    ),
  );
  await sleep(restSeconds * 1000);
  console.log(
    `${restSeconds} s later: ${mebibytes(residentBytes())}, ratio ${(residentBytes() / start).toFixed(2)}; ${await heapOf(connection)}`,
  );
  for (const [label, large] of Object.entries(slowRequests)) await run(label, large, 1);
  clearInterval(sampling);
  reader.disconnect();
}

void main();
