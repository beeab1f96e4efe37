import type {
  DeltaDiscoveryRequest,
  DeltaDiscoveryResponse,
  DiscoveryRequest,
  DiscoveryResponse,
} from '@kubets/proto-gen/envoy/service/discovery/v3';
import { TYPE_URLS, type ResourceType } from '../resources/resource-type';
import { createDeltaStream } from './delta-stream';
import { MOST_NAMES } from './stream-options';
import { createWholeStream } from './whole-stream';

/** A world of names and versions, which the test changes; the content of a resource is its name and version. */
function world(versions: Record<string, string>) {
  const rejections: string[] = [];
  return {
    versions,
    rejections,
    lookup(type: ResourceType, name: string, zone: string) {
      const version = versions[name];
      if (version === undefined) return undefined;
      return {
        version,
        any: { typeUrl: TYPE_URLS[type], value: Buffer.from(`${name}@${version}${zone && ` ${zone}`}`) },
      };
    },
    rejected: ({ node, type, message }: { node: string; type: ResourceType; message: string }) =>
      void rejections.push(`${node} ${type}: ${message}`),
  };
}

describe('state of the world', () => {
  const ask = (
    type: ResourceType,
    resourceNames: string[],
    responseNonce = '',
    more: Partial<DiscoveryRequest> = {},
  ) => ({
    typeUrl: TYPE_URLS[type],
    resourceNames,
    responseNonce,
    ...more,
  });
  const shown = (responses: DiscoveryResponse[]) =>
    responses.map(
      ({ nonce, resources, typeUrl: url }) =>
        `${nonce} ${url!.split('.').at(-1)}: ${(resources ?? []).map(({ value }) => value).join(', ')}`,
    );

  test('a client has what it asks for, once', () => {
    const stream = createWholeStream(world({ a: '1', b: '1', c: '1' }));
    expect(shown(stream.receive(ask('endpoints', ['a', 'b'])))).toEqual(['1 ClusterLoadAssignment: a@1, b@1']);
    expect(stream.receive(ask('endpoints', ['a', 'b'], '1', { versionInfo: '1' }))).toEqual([]);
  });

  test('a name more has only that sent of endpoints, and all of listeners', () => {
    const stream = createWholeStream(world({ a: '1', b: '1' }));
    stream.receive(ask('endpoints', ['a']));
    expect(shown(stream.receive(ask('endpoints', ['a', 'b'], '1')))).toEqual(['2 ClusterLoadAssignment: b@1']);
    stream.receive(ask('listener', ['a']));
    expect(shown(stream.receive(ask('listener', ['a', 'b'], '3')))).toEqual(['4 Listener: a@1, b@1']);
  });

  test('a change sends one resource of endpoints, and all of clusters', () => {
    const state = world({ a: '1', b: '1' });
    const stream = createWholeStream(state);
    for (const type of ['endpoints', 'cluster'] as const) stream.receive(ask(type, ['a', 'b']));
    stream.receive(ask('endpoints', ['a', 'b'], '1'));
    stream.receive(ask('cluster', ['a', 'b'], '2'));
    state.versions['a'] = '2';
    expect(shown(stream.changed((name) => name === 'a'))).toEqual([
      '3 Cluster: a@2, b@1',
      '4 ClusterLoadAssignment: a@2',
    ]);
  });

  test('what changes before the last response is accepted comes after, once', () => {
    const state = world({ a: '1' });
    const stream = createWholeStream(state);
    stream.receive(ask('endpoints', ['a']));
    for (const version of ['2', '3', '4']) {
      state.versions['a'] = version;
      expect(stream.changed(() => true)).toEqual([]);
    }
    expect(shown(stream.receive(ask('endpoints', ['a'], '1')))).toEqual(['2 ClusterLoadAssignment: a@4']);
  });

  test('what a client rejects is told and not sent again until it changes', () => {
    const state = world({ a: '1' });
    const stream = createWholeStream(state);
    stream.receive(ask('endpoints', ['a'], '', { node: { id: 'pod-1' } }));
    expect(
      stream.receive(ask('endpoints', ['a'], '1', { versionInfo: '', errorDetail: { code: 3, message: 'bad' } })),
    ).toEqual([]);
    expect(state.rejections).toEqual(['pod-1 endpoints: bad']);
    expect(stream.changed(() => true)).toEqual([]);
    state.versions['a'] = '2';
    expect(shown(stream.changed(() => true))).toEqual(['2 ClusterLoadAssignment: a@2']);
  });

  test('a request that crossed a response on its way is not the word on it', () => {
    const stream = createWholeStream(world({ a: '1', b: '1' }));
    stream.receive(ask('endpoints', ['a']));
    expect(stream.receive(ask('endpoints', ['b']))).toEqual([]);
    expect(stream.receive(ask('endpoints', ['b'], '7'))).toEqual([]);
    expect(shown(stream.receive(ask('endpoints', ['a', 'b'], '1')))).toEqual(['2 ClusterLoadAssignment: b@1']);
  });

  test('what is no longer subscribed to is not sent, and is sent whole when it is again', () => {
    const state = world({ a: '1', b: '1' });
    const stream = createWholeStream(state);
    stream.receive(ask('endpoints', ['a', 'b']));
    stream.receive(ask('endpoints', ['b'], '1'));
    state.versions['a'] = '2';
    expect(stream.changed(() => true)).toEqual([]);
    expect(shown(stream.receive(ask('endpoints', ['a', 'b'], '1')))).toEqual(['2 ClusterLoadAssignment: a@2']);
    stream.receive(ask('endpoints', [], '2'));
    state.versions['b'] = '2';
    expect(stream.changed(() => true)).toEqual([]);
  });

  test('a listener that is gone is missing from the next response, a route is not spoken of', () => {
    const state = world({ a: '1', b: '1' });
    const stream = createWholeStream(state);
    stream.receive(ask('listener', ['a', 'b']));
    stream.receive(ask('listener', ['a', 'b'], '1'));
    stream.receive(ask('route', ['a']));
    stream.receive(ask('route', ['a'], '2'));
    delete state.versions['a'];
    expect(shown(stream.changed(() => true))).toEqual(['3 Listener: b@1']);
    stream.receive(ask('listener', ['a', 'b'], '3'));
    state.versions['a'] = '1';
    expect(shown(stream.changed(() => true))).toEqual(['4 Listener: a@1, b@1', '5 RouteConfiguration: a@1']);
  });

  test('a listener that is not there is answered, and comes when it is', () => {
    const state = world({});
    const stream = createWholeStream(state);
    expect(shown(stream.receive(ask('listener', ['a'])))).toEqual(['1 Listener: ']);
    expect(stream.receive(ask('listener', ['a'], '1'))).toEqual([]);
    state.versions['a'] = '1';
    expect(shown(stream.changed(() => true))).toEqual(['2 Listener: a@1']);
  });

  test('without names nothing is subscribed to', () => {
    expect(createWholeStream(world({ a: '1' })).receive(ask('listener', []))).toEqual([]);
  });

  test("the client's zone counts, which only the first request says", () => {
    const stream = createWholeStream(world({ a: '1' }));
    stream.receive(ask('cluster', ['a'], '', { node: { id: 'p', locality: { zone: 'z1' } } }));
    expect(shown(stream.receive(ask('endpoints', ['a'])))).toEqual(['2 ClusterLoadAssignment: a@1 z1']);
  });

  test('a zone longer than any is none, and nothing is kept of it', () => {
    const stream = createWholeStream(world({ a: '1' }));
    const node = { id: 'p', locality: { zone: 'z'.repeat(100_000) } };
    expect(shown(stream.receive(ask('endpoints', ['a'], '', { node })))).toEqual(['1 ClusterLoadAssignment: a@1']);
  });

  test('what is refused over and over is told once', () => {
    const state = world({ a: '1' });
    const stream = createWholeStream(state);
    stream.receive(ask('endpoints', ['a']));
    for (let count = 0; count < 5; count++)
      stream.receive(ask('endpoints', ['a'], '1', { errorDetail: { code: 3, message: 'bad' } }));
    expect(state.rejections).toHaveLength(1);
  });

  test('types that no Service has are not answered', () => {
    const request = {
      typeUrl: 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret',
      resourceNames: ['a'],
    };
    expect(createWholeStream(world({ a: '1' })).receive(request)).toEqual([]);
  });

  test('more names than one client can need end the stream', () => {
    const names = Array.from({ length: MOST_NAMES + 1 }, (_, index) => String(index));
    expect(() => createWholeStream(world({})).receive(ask('listener', names))).toThrow(`at most ${MOST_NAMES}`);
  });
});

