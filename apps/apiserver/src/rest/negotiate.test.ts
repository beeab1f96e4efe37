import { createWarnings } from '../pipeline/warnings';
import { warningHeaders } from './http-context';
import { negotiate, parseAccept } from './negotiate';

const KUBECTL =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

describe('negotiation', () => {
  test.each([
    [undefined, { encoding: 'json' }],
    ['', { encoding: 'json' }],
    ['*/*', { encoding: 'json' }],
    ['application/*', { encoding: 'json' }],
    ['application/yaml', { encoding: 'yaml' }],
    ['application/yaml;q=0.5, application/json;q=0.9', { encoding: 'json' }],
    ['application/vnd.kubernetes.protobuf, application/json', { encoding: 'json' }],
    [KUBECTL, { encoding: 'json', as: 'Table', asVersion: 'meta.k8s.io/v1' }],
    [
      'application/json;as=Table;v=v1beta1;g=meta.k8s.io',
      { encoding: 'json', as: 'Table', asVersion: 'meta.k8s.io/v1beta1' },
    ],
    ['application/json;as=Wombat;v=v1;g=meta.k8s.io, application/json', { encoding: 'json' }],
  ])('%s', (accept, expected) => {
    expect(negotiate(accept, ['Table'])).toEqual(expected);
  });

  test.each([
    'text/html',
    'application/vnd.kubernetes.protobuf',
    'application/cbor',
    'application/json;as=Table;v=v2;g=meta.k8s.io',
  ])('%s cannot be had', (accept) => {
    expect(() => negotiate(accept, ['Table'])).toThrow(
      'only the following media types are accepted: application/json, application/yaml',
    );
  });

  test('puts what is wanted most first', () => {
    expect(parseAccept('a/b;q=0.2, c/d, e/f;x=y;q=0.9').map(({ type }) => type)).toEqual(['c/d', 'e/f', 'a/b']);
  });
});

describe('warnings', () => {
  test('become headers that cannot break out', () => {
    expect(warningHeaders(createWarnings())).toEqual({});
    const warnings = createWarnings();
    for (const text of ['unknown field "spec.x"', 'a\r\nb']) warnings.add(text);
    expect(warningHeaders(warnings)).toEqual({ warning: ['299 - "unknown field \\"spec.x\\""', '299 - "a  b"'] });
  });
});
