import type { Deployment } from '@kubets/proto-gen/apps/v1';
import type { ConfigMap } from '@kubets/proto-gen/core/v1';
import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import type { KubeObject } from '../meta/kube-object';
import { StatusError } from '../errors/status-error';
import { applyConfiguration } from './apply-configuration';

const CONFIG_MAP = schema.of('kubets.core.v1.ConfigMap');
const DEPLOYMENT = schema.of('kubets.apps.v1.Deployment');
const now = new Date('2026-01-01T00:00:00Z');

/** Applies in turn, each on what the one before left. */
function run<T extends KubeObject>(
  message: MessageSchema,
  ...steps: { manager: string; config: T; force?: boolean }[]
): T {
  const apiVersion = message === DEPLOYMENT ? 'apps/v1' : 'v1';
  return steps.reduce<T | undefined>((live, { manager, config, force = false }) => {
    const { object, managedFields } = applyConfiguration({
      live,
      config,
      message,
      manager: { manager, apiVersion },
      force,
      now,
    });
    return { ...object, metadata: { ...object.metadata, managedFields } };
  }, undefined)!;
}

const map = (data: Record<string, string>): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  data,
});
const deployment = (spec: Deployment['spec']): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec,
});
const containers = (...list: object[]): Deployment => deployment({ template: { spec: { containers: list } } });

test('what a schema does not name is owned as the keys of a map are', () => {
  const rest: FieldSchema = { number: 0, type: 'message', deduced: true };
  const any: MessageSchema = { name: 'x.v1.Any', fields: {}, rest };
  rest.schema = any;
  const declared: FieldSchema = { number: 1, type: 'message', schema: any };
  const message: MessageSchema = { name: 'x.v1.Thing', fields: { ...CONFIG_MAP.fields, declared }, rest };
  const config = {
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name: 'a' },
    spec: { b: { c: 1 } },
    declared: { d: 1 },
  };
  expect(run<KubeObject>(message, { manager: 'a', config }).metadata!.managedFields![0]!.fieldsV1).toEqual({
    'f:spec': { '.': {}, 'f:b': { '.': {}, 'f:c': {} } },
    'f:declared': { 'f:d': {} },
  });
});

test('the first apply owns what it sets, and nothing of the server', () => {
  const config: Deployment = containers({ name: 'x', image: 'i', ports: [{ containerPort: 80 }] });
  config.metadata!.labels = { l: '1' };
  const object = run(DEPLOYMENT, { manager: 'a', config });
  expect(object.metadata!.managedFields).toEqual([
    {
      manager: 'a',
      operation: 'Apply',
      apiVersion: 'apps/v1',
      time: '2026-01-01T00:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': { 'f:l': {} } },
        'f:spec': {
          'f:template': {
            'f:spec': {
              'f:containers': {
                'k:{"name":"x"}': {
                  '.': {},
                  'f:name': {},
                  'f:image': {},
                  'f:ports': { 'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} } },
                },
              },
            },
          },
        },
      },
    },
  ]);
});

test('what a manager leaves out goes, what others own stays', () => {
  const object = run(
    CONFIG_MAP,
    { manager: 'a', config: map({ one: '1', both: 'x' }) },
    { manager: 'b', config: map({ two: '2', both: 'x' }) },
    { manager: 'a', config: map({ three: '3' }) },
  );
  expect(object.data).toEqual({ two: '2', both: 'x', three: '3' });
});

test('name and namespace stay when the last label and annotation go', () => {
  const config = (metadata: ConfigMap['metadata']): ConfigMap => ({
    ...map({ one: '1' }),
    metadata: { name: 'c', namespace: 'n', ...metadata },
  });
  const object = run(
    CONFIG_MAP,
    { manager: 'a', config: config({ labels: { l: '1' }, annotations: { a: '1' } }) },
    { manager: 'a', config: config({}) },
  );
  expect(object.metadata).toEqual({
    name: 'c',
    namespace: 'n',
    managedFields: [expect.objectContaining({ manager: 'a', fieldsV1: { 'f:data': { 'f:one': {} } } })],
  });
});