describe('incremental', () => {
  const ask = (type: ResourceType, more: Partial<DeltaDiscoveryRequest> = {}) => ({
    typeUrl: TYPE_URLS[type],
    ...more,
  });
  const subscribe = (...names: string[]) => ({ resourceNamesSubscribe: names });
  const shown = (responses: DeltaDiscoveryResponse[]) =>
    responses.map(({ nonce, resources, removedResources }) =>
      [
        nonce,
        ...(resources ?? []).map(({ name, version }) => `${name}@${version}`),
        ...(removedResources ?? []).map((name) => `-${name}`),
      ].join(' '),
    );

  test('a client has what it subscribes to, and then what changes of it', () => {
    const state = world({ a: '1', b: '1', c: '1' });
    const stream = createDeltaStream(state);
    expect(shown(stream.receive(ask('cluster', subscribe('a', 'b'))))).toEqual(['1 a@1 b@1']);
    expect(stream.receive(ask('cluster', { responseNonce: '1' }))).toEqual([]);
    state.versions['a'] = '2';
    state.versions['c'] = '2';
    expect(shown(stream.changed(() => true))).toEqual(['2 a@2']);
  });

  test('what is gone is named, and what is not there from the beginning', () => {
    const state = world({ a: '1' });
    const stream = createDeltaStream(state);
    expect(shown(stream.receive(ask('endpoints', subscribe('a', 'x'))))).toEqual(['1 a@1 -x']);
    stream.receive(ask('endpoints', { responseNonce: '1' }));
    delete state.versions['a'];
    expect(shown(stream.changed(() => true))).toEqual(['2 -a']);
    stream.receive(ask('endpoints', { responseNonce: '2' }));
    state.versions['a'] = '1';
    expect(shown(stream.changed(() => true))).toEqual(['3 a@1']);
  });

  test('a request counts whatever its nonce is, and is answered once the last response is accepted', () => {
    const stream = createDeltaStream(world({ a: '1', b: '1' }));
    stream.receive(ask('cluster', subscribe('a')));
    expect(stream.receive(ask('cluster', subscribe('b')))).toEqual([]);
    expect(shown(stream.receive(ask('cluster', { responseNonce: '1' })))).toEqual(['2 b@1']);
  });

  test('what is unsubscribed is not sent, and is sent again to who subscribes again', () => {
    const state = world({ a: '1', b: '1' });
    const stream = createDeltaStream(state);
    stream.receive(ask('cluster', subscribe('a', 'b')));
    stream.receive(ask('cluster', { responseNonce: '1', resourceNamesUnsubscribe: ['a'] }));
    state.versions['a'] = '2';
    expect(stream.changed(() => true)).toEqual([]);
    expect(shown(stream.receive(ask('cluster', subscribe('a', 'b'))))).toEqual(['2 b@1 a@2']);
  });

  test('a client that comes back has only sent what it does not have', () => {
    const stream = createDeltaStream(world({ a: '1', b: '2' }));
    const initialResourceVersions = { a: '1', b: '1', c: '1' };
    expect(shown(stream.receive(ask('cluster', { ...subscribe('a', 'b', 'c'), initialResourceVersions })))).toEqual([
      '1 b@2 -c',
    ]);
  });

  test('what a client rejects is told and not sent again until it changes', () => {
    const state = world({ a: '1' });
    const stream = createDeltaStream(state);
    stream.receive(ask('cluster', { ...subscribe('a'), node: { id: 'pod-1' } }));
    expect(stream.receive(ask('cluster', { responseNonce: '1', errorDetail: { code: 3, message: 'bad' } }))).toEqual(
      [],
    );
    expect(state.rejections).toEqual(['pod-1 cluster: bad']);
    state.versions['a'] = '2';
    expect(shown(stream.changed(() => true))).toEqual(['2 a@2']);
  });

  test('everything there is cannot be asked for', () => {
    expect(createDeltaStream(world({ a: '1' })).receive(ask('cluster', subscribe('*')))).toEqual([]);
  });

  test('more names than one client can need end the stream', () => {
    const names = Array.from({ length: MOST_NAMES + 1 }, (_, index) => String(index));
    expect(() => createDeltaStream(world({})).receive(ask('cluster', subscribe(...names)))).toThrow(
      `at most ${MOST_NAMES}`,
    );
  });
});
