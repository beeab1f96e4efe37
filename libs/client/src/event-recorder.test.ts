import { newForbidden, newServiceUnavailable } from '@kubets/apimachinery';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import type { Event, Pod } from '@kubets/proto-gen/core/v1';
import { createEventRecorder } from './event-recorder';
import { createFakeCluster } from './testing';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '7' },
};

function setup() {
  const clock = createFakeClock('2026-01-01T00:00:00Z');
  const cluster = createFakeCluster([], { clock });
  const logger = createTestLogger();
  const recorder = createEventRecorder({ client: cluster, component: 'kubelet', host: 'node-1', logger, clock });
  return { clock, cluster, logger, recorder, events: () => cluster.objects<Event>('events') };
}

describe('event recorder', () => {
  test('writes an Event as Kubernetes does', async () => {
    const { recorder, events } = setup();
    recorder.event(pod, 'Normal', 'Pulled', 'Container image "nginx" already present on machine');
    await recorder.flush();
    expect(events()).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({ name: expect.stringMatching(/^web\.[0-9a-f]{16}$/), namespace: 'shop' }),
        involvedObject: {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: 'shop',
          name: 'web',
          uid: 'u1',
          resourceVersion: '7',
        },
        reason: 'Pulled',
        message: 'Container image "nginx" already present on machine',
        type: 'Normal',
        source: { component: 'kubelet', host: 'node-1' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:00Z',
        count: 1,
        reportingComponent: 'kubelet',
        reportingInstance: 'node-1',
      }),
    ]);
  });

  test('a repeated one raises the count and the last time', async () => {
    const { clock, recorder, events } = setup();
    for (let i = 0; i < 3; i++) {
      recorder.event(pod, 'Warning', 'BackOff', 'Back-off restarting failed container');
      await recorder.flush();
      await clock.advance(10_000);
    }
    expect(events()).toEqual([
      expect.objectContaining({
        count: 3,
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:20Z',
      }),
    ]);
  });

  test('one that expired starts anew', async () => {
    const { cluster, recorder, events } = setup();
    recorder.event(pod, 'Normal', 'Pulled', 'x');
    await recorder.flush();
    const { namespace, name } = events()[0]!.metadata!;
    await cluster.events.delete({ namespace, name: name! });
    recorder.event(pod, 'Normal', 'Pulled', 'x');
    await recorder.flush();
    expect(events()).toEqual([expect.objectContaining({ count: 1 })]);
  });

  test('many different messages of one reason are combined, and floods of one object cut', async () => {
    const { recorder, events } = setup();
    for (let i = 0; i < 40; i++) recorder.event(pod, 'Warning', 'Failed', `attempt ${i}`);
    await recorder.flush();
    expect(events()).toHaveLength(11);
    expect(events().filter(({ message }) => message?.startsWith('(combined from similar events): '))).toEqual([
      expect.objectContaining({ count: 15 }),
    ]);
  });

  test('cluster-scoped objects have their events in default, and a reference keeps its fieldPath', async () => {
    const { recorder, events } = setup();
    recorder.event({ kind: 'Node', name: 'node-1', fieldPath: 'spec.containers{web}' }, 'Normal', 'NodeReady', 'ready');
    await recorder.flush();
    expect(events()[0]).toMatchObject({
      metadata: { namespace: 'default' },
      involvedObject: { fieldPath: 'spec.containers{web}' },
    });
  });

  test('waits for an apiserver that is away, not for ever', async () => {
    const { clock, cluster, logger, recorder, events } = setup();
    cluster.failNext({ verb: 'create', resource: 'events' }, newServiceUnavailable('down'), 5);
    recorder.event(pod, 'Normal', 'Pulled', 'in time');
    await clock.advance(30_000);
    expect(events()).toHaveLength(1);

    cluster.failNext({ verb: 'create', resource: 'events' }, newServiceUnavailable('down'), 1000);
    recorder.event(pod, 'Normal', 'Killing', 'too late');
    await clock.advance(180_000);
    await recorder.flush();
    expect(logger.lines).toEqual([expect.objectContaining({ msg: 'Event was dropped', event: 'Killing' })]);
  });

  test('what is refused is dropped with a line in the log', async () => {
    const { cluster, logger, recorder } = setup();
    cluster.failNext(
      { verb: 'create', resource: 'events' },
      newForbidden({ group: '', resource: 'events' }, 'x', 'namespace is being terminated'),
    );
    recorder.event(pod, 'Normal', 'Pulled', 'x');
    await recorder.flush();
    expect(logger.lines).toEqual([
      expect.objectContaining({ level: 'warn', reason: expect.stringContaining('being terminated') }),
    ]);
  });
});