test('a list item goes with all its fields, defaulted ones included, when nobody else owns it', () => {
  const first = run(DEPLOYMENT, {
    manager: 'a',
    config: containers({ name: 'x', image: '1' }, { name: 'y', image: '1' }),
  });
  const live = structuredClone(first);
  live.spec!.template!.spec!.containers!.forEach((container) => {
    container.imagePullPolicy = 'Always';
  });
  const { object } = applyConfiguration({
    live,
    config: containers({ name: 'x', image: '2' }),
    message: DEPLOYMENT,
    manager: { manager: 'a', apiVersion: 'apps/v1' },
    force: false,
    now,
  });
  expect(object.spec!.template!.spec!.containers).toEqual([{ name: 'x', image: '2', imagePullPolicy: 'Always' }]);
});

describe('conflicts', () => {
  const attempt = (force: boolean) => () =>
    run(
      CONFIG_MAP,
      { manager: 'a', config: map({ x: '1', y: '1' }) },
      { manager: 'b', config: map({ x: '2', y: '2' }), force },
    );

  test('are refused, each named with its owner', () => {
    let thrown: unknown;
    try {
      attempt(false)();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(StatusError);
    const { status } = thrown as StatusError;
    expect(status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      message: 'Apply failed with 2 conflicts: conflicts with "a":\n- .data.x\n- .data.y',
    });
    expect(status.details!.causes).toEqual([
      { reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.x' },
      { reason: 'FieldManagerConflict', message: 'conflict with "a"', field: '.data.y' },
    ]);
  });

  test('force takes the fields over', () => {
    const object = attempt(true)();
    expect(object.data).toEqual({ x: '2', y: '2' });
    expect(object.metadata!.managedFields!.map(({ manager }) => manager)).toEqual(['b']);
  });

  test('the same value is no conflict and is owned by both', () => {
    const object = run(
      CONFIG_MAP,
      { manager: 'a', config: map({ x: '1' }) },
      { manager: 'b', config: map({ x: '1' }) },
    );
    // The second changed nothing, so there is no time at which it did.
    expect(object.metadata!.managedFields!.map(({ manager, time }) => [manager, time])).toEqual([
      ['b', undefined],
      ['a', '2026-01-01T00:00:00Z'],
    ]);
  });

  test('an object from before the first apply belongs to whoever wrote it', () => {
    const live = deployment({ replicas: 3 });
    const request = {
      live,
      config: deployment({ replicas: 5 }),
      message: DEPLOYMENT,
      manager: { manager: 'a', apiVersion: 'apps/v1' },
      now,
    };
    expect(() => applyConfiguration({ ...request, force: false })).toThrow(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas',
    );
    expect(applyConfiguration({ ...request, force: true }).object.spec!.replicas).toBe(5);
  });
});

test('an apply that changes nothing keeps its time', () => {
  const live = run(CONFIG_MAP, { manager: 'a', config: map({ x: '1' }) });
  const later = new Date('2026-01-02T00:00:00Z');
  const result = applyConfiguration({
    live,
    config: map({ x: '1' }),
    message: CONFIG_MAP,
    manager: { manager: 'a', apiVersion: 'v1' },
    force: false,
    now: later,
  });
  expect(result.managedFields).toEqual(live.metadata!.managedFields);
});

test('a configuration with managedFields is refused', () => {
  const config = { ...map({}), metadata: { name: 'c', managedFields: [{ manager: 'x' }] } };
  expect(() => run(CONFIG_MAP, { manager: 'a', config })).toThrow('metadata.managedFields must be nil');
});

test('many conflicts are counted, and the first thousand named', () => {
  const data = (value: string) => Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`k${index}`, value]));
  const live = run(CONFIG_MAP, { manager: 'a', config: map(data('x')) });
  const request = { live, config: map(data('y')), message: CONFIG_MAP, force: false, now };
  let refusal: unknown;
  try {
    applyConfiguration({ ...request, manager: { manager: 'b', apiVersion: 'v1' } });
  } catch (error) {
    refusal = error;
  }
  const { status } = refusal as StatusError;
  expect(status.details!.causes).toHaveLength(1001);
  expect(status.message).toMatch(/^Apply failed with 1500 conflicts: conflicts with "a":\n- \.data\.k0\n/);
  expect(status.message).toMatch(/\nand 500 more conflicts$/);
});
