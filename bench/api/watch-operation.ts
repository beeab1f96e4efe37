import { once } from 'node:events';
import type { ClientHttp2Stream } from 'node:http2';
import type { Operation } from './operation';
import { nameOf, PODS, PROTOBUF } from './pods';

const WATCHERS = 100;
const CHANGES = 400;
const CHANGES_IN_FLIGHT = 8;

/** What it costs that somebody hears of a change: so many watch everything while pods change. */
export function watchOperation(format: string, accept: string): Operation {
  return {
    name: `event to one of ${WATCHERS} watchers, ${format}`,
    count: (objects) => Math.min(CHANGES, objects),
    async run({ client }, from, to) {
      const path = `${PODS}?watch=true&resourceVersion=${await newestVersion()}`;
      const watchers = await Promise.all(
        Array.from({ length: WATCHERS }, () => client.open({ method: 'GET', path, headers: { accept } })),
      );
      const heard = Promise.all(watchers.map((watcher) => untilEvents(watcher, to - from, accept === PROTOBUF)));
      const changes = Array.from({ length: to - from }, (_, offset) => ({
        method: 'PATCH',
        path: `${PODS}/${nameOf(from + offset)}`,
        headers: { 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ metadata: { labels: { watched: `${format}-${from}` } } }),
      }));
      const takenMs = await client.sendAll(changes, CHANGES_IN_FLIGHT);
      await heard;
      await Promise.all(watchers.map((watcher) => closed(watcher)));
      return { units: WATCHERS * changes.length, takenMs };

      async function newestVersion(): Promise<string> {
        const list = JSON.parse((await client.send({ method: 'GET', path: `${PODS}?limit=1` })).toString());
        return list.metadata.resourceVersion;
      }
    },
  };
}

/** Events end in a line break in JSON, and begin with their length in protobuf. */
async function untilEvents(watcher: ClientHttp2Stream, count: number, hasLengths: boolean): Promise<void> {
  let seen = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of watcher.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (hasLengths) {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
        rest = rest.subarray(4 + rest.readUInt32BE(0));
        seen += 1;
      }
    } else {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) seen += 1;
    }
    if (seen >= count) return;
  }
  throw new Error(`a watch ended after ${seen} of ${count} events`);
}

async function closed(watcher: ClientHttp2Stream): Promise<void> {
  const gone = once(watcher, 'close');
  watcher.close();
  await gone;
}
