import type { ConfigMap, Secret } from '@kubets/proto-gen/core/v1';
import { configMaps } from './configmaps/configmaps';
import { secrets } from './secrets/secrets';
import { cellsOf, created, updated } from './testing/strategy-harness';

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const metadata = { name: 's', namespace: 'default' };
const secret = (type: string | undefined, data?: Record<string, string>, more: Partial<Secret> = {}): Secret => ({
  metadata: { ...metadata },
  ...(type ? { type } : {}),
  ...(data ? { data } : {}),
  ...more,
});

describe('secrets', () => {
  test('are Opaque, and stringData becomes data', () => {
    const { object, errors } = created(
      secrets,
      secret(undefined, { a: b64('1'), b: b64('2') }, { stringData: { b: 'ä', c: '3' } }),
    );
    expect(errors).toEqual([]);
    expect(object).toEqual({ metadata, type: 'Opaque', data: { a: b64('1'), b: b64('ä'), c: b64('3') } });
  });

  test.each<[string, Secret, string[]]>([
    ['a TLS secret with both parts', secret('kubernetes.io/tls', { 'tls.crt': '', 'tls.key': '' }), []],
    ['a TLS secret without key', secret('kubernetes.io/tls', { 'tls.crt': '' }), ['data[tls.key]: Required value']],
    ['a docker config', secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': b64('{"auths":{}}') }), []],
    [
      'a docker config that is none',
      secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': b64('x') }),
      [
        `data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character 'x' looking for beginning of value`,
      ],
    ],
    [
      'basic auth with nothing',
      secret('kubernetes.io/basic-auth', {}),
      ['data[username]: Required value', 'data[password]: Required value'],
    ],
    [
      'a token of no account',
      secret('kubernetes.io/service-account-token'),
      ['metadata.annotations[kubernetes.io/service-account.name]: Required value'],
    ],
    [
      'a key that is no file name',
      secret('Opaque', { 'a/b': '' }),
      [
        expect.stringMatching(
          /^data\[a\/b\]: Invalid value: "a\/b": a valid config key must consist/,
        ) as unknown as string,
      ],
    ],
    ['too much', secret('Opaque', { a: 'A'.repeat(1398104) }), ['data: Too long: may not be more than 1048576 bytes']],
    ['as much as goes', secret('Opaque', { a: `${'A'.repeat(1398100)}AA==` }), []],
  ])('%s', (_, object, expected) => {
    expect(created(secrets, object).errors).toEqual(expected);
  });

  test.each<[string, Secret, (object: Secret) => void, string[]]>([
    [
      'another type',
      secret('a/b'),
      (object) => {
        object.type = 'c/d';
      },
      ['type: Invalid value: "c/d": field is immutable'],
    ],
    [
      'immutable data',
      secret('Opaque', { a: '' }, { immutable: true }),
      (object) => {
        object.data = {};
      },
      ['data: Forbidden: field is immutable when `immutable` is set'],
    ],
    [
      'no longer immutable',
      secret('Opaque', {}, { immutable: true }),
      (object) => {
        delete object.immutable;
      },
      ['immutable: Forbidden: field is immutable when `immutable` is set'],
    ],
  ])('update: %s', (_, old, change, expected) => {
    expect(updated(secrets, old, change).errors).toEqual(expected);
  });

  test('columns and fields', () => {
    const object = secret('Opaque', { a: '', b: '' });
    expect(cellsOf(secrets, object)).toMatchObject({ Name: 's', Type: 'Opaque', Data: 2 });
    expect(secrets.fieldSelectors!.type!(object)).toBe('Opaque');
  });
});

describe('config maps', () => {
  const configMap = (more: Partial<ConfigMap>): ConfigMap => ({ metadata, ...more });
  test.each<[string, ConfigMap, string[]]>([
    ['text and bytes', configMap({ data: { 'default.conf': 'x' }, binaryData: { b: 'AA==' } }), []],
    [
      'a key in both',
      configMap({ data: { a: '' }, binaryData: { a: '' } }),
      ['data[a]: Invalid value: "a": duplicate of key present in binaryData'],
    ],
    [
      'too much',
      configMap({ data: { a: 'x'.repeat(1024 * 1024 + 1) } }),
      ['[]: Too long: may not be more than 1048576 bytes'],
    ],
  ])('%s', (_, object, expected) => {
    expect(created(configMaps, object).errors).toEqual(expected);
  });

  test('immutable ones stay', () => {
    const { errors } = updated(configMaps, configMap({ immutable: true, data: { a: '1' } }), (object) => {
      object.data = { a: '2' };
    });
    expect(errors).toEqual(['data: Forbidden: field is immutable when `immutable` is set']);
  });

  test('columns', () => {
    expect(cellsOf(configMaps, configMap({ data: { a: '' }, binaryData: { b: '', c: '' } }))).toMatchObject({
      Data: 3,
    });
  });
});
