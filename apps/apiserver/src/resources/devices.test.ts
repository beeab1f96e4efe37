import { atOnce, decodeObject, errorsOfAll } from '@kubets/apimachinery';
import type {
  DeviceTaintRule,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceSlice,
} from '@kubets/proto-gen/resource/v1';
import { schema } from '@kubets/proto-gen/schema';
import { deviceTaintRules } from './devicetaintrules/devicetaintrules';
import { resourceClaims } from './resourceclaims/resourceclaims';
import { resourceClaimTemplates } from './resourceclaimtemplates/resourceclaimtemplates';
import { resourceSlices } from './resourceslices/resourceslices';
import { cellsOf, created, strategyContext, texts, updated } from './testing/strategy-harness';

const claim = (devices: NonNullable<ResourceClaim['spec']>['devices']): ResourceClaim => ({
  metadata: { name: 'c', namespace: 'default' },
  spec: { devices },
});
const exactly = { deviceClassName: 'c' };
const UNKNOWN = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

test('one device, unless something else is said', () => {
  const requests = [
    { name: 'a', exactly: { ...exactly } },
    { name: 'b', firstAvailable: [{ name: 'x', deviceClassName: 'c', allocationMode: 'All' }] },
  ];
  expect(created(resourceClaims, claim({ requests })).object.spec?.devices?.requests).toEqual([
    { name: 'a', exactly: { ...exactly, allocationMode: 'ExactCount', count: 1 } },
    { name: 'b', firstAvailable: [{ name: 'x', deviceClassName: 'c', allocationMode: 'All' }] },
  ]);
});

test.each<[NonNullable<ResourceClaim['spec']>['devices'], string[]]>([
  [
    { requests: [{ name: 'r' }] },
    ['spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required'],
  ],
  [
    { requests: [{ name: 'r', exactly: { ...exactly, allocationMode: 'All', count: 2 } }] },
    ["spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'"],
  ],
  [
    { requests: [{ name: 'r', exactly }], constraints: [{ requests: ['r', 'r/x'], matchAttribute: 'a.b/c' }] },
    [`spec.devices.constraints[0].requests[1]: Invalid value: "r/x": ${UNKNOWN}`],
  ],
  [
    { requests: [{ name: 'r', exactly: { ...exactly, selectors: [{ cel: { expression: '1' } }] } }] },
    [
      'spec.devices.requests[0].exactly.selectors[0].cel.expression: Invalid value: "1": must evaluate to bool or the unknown type, not int',
    ],
  ],
  [{ requests: [{ name: 'r', exactly }], config: [{}] }, ['spec.devices.config[0].opaque: Required value']],
])('a claim of %j', (devices, errors) => expect(created(resourceClaims, claim(devices)).errors).toEqual(errors));

test('devices, users and how devices are', () => {
  const { object: old } = created(resourceClaims, claim({ requests: [{ name: 'r', exactly }] }));
  const place = { driver: 'a.b', pool: 'p', device: 'd' };
  const status = { allocation: { devices: { results: [{ request: 'r', ...place }] } }, devices: [place] };
  const errorsOf = (changed: ResourceClaim, before = old) =>
    texts(resourceClaims.status!.validateUpdate!(changed, before, strategyContext()));
  expect(errorsOf({ ...old, status })).toEqual([]);
  expect(errorsOf({ ...old, status: { reservedFor: [{ resource: 'pods', name: 'p', uid: 'u' }] } })).toEqual([
    'status.reservedFor: Forbidden: may not be specified when `allocated` is not set',
  ]);
  const given = { ...old, status: { devices: [place] } };
  resourceClaims.status!.prepareForUpdate!(given, { ...old, status }, strategyContext());
  expect(given.status).toEqual({});
  expect(cellsOf(resourceClaims, { ...old, status })).toMatchObject({ State: 'allocated' });
});

test('a taint is as old as its effect', () => {
  const rule: DeviceTaintRule = {
    metadata: { name: 'r' },
    spec: { taint: { key: 'k', effect: 'NoSchedule', timeAdded: '2020-01-01T00:00:00Z' } },
  };
  const { object, errors } = created(deviceTaintRules, rule);
  expect([errors, object.spec?.taint?.timeAdded]).toEqual([[], '2020-01-01T00:00:00Z']);
  const changed = updated(deviceTaintRules, object, ({ spec }) => void (spec!.taint!.effect = 'NoExecute'));
  expect(changed.object.spec?.taint?.timeAdded).toBe('2026-01-01T00:00:00Z');
});

