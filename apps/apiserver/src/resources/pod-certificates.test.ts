import type { ClusterTrustBundle, PodCertificateRequest } from '@kubets/proto-gen/certificates/v1';
import { clusterTrustBundles } from './clustertrustbundles/clustertrustbundles';
import { podCertificateRequests } from './podcertificaterequests/podcertificaterequests';
import { validateStatus } from './podcertificaterequests/validate-status';
import { AUTHORITY, STUB_REQUEST } from './testdata/certificates';
import { cellsOf, created, texts, updated } from './testing/strategy-harness';

const bundle = (name: string, spec: ClusterTrustBundle['spec'] = {}): ClusterTrustBundle => ({
  metadata: { name },
  spec: { trustBundle: AUTHORITY, ...spec },
});
const OMITTED = 'spec.trustBundle: Invalid value: "<value omitted>": ';

test.each<[string, ClusterTrustBundle, string[]]>([
  ['of nobody', bundle('a'), []],
  ['of a signer', bundle('a.b:c:d', { signerName: 'a.b/c' }), []],
  [
    'with a prefix of its signer’s',
    { metadata: { name: 'a.b:c:d', generateName: 'a.b:c:e-' }, spec: { signerName: 'a.b/c', trustBundle: AUTHORITY } },
    [],
  ],
  ['of nothing', bundle('a', { trustBundle: 'x' }), [`${OMITTED}at least one trust anchor must be provided`]],
  [
    'with a certificate twice',
    bundle('a', { trustBundle: AUTHORITY + AUTHORITY }),
    [`${OMITTED}duplicate trust anchor (indices [0 1])`],
  ],
  [
    'of something else',
    bundle('a', { trustBundle: AUTHORITY.replaceAll('CERTIFICATE', 'KEY') }),
    [`${OMITTED}entry 0 has bad block type: KEY`],
  ],
  [
    'that is broken',
    bundle('a', { trustBundle: '-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n' }),
    [`${OMITTED}entry 0 does not parse as X.509`],
  ],
])('a bundle %s', (_, object, errors) => expect(created(clusterTrustBundles, object).errors).toEqual(errors));

test.each<[string, string | undefined, string[]]>([
  ['a', undefined, []],
  ['a:b', undefined, ['ClusterTrustBundle without signer name must not have ":" in its name']],
  ['a.b:c:d', 'a.b/c', []],
  ['d', 'a.b/c', ['ClusterTrustBundle for signerName a.b/c must be named with prefix a.b:c:']],
])('a bundle called %s of the signer %s', (name, signerName, problems) =>
  expect(clusterTrustBundles.validateName!(name, bundle(name, signerName ? { signerName } : {}))).toEqual(problems),
);

test('a bundle stays its signer’s', () =>
  expect(
    updated(clusterTrustBundles, bundle('a.b:c:d', { signerName: 'a.b/c' }), (object) => {
      object.spec!.signerName = 'a.b/d';
    }).errors,
  ).toContain('spec.signerName: Invalid value: "a.b/d": field is immutable'));

const request = (spec: PodCertificateRequest['spec'] = {}): PodCertificateRequest => ({
  metadata: { name: 'r', namespace: 'd' },
  spec: {
    signerName: 'a.b/c',
    podName: 'p',
    podUID: '1',
    serviceAccountName: 's',
    serviceAccountUID: '2',
    nodeName: 'n',
    nodeUID: '3',
    stubPKCS10Request: STUB_REQUEST,
    ...spec,
  },
});
const broken = Buffer.from(STUB_REQUEST, 'base64');
broken[60]! ^= 1;

