import { createWarnings } from '../pipeline/warnings';
import { warningHeaders } from './http-context';
import { negotiate, negotiateError, TEXT_OFFER, type MediaTypeOptions, type Offer } from './negotiate';

const KUBECTL =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

describe('negotiation', () => {
  test.each([
    [undefined, { encoding: 'json' }],
    ['', { encoding: 'json' }],
    ['*/*', { encoding: 'json' }],
    ['application/yaml', { encoding: 'yaml' }],
    ['application/yaml;q=0.5, application/json;q=0.9', { encoding: 'json' }],
    ['application/vnd.kubernetes.protobuf,application/json', { encoding: 'protobuf' }],
    ['application/vnd.kubernetes.protobuf;q=0.5,application/json', { encoding: 'json' }],
    ['application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json', { encoding: 'json' }],
    [
      'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
      { encoding: 'protobuf', as: 'PartialObjectMetadata', asVersion: 'meta.k8s.io/v1' },
    ],
    [KUBECTL, { encoding: 'json', as: 'Table', asVersion: 'meta.k8s.io/v1' }],
    [
      'application/json;as=Table;v=v1beta1;g=meta.k8s.io',
      { encoding: 'json', as: 'Table', asVersion: 'meta.k8s.io/v1beta1' },
    ],
    ['application/json;as=Wombat;v=v1;g=meta.k8s.io, application/json', { encoding: 'json' }],
    ['application/json;pretty=1', { encoding: 'json', pretty: true }],
    ['application/json;pretty=true', { encoding: 'json' }],
    ['*/*, application/yaml', { encoding: 'yaml' }],
    ['application/yaml;stream=watch, application/json;stream=watch', { encoding: 'json' }],
  ])('%s', (accept, expected) => {
    expect(negotiate(accept, { transformations: ['Table', 'PartialObjectMetadata'] })).toEqual(expected);
  });

  const ALL = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const STREAMS = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
  const PROTOBUF = 'application/vnd.kubernetes.protobuf';

  test.each<[string, Offer, string]>([
    ...['text/html', 'application/*', 'application/JSON'].map((accept): [string, Offer, string] => [
      accept,
      {},
      `406: Not Acceptable\n\nAvailable representations: ${ALL}`,
    ]),
    [',', {}, `406: Not Acceptable\n\nAvailable representations: ${ALL}`],
    ['text/html', { hasStream: true }, `406: Not Acceptable\n\nAvailable representations: ${ALL}, ${STREAMS}`],
    ['text/html', { produced: ['a/b'] }, '406: Not Acceptable\n\nAvailable representations: a/b'],
    ['text/html', { produced: undefined }, `only the following media types are accepted: ${ALL}`],
    ['text/plain', TEXT_OFFER, `only the following media types are accepted: ${ALL}`],
    ['application/cbor', { isStream: true }, `406: Not Acceptable\n\nAvailable representations: ${ALL}, ${STREAMS}`],
    [PROTOBUF, { protobuf: 'none' }, `only the following media types are accepted: ${ALL}`],
    [PROTOBUF, { protobuf: 'metadata' }, `only the following media types are accepted: ${ALL}`],
    [`${PROTOBUF};as=Table;v=v1;g=meta.k8s.io`, {}, `only the following media types are accepted: ${ALL}`],
    ['application/json;as=Table;v=v2;g=meta.k8s.io', {}, `only the following media types are accepted: ${ALL}`],
    ['application/yaml', { isStream: true }, `only the following media types are accepted: ${STREAMS}`],
    [
      'application/yaml, application/json;stream=watch',
      { isStream: true },
      `only the following media types are accepted: ${STREAMS}`,
    ],
    ...['application/yaml;stream=watch', 'application/json;stream=x', 'application/json;as=X;v=v1;g=meta.k8s.io'].map(
      (accept): [string, Offer, string] => [
        accept,
        { isStream: true },
        `only the following media types are accepted: ${ALL}`,
      ],
    ),
  ])('%s of %j cannot be had', (accept, offer, message) => {
    expect(() => negotiate(accept, { transformations: ['Table'], ...offer })).toThrow(
      expect.objectContaining({ code: 406, message }),
    );
  });

  test.each<[string, Offer, MediaTypeOptions]>([
    [`${PROTOBUF},application/json`, { protobuf: 'metadata' }, { encoding: 'json' }],
    [
      `${PROTOBUF};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`,
      { protobuf: 'metadata', transformations: ['PartialObjectMetadata'] },
      { encoding: 'protobuf', as: 'PartialObjectMetadata', asVersion: 'meta.k8s.io/v1' },
    ],
    [`${PROTOBUF};stream=watch`, { isStream: true }, { encoding: 'protobuf' }],
  ])('%s of %j', (accept, offer, expected) => {
    expect(negotiate(accept, offer)).toEqual(expected);
  });

  test.each<[string | undefined, MediaTypeOptions | undefined]>([
    [undefined, { encoding: 'json' }],
    ['application/*', { encoding: 'json' }],
    ['text/html, application/yaml;q=0.1', { encoding: 'yaml' }],
    ['application/json;as=Table;v=v1;g=meta.k8s.io', undefined],
    ['text/html', undefined],
    [',', undefined],
  ])('an error for %j', (accept, expected) => expect(negotiateError(accept)).toEqual(expected));
});

describe('warnings', () => {
  test('become headers that cannot break out', () => {
    expect(warningHeaders(createWarnings())).toEqual({});
    const warnings = createWarnings();
    for (const text of ['unknown field "spec.x"', 'a\r\nb']) warnings.add(text);
    expect(warningHeaders(warnings)).toEqual({ warning: ['299 - "unknown field \\"spec.x\\""', '299 - "a  b"'] });
  });
});
