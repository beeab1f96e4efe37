import { createFakeClock, createTestLogger, eventually } from '@kubets/component/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { runRepublishing } from './republish';
import type { VolumeSources } from './volume-kind';

const pod = (uid: string): Pod => ({ metadata: { name: uid, uid } });

test('pods whose drivers want it have their volumes published again, whatever becomes of others', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const done: string[] = [];
  const running = runRepublishing({
    pods: () => ['broken', 'plain', 'rotating'].map(pod),
    csi: {
      wantsRepublish: (uid) => (uid === 'broken' ? Promise.reject(new Error('no')) : Promise.resolve(uid !== 'plain')),
    },
    volumes: { republish: async ({ metadata }) => void done.push(metadata!.name!) },
    sources: () => ({}) as VolumeSources,
    clock,
    logger: createTestLogger(),
    signal: stop.signal,
  });
  await clock.advance(60_000);
  await eventually(() => done.length === 1);
  await clock.advance(60_000);
  await eventually(() => done.length === 2);
  expect(done).toEqual(['rotating', 'rotating']);
  stop.abort();
  await clock.advance(60_000);
  await running;
});