const slice = (spec: ResourceSlice['spec']): ResourceSlice => ({
  metadata: { name: 's' },
  spec: { driver: 'a.b', pool: { name: 'p', resourceSliceCount: 1 }, ...spec },
});
const shared = (requestPolicy: object) => ({
  allNodes: true,
  devices: [{ name: 'd', allowMultipleAllocations: true, capacity: { m: { value: '10', requestPolicy } } }],
});

test('the metadata of a template is labels and annotations', () => {
  const metadata = { name: 'a', uid: 'u', labels: { a: 'b c' }, annotations: { 'a b': 'c' } };
  const { errors } = created(resourceClaimTemplates, { metadata: { name: 't', namespace: 'n' }, spec: { metadata } });
  expect(errors.map((error) => error.replace(/: Invalid value: .*/, ''))).toEqual([
    'spec.metadata.annotations',
    'spec.metadata.labels',
    'spec.metadata.name: Forbidden: cannot be set',
    'spec.metadata.uID: Forbidden: cannot be set',
  ]);
});

test('a slice has either devices or counters, if only none', () => {
  const sent = {
    spec: { driver: 'a.b', pool: { name: 'p', resourceSliceCount: 1 }, nodeName: 'n', devices: [], sharedCounters: [] },
  };
  const message = schema.of('kubets.resource.v1.ResourceSlice');
  const { object } = decodeObject<ResourceSlice>(sent, message, { unknownFields: 'strict' });
  expect(texts(atOnce(errorsOfAll(() => resourceSlices.validateCreate!(object, strategyContext()))))).toEqual([
    'spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed',
  ]);
});

test('a template cannot say that there are no owners, either', () => {
  const sent = { metadata: { name: 't', namespace: 'n' }, spec: { metadata: { ownerReferences: [], finalizers: [] } } };
  const message = schema.of('kubets.resource.v1.ResourceClaimTemplate');
  const { object } = decodeObject<ResourceClaimTemplate>(sent, message, { unknownFields: 'strict' });
  expect(texts(atOnce(errorsOfAll(() => resourceClaimTemplates.validate!(object, strategyContext()))))).toEqual([
    'spec.metadata.ownerReferences: Forbidden: cannot be set',
    'spec.metadata.finalizers: Forbidden: cannot be set',
  ]);
});

test.each<[ResourceSlice['spec'], string[]]>([
  [{ nodeName: 'n', devices: [{ name: 'd', attributes: { 'a.b/x': { string: 'y' } } }] }, []],
  [
    {},
    [
      'spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required',
    ],
  ],
  [{ allNodes: true, devices: [{ name: 'd' }, { name: 'd' }] }, ['spec.devices[1]: Duplicate value: "d"']],
  [
    { allNodes: true, devices: [], sharedCounters: [{ name: 's' }] },
    [
      'spec: Invalid value: "": only one of `sharedCounters` or `devices` is allowed',
      'spec.sharedCounters[0].counters: Required value',
    ],
  ],
  [
    shared({ default: '2', validRange: { min: '1', max: '9', step: '2' } }),
    [
      'spec.devices[0].capacity[m].requestPolicy.validRange.step: Invalid value: "2": value is not a multiple of a given step (2) from (1)',
    ],
  ],
  [shared({ default: '500m', validRange: { min: '0', max: '2', step: '500m' } }), []],
  [
    shared({ default: '1', validValues: ['1', '1.0', '1000m'] }),
    [
      'spec.devices[0].capacity[m].requestPolicy.validValues[1]: Duplicate value: "1"',
      'spec.devices[0].capacity[m].requestPolicy.validValues[2]: Duplicate value: "1"',
    ],
  ],
  [
    shared({ default: '1e2000000000', validValues: ['1e2000000000'] }),
    [
      'spec.devices[0].capacity[m].requestPolicy.validValues[0]: Invalid value: "1e2000000000": option is larger than capacity value: 10',
    ],
  ],
])('a slice with %j', (spec, errors) => expect(created(resourceSlices, slice(spec)).errors).toEqual(errors));
