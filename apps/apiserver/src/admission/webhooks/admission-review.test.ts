import { atOnce } from '@kubets/apimachinery';
import { refusalBy, responseOf, reviewVersionOf } from './admission-review';

const review = (
  response: object | undefined,
  type = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview' },
) => ({
  ...type,
  ...(response && { response }),
});
const expected = { uid: 'u', version: 'v1', isMutating: true };

test.each<[string, unknown, Partial<typeof expected>, string]>([
  ['no response', review(undefined), {}, 'webhook response was absent'],
  ['another question', review({ uid: 'x' }), {}, 'expected response.uid="u", got "x"'],
  [
    'another type',
    review({ uid: 'u' }, { apiVersion: '', kind: '' }),
    {},
    'expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=',
  ],
  [
    'a patch without a type',
    review({ uid: 'u', patch: 'W10=' }),
    {},
    'webhook returned response.patch but not response.patchType',
  ],
  [
    'a type without a patch',
    review({ uid: 'u', patchType: 'JSONPatch' }),
    {},
    'webhook returned response.patchType but not response.patch',
  ],
  [
    'a patch of who may not',
    review({ uid: 'u', patch: 'W10=', patchType: 'JSONPatch' }),
    { isMutating: false },
    'validating webhook may not return response.patch',
  ],
])('%s is no answer', (_, answer, more, text) => {
  expect(() => atOnce(responseOf(answer, { ...expected, ...more }))).toThrow(text);
});

test('an answer in v1beta1 need not say to what it belongs', () =>
  expect(
    atOnce(
      responseOf(review({ allowed: true, patch: 'W10=' }, { apiVersion: '', kind: '' }), {
        ...expected,
        version: 'v1beta1',
      }),
    ),
  ).toEqual({ allowed: true, patch: 'W10=', patchType: 'JSONPatch' }));

test.each([
  [['v7', 'v1beta1', 'v1'], 'v1beta1'],
  [['v1', 'v1beta1'], 'v1'],
])('of %j %s is spoken', (versions, version) => expect(reviewVersionOf(versions)).toBe(version));

test.each([
  [undefined, 400, ' without explanation'],
  [{ code: 200, status: 'Success' }, 400, ' without explanation'],
  [{ reason: 'Forbidden', code: 403 }, 403, ': Forbidden'],
  [{ message: 'no', reason: 'Forbidden', code: 599 }, 599, ': no'],
  // Codes that no answer over HTTP can have.
  [{ code: 600 }, 400, ' without explanation'],
  [{ code: 99_999, message: 'no' }, 400, ': no'],
])('who refuses with %j answers %i%s', (status, code, why) =>
  expect(refusalBy('a.b.c', status)).toMatchObject({
    status: { status: 'Failure', code, message: `admission webhook "a.b.c" denied the request${why}` },
  }),
);
