import { rfc3339 } from '@kubets/apimachinery';
import type { ResourceDefinition, ServedVersion } from '../registry/resource';
import { thing, things } from '../testing/things';
import { beginDeletion } from './deletion';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';

const now = new Date('2026-01-02T03:04:05Z');
const strategy = {
  now,
  user: { username: 'u', groups: [] },
  reader: { get: () => undefined, list: () => [] },
  settings: { serviceClusterIpRanges: [], serviceNodePortRange: { first: 1, last: 2 } },
};
const graceful: ResourceDefinition = {
  ...things,
  gracefulDeletion: { gracePeriodSeconds: (_, requested) => requested ?? 30 },
};
const orphaning: ServedVersion = { ...things.versions[0], orphansByDefault: true };

function begin(metadata: object, options: DeleteOptions, definition = things, version = definition.versions[0]) {
  const object = thing('a', metadata);
  return beginDeletion(object, { definition, version, options, strategy }) ? object.metadata : undefined;
}

describe('deletion', () => {
  test('is immediate when nothing keeps the object', () => {
    expect(begin({}, {})).toBeUndefined();
    expect(begin({}, { gracePeriodSeconds: 60 })).toBeUndefined();
    expect(begin({}, { gracePeriodSeconds: 0 }, graceful)).toBeUndefined();
  });

  test('waits for finalizers', () => {
    expect(begin({ finalizers: ['a/b'], generation: 3 }, {})).toMatchObject({
      finalizers: ['a/b'],
      deletionTimestamp: '2026-01-02T03:04:05Z',
      deletionGracePeriodSeconds: 0,
      generation: 4,
    });
  });

  test('waits for the agent that completes it', () => {
    expect(begin({}, {}, graceful)).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:35Z',
      deletionGracePeriodSeconds: 30,
    });
  });

  test('tells the last of what went after a grace period of nothing', () => {
    const object = thing('a', { generation: 1 });
    const request = {
      definition: graceful,
      version: graceful.versions[0],
      options: { gracePeriodSeconds: 0 },
      strategy,
    };
    expect(beginDeletion(object, request)).toBe(false);
    expect(object.metadata).toMatchObject({
      deletionTimestamp: '2026-01-02T03:04:05Z',
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
  });

  const running = { deletionTimestamp: '2026-01-02T03:04:30Z', deletionGracePeriodSeconds: 30 };
  test.each([
    [{}, running],
    [{ gracePeriodSeconds: 60 }, running],
    [{ gracePeriodSeconds: 5 }, { deletionTimestamp: '2026-01-02T03:04:05Z', deletionGracePeriodSeconds: 5 }],
    [{ gracePeriodSeconds: 2 }, { deletionTimestamp: '2026-01-02T03:04:05Z', deletionGracePeriodSeconds: 1 }],
    [{ gracePeriodSeconds: 0 }, undefined],
  ])('a second delete with %j shortens the period and never lengthens it', (options, expected) => {
    const metadata = begin(running, options, graceful);
    if (expected) expect(metadata).toMatchObject(expected);
    else expect(metadata).toBeUndefined();
  });

  test.each<[string[], DeleteOptions, ServedVersion, string[] | undefined]>([
    [[], { propagationPolicy: 'Foreground' }, things.versions[0], ['foregroundDeletion']],
    [[], { propagationPolicy: 'Orphan' }, things.versions[0], ['orphan']],
    [[], { orphanDependents: true }, things.versions[0], ['orphan']],
    [[], { orphanDependents: false }, orphaning, undefined],
    [[], {}, orphaning, ['orphan']],
    [['orphan'], { propagationPolicy: 'Background' }, things.versions[0], undefined],
    [['foregroundDeletion'], {}, things.versions[0], ['foregroundDeletion']],
    [['a/b', 'orphan'], { propagationPolicy: 'Foreground' }, things.versions[0], ['a/b', 'foregroundDeletion']],
  ])('finalizers %j with %j', (finalizers, options, version, expected) => {
    expect(begin({ finalizers }, options, things, version)?.finalizers).toEqual(expected);
  });

  test('lets the resource change the object when it has to wait', () => {
    const beginDelete = jest.fn();
    const definition = { ...things, beginDelete, extraFinalizers: () => ['kubernetes'] };
    expect(begin({}, {}, definition)).toEqual({ name: 'a', namespace: 'default', deletionTimestamp: rfc3339(now) });
    expect(begin({ deletionTimestamp: '2026-01-02T03:04:00Z' }, {}, definition)).toBeDefined();
    expect(beginDelete).toHaveBeenCalledTimes(1);
  });
});
