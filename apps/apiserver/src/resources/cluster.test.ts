import type { Event, Namespace } from '@kubets/proto-gen/core/v1';
import type { ServedVersion } from '../registry/resource';
import { events } from './events/events';
import { leases } from './leases/leases';
import { namespaces } from './namespaces/namespaces';
import { validateFinalizers } from './namespaces/validation';
import { cellsOf, created, strategyContext, texts, updated } from './testing/strategy-harness';

describe('namespaces', () => {
  test('begin active, labelled with their name and kept by their finalizer', () => {
    const { object } = created<Namespace>(namespaces, { metadata: { name: 'a', labels: { x: 'y' } } });
    expect(object).toEqual({
      metadata: { name: 'a', labels: { x: 'y', 'kubernetes.io/metadata.name': 'a' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    expect(namespaces.extraFinalizers!(object)).toEqual(['kubernetes']);
    expect(cellsOf(namespaces, object)).toMatchObject({ Status: 'Active' });
  });

  test.each<[string[], string[], string[]]>([
    [['foo.io/x'], ['foo.io/x', 'kubernetes'], []],
    [['kubernetes', 'orphan'], ['kubernetes', 'orphan'], []],
    [
      ['nonsense'],
      ['nonsense', 'kubernetes'],
      [
        'spec.finalizers: Invalid value: "nonsense": name is neither a standard finalizer name nor is it fully qualified',
      ],
    ],
    [
      ['a b/c'],
      ['a b/c', 'kubernetes'],
      [
        expect.stringMatching(
          /^spec\.finalizers: Invalid value: "a b\/c": prefix part a lowercase RFC 1123 subdomain/,
        ) as unknown as string,
      ],
    ],
  ])('finalizers %j', (sent, finalizers, errors) => {
    const made = created<Namespace>(namespaces, { metadata: { name: 'a' }, spec: { finalizers: sent } });
    expect([made.object.spec!.finalizers, made.errors]).toEqual([finalizers, errors]);
    expect(validateFinalizers(made.object).map(({ field }) => field)).toEqual(errors.map(() => 'spec.finalizers[0]'));
    // One that is stored already does not keep the namespace from changing.
    expect(
      updated(namespaces, made.object, ({ metadata }) => {
        metadata!.labels = { x: 'y' };
      }).errors,
    ).toEqual([]);
  });

  test.each<[boolean, string, string[]]>([
    [false, 'Active', []],
    [true, 'Terminating', []],
    [
      false,
      'Nonsense',
      ['status.Phase: Invalid value: "Nonsense": may only be \'Active\' if `deletionTimestamp` is empty'],
    ],
    [
      true,
      'Active',
      ['status.Phase: Invalid value: "Active": may only be \'Terminating\' if `deletionTimestamp` is not empty'],
    ],
  ])('being deleted: %s, phase %s', (isDeleted, phase, errors) => {
    const object: Namespace = {
      metadata: { name: 'a', ...(isDeleted ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}) },
      status: { phase },
    };
    expect(texts(namespaces.status!.validateUpdate!(object, object, strategyContext()))).toEqual(errors);
  });

  test('an update does not change the finalizers', () => {
    const { object } = updated(
      namespaces,
      created<Namespace>(namespaces, { metadata: { name: 'a' } }).object,
      ({ spec }) => {
        spec!.finalizers = [];
      },
    );
    expect(object.spec!.finalizers).toEqual(['kubernetes']);
  });

  test('terminate when deleted, but for those that the cluster needs', () => {
    const object: Namespace = { metadata: { name: 'a' }, status: { phase: 'Active' } };
    namespaces.beginDelete!(object, strategyContext());
    expect(object.status).toEqual({ phase: 'Terminating' });
    expect(() => namespaces.validateDelete!({ metadata: { name: 'default' } }, strategyContext())).toThrow(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});

describe('events', () => {
  const event = (more: Partial<Event>): Event => ({
    metadata: { name: 'e', namespace: 'default' },
    involvedObject: { kind: 'Pod', namespace: 'default', name: 'p' },
    ...more,
  });
  const told = {
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingComponent: 'example.com/controller',
    reportingInstance: 'controller-1',
    action: 'Binding',
    reason: 'Scheduled',
  };

  test('have any name that a path can hold', () => {
    const problems = (name: string) => events.validateName!(name);
    expect([problems('system:node.17A'), problems('a/b')]).toEqual([[], ["may not contain '/'"]]);
  });

  test.each<[string, Event, string[]]>([
    ['in the namespace of its object', event({}), []],
    ['of a node', event({ involvedObject: { kind: 'Node', name: 'n' } }), []],
    [
      'elsewhere',
      event({ involvedObject: { kind: 'Pod', namespace: 'other', name: 'p' } }),
      ['involvedObject.namespace: Invalid value: "other": does not match event.namespace'],
    ],
    ['elsewhere, with a time of its own', event({ ...told, involvedObject: { namespace: 'other' } }), []],
    [
      'of a node, in another namespace',
      event({ ...told, metadata: { name: 'e', namespace: 'kube-public' }, involvedObject: { kind: 'Node' } }),
      ['involvedObject.namespace: Invalid value: "": does not match event.namespace'],
    ],
    [
      'that does not tell what its time asks for',
      event({
        eventTime: told.eventTime,
        reportingComponent: 'a b',
        action: 'x'.repeat(129),
        message: 'x'.repeat(1025),
      }),
      [
        expect.stringContaining('reportingComponent: Invalid value: "a b": name part must consist of'),
        'reportingInstance: Required value',
        'action: Invalid value: "": can have at most 128 characters',
        'reason: Required value',
        'message: Invalid value: "": can have at most 1024 characters',
      ],
    ],
  ])('%s', (_, object, expected) => {
    expect(created(events, object).errors).toEqual(expected);
  });

  const inEventsGroup = (more: object): Event =>
    ({
      metadata: { name: 'e', namespace: 'default' },
      regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
      eventTime: told.eventTime,
      reportingController: told.reportingComponent,
      reportingInstance: told.reportingInstance,
      action: told.action,
      reason: told.reason,
      type: 'Normal',
      ...more,
    }) as Event;

  test.each<[string, object, string[]]>([
    ['as it should be', { note: 'x', series: { count: 2, lastObservedTime: told.eventTime } }, []],
    [
      'with nothing but its object',
      { eventTime: undefined, type: undefined },
      ['type: Invalid value: "": has invalid value: ', 'eventTime: Required value'],
    ],
    [
      'by nobody',
      { reportingController: '', type: 'Other' },
      [
        'type: Invalid value: "": has invalid value: Other',
        'reportingController: Required value',
        'reportingController: Invalid value: "": name part must be non-empty',
        expect.stringContaining('reportingController: Invalid value: "": name part must consist of'),
      ],
    ],
    [
      'with what v1 had before',
      {
        deprecatedSource: { host: 'node-1' },
        deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
        deprecatedLastTimestamp: '2026-01-01T00:00:00Z',
        deprecatedCount: 1,
      },
      [
        'source: Invalid value: "": needs to be unset',
        'firstTimestamp: Invalid value: "": needs to be unset',
        'lastTimestamp: Invalid value: "": needs to be unset',
        'count: Invalid value: "": needs to be unset',
      ],
    ],
    [
      'in a series of one',
      { series: { count: 1 } },
      ['series.count: Invalid value: "": should be at least 2', 'series.lastObservedTime: Required value'],
    ],
  ])('of events.k8s.io/v1, %s', (_, object, expected) => {
    const { errors } = created(events, inEventsGroup(object), { version: 1 });
    expect(errors).toHaveLength(expected.length);
    expect(errors).toEqual(expect.arrayContaining(expected));
  });

  test('of events.k8s.io/v1 have names as most objects, and can become a series and nothing else', () => {
    const [, { toStorage, validateNewName }] = events.versions as [unknown, ServedVersion<Event>];
    expect(validateNewName!('system:node', {})).toHaveLength(1);
    const old = toStorage!(inEventsGroup({}));
    const change = (more: object) => updated(events, old, (event) => void Object.assign(event, more), undefined, 1);
    expect(change({ series: { count: 2, lastObservedTime: told.eventTime } }).errors).toEqual([]);
    expect(change({ reportingComponent: 'x', message: 'y' }).errors).toEqual([
      'message: Invalid value: "y": field is immutable',
      'reportingController: Invalid value: "x": field is immutable',
    ]);
  });

  test('are the same in both groups', () => {
    const [, { toStorage, fromStorage }] = events.versions as [unknown, ServedVersion<Event>];
    const core: Event = {
      ...event(told),
      message: 'm',
      source: { component: 'kubelet' },
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:01Z',
      count: 3,
      series: { lastObservedTime: told.eventTime },
      related: { kind: 'Node' },
    };
    const { eventTime, action, reason, reportingInstance } = told;
    const served = {
      metadata: core.metadata,
      regarding: core.involvedObject,
      ...{ eventTime, action, reason, reportingInstance },
      reportingController: told.reportingComponent,
      note: 'm',
      deprecatedSource: { component: 'kubelet' },
      deprecatedFirstTimestamp: '2026-01-01T00:00:00Z',
      deprecatedLastTimestamp: '2026-01-01T00:00:01Z',
      deprecatedCount: 3,
      series: { count: 0, lastObservedTime: told.eventTime },
      related: { kind: 'Node' },
    };
    expect(fromStorage!(core)).toEqual(served);
    expect(toStorage!(served)).toEqual({ ...core, series: served.series });
    expect(fromStorage!({ reportingComponent: '', reportingInstance: '' })).toEqual({});
  });

  test.each<[Partial<Event>, object]>([
    [
      {
        firstTimestamp: '2025-12-31T23:55:00Z',
        lastTimestamp: '2025-12-31T23:59:00Z',
        count: 3,
        type: 'Warning',
        reason: 'BackOff',
        message: ' x\n',
        source: { component: 'kubelet', host: 'node-1' },
      },
      {
        'Last Seen': '60s',
        Type: 'Warning',
        Reason: 'BackOff',
        Object: 'pod/p',
        Source: 'kubelet, node-1',
        Message: 'x',
        'First Seen': '5m',
        Count: 3,
        Name: 'e',
      },
    ],
    [
      {
        eventTime: '2025-12-31T23:59:00.000000Z',
        reportingComponent: 'scheduler',
        series: { count: 7, lastObservedTime: '2025-12-31T23:59:30.000000Z' },
      },
      { 'Last Seen': '30s', 'First Seen': '60s', Count: 7, Source: 'scheduler' },
    ],
    [{}, { 'Last Seen': '<unknown>', Count: 1 }],
  ])('%j is shown as %j', (more, cells) => {
    expect(cellsOf(events, event(more))).toMatchObject(cells);
  });

  test('can be found by their object', () => {
    expect(events.fieldSelectors!['involvedObject.name']!(event({}))).toBe('p');
    expect(events.fieldSelectors!.source!(event({ reportingComponent: 'x' }))).toBe('x');
    const [, { fieldSelectors }] = events.versions as [unknown, ServedVersion<Event>];
    expect(fieldSelectors!['regarding.name']!(event({}))).toBe('p');
    expect(fieldSelectors!.reportingController!(event({ reportingComponent: 'x' }))).toBe('x');
    expect(Object.keys(fieldSelectors!)).not.toContain('source');
  });
});

test('leases', () => {
  expect(
    created(leases, { metadata: { name: 'l' }, spec: { leaseDurationSeconds: 0, leaseTransitions: -1 } } as object)
      .errors,
  ).toEqual([
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
  ]);
  expect(cellsOf(leases, { metadata: { name: 'l' }, spec: { holderIdentity: 'me' } } as object)).toMatchObject({
    Name: 'l',
    Holder: 'me',
  });
});