test.each<[PodCertificateRequest['spec'], string[]]>([
  [{ maxExpirationSeconds: 3600, unverifiedUserAnnotations: { 'a.b/c': 'x' } }, []],
  [{ podUID: '' }, ['spec.podUID: Invalid value: "": must not be empty']],
  [
    { maxExpirationSeconds: 3599 },
    ['spec.maxExpirationSeconds: Invalid value: 3599: must be in the range [3600, 7862400]'],
  ],
  [
    { signerName: 'kubernetes.io/c', maxExpirationSeconds: 86401 },
    ['spec.maxExpirationSeconds: Invalid value: 86401: must be in the range [3600, 86400]'],
  ],
  [
    { stubPKCS10Request: '' },
    ['spec: Invalid value: exactly one of (stubPKCS10Request) or (pkixPublicKey, proofOfPossession) must be set'],
  ],
  [{ stubPKCS10Request: 'YQ==' }, ['spec.stubPKCS10Request: Invalid value: must be a valid PKCS#10 CSR']],
  [
    { unverifiedUserAnnotations: { c: 'x' } },
    ['spec.unverifiedUserAnnotations: Invalid value: "c": must be a domain-prefixed key (such as "acme.io/foo")'],
  ],
])('a request with %j', (spec, errors) =>
  expect(created(podCertificateRequests, request(spec)).errors).toEqual(errors),
);

test('a request whose key did not sign it', () =>
  expect(created(podCertificateRequests, request({ stubPKCS10Request: broken.toString('base64') })).errors).toEqual([
    expect.stringMatching(/^spec\.stubPKCS10Request: Invalid value: /),
  ]));

test('a request is valid for a day unless it says otherwise, and does not change', () => {
  const { object } = created(podCertificateRequests, request());
  expect(object.spec?.maxExpirationSeconds).toBe(86_400);
  expect(updated(podCertificateRequests, object, ({ spec }) => void (spec!.podName = 'q')).errors).toEqual([
    expect.stringMatching(/^spec: Invalid value: .*: field is immutable$/),
  ]);
});

const condition = (type: string, status = 'True') => ({
  type,
  status,
  reason: 'Because',
  message: 'm',
  lastTransitionTime: '2026-01-01T00:00:00Z',
});
const statusErrors = (status: PodCertificateRequest['status'], old: PodCertificateRequest['status'] = {}) =>
  texts(validateStatus({ ...request(), status }, { ...request(), status: old }, new Date('2026-01-01T00:00:00Z')));

test.each<[string, PodCertificateRequest['status'], PodCertificateRequest['status'], string[]]>([
  ['denied', { conditions: [condition('Denied')] }, {}, []],
  [
    'denied with a certificate',
    { conditions: [condition('Denied')], certificateChain: 'x' },
    {},
    [
      'status: Invalid value: non-condition status fields must be empty when denying or failing the PodCertificateRequest',
    ],
  ],
  [
    'denied and failed',
    { conditions: [condition('Denied'), condition('Failed')] },
    {},
    [
      'status.conditions.[1].type: Invalid value: "Failed": There may be at most one condition with type "Issued", "Denied", or "Failed"',
    ],
  ],
  [
    'not quite denied',
    { conditions: [condition('Denied', 'False')] },
    {},
    ['status.conditions.[0].status: Unsupported value: "False": supported values: "True"'],
  ],
  [
    'denied once more',
    { conditions: [{ ...condition('Denied'), message: 'other' }] },
    { conditions: [condition('Denied')] },
    ['status: Invalid value: immutable after PodCertificateRequest is issued, denied, or failed'],
  ],
  [
    'given a chain without an end',
    { certificateChain: AUTHORITY },
    {},
    ['status: Invalid value: status is immutable unless transitioning to "Issued", "Denied", or "Failed"'],
  ],
  [
    'issued for another key',
    { conditions: [condition('Issued')], certificateChain: AUTHORITY },
    {},
    [expect.stringMatching(/leaf certificate was not issued to the requested public key$/) as unknown as string],
  ],
  [
    'issued with nothing',
    { conditions: [condition('Issued')] },
    {},
    ['status.certificateChain: Invalid value: "": issued certificate chain must contain at least one certificate'],
  ],
])('a request that is %s', (_, status, old, errors) => expect(statusErrors(status, old)).toEqual(errors));

test('columns', () => {
  expect(cellsOf(clusterTrustBundles, bundle('a'))).toEqual({ Name: 'a', SignerName: '<none>' });
  const denied = { ...request(), status: { conditions: [condition('Denied')] } };
  expect(cellsOf(podCertificateRequests, denied)).toMatchObject({
    State: 'Denied',
    UnverifiedUserAnnotations: '<none>',
  });
});
