import { atOnce, type KubeObject } from '@kubets/apimachinery';
import { conversionReviewText, conversionReviewVersion, convertedObjects } from './conversion-review';

const object = (version: string, metadata: object = {}): KubeObject => ({
  apiVersion: `example.com/${version}`,
  kind: 'Door',
  metadata: { name: 'a', uid: 'u', generation: 3, labels: { a: 'b' }, ...metadata },
});
const question = { uid: 'q', version: 'v1', objects: [object('v1')], desired: 'example.com/v2' };
const review = (response: unknown, more: object = {}) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'ConversionReview',
  response,
  ...more,
});
const success = (...convertedOnes: unknown[]) =>
  review({ uid: 'q', result: { status: 'Success' }, convertedObjects: convertedOnes });

test('the first version that is known is spoken', () => {
  expect(conversionReviewVersion(['v9', 'v1beta1', 'v1'])).toBe('v1beta1');
  expect(() => conversionReviewVersion(['v9'])).toThrow('no supported conversion review versions');
  expect(
    JSON.parse(
      conversionReviewText(
        question,
        question.objects.map((one) => JSON.stringify(one)),
      ),
    ),
  ).toEqual({
    kind: 'ConversionReview',
    apiVersion: 'apiextensions.k8s.io/v1',
    request: { uid: 'q', desiredAPIVersion: 'example.com/v2', objects: [object('v1')] },
  });
});

test('of metadata only labels and annotations change', () => {
  const answer = success(object('v2', { generation: 9, labels: { c: 'd' }, annotations: { e: 'f' } }));
  expect(atOnce(convertedObjects(answer, question))).toEqual([
    object('v2', { labels: { c: 'd' }, annotations: { e: 'f' } }),
  ]);
});

const ABOUT = 'conversion webhook for example.com/v1, Kind=Door';
test.each<[string, unknown, string]>([
  [
    'nothing',
    undefined,
    `${ABOUT} failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview`,
  ],
  ['no response', review(undefined), `${ABOUT} failed: no response provided`],
  ['another uid', review({ uid: 'x' }), `${ABOUT} failed: expected response.uid="q", got "x"`],
  ['no status', review({ uid: 'q' }), `${ABOUT} failed: response.result.status was '', not 'Success'`],
  ['a failure', review({ uid: 'q', result: { status: 'Failure', message: 'no' } }), `${ABOUT} failed: no`],
  ['too few', success(), `${ABOUT} returned 0 objects, expected 1`],
  [
    'another version',
    success(object('v3')),
    `${ABOUT} returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v3)`,
  ],
  [
    'another kind',
    success({ ...object('v2'), kind: 'Gate' }),
    `${ABOUT} returned invalid object at index 0: invalid kind (expected Door, received Gate)`,
  ],
  [
    'another name',
    success(object('v2', { name: 'b' })),
    `${ABOUT} returned invalid object: must have the same name: a != b`,
  ],
  [
    'another object',
    success(object('v2', { uid: 'w' })),
    `${ABOUT} returned invalid object: must have the same UID: u != w`,
  ],
  [
    'no metadata',
    success({ ...object('v2'), metadata: undefined }),
    `${ABOUT} returned invalid object: must have the same name: a != `,
  ],
  ['a label that is none', success(object('v2', { labels: { a: '-' } })), 'metadata.labels: Invalid value: "-"'],
  ['a label that is a number', success(object('v2', { labels: { a: 1 } })), 'metadata.labels[a] must be a string'],
])('%s is refused', (_, answer, message) => {
  expect(() => atOnce(convertedObjects(answer, question))).toThrow(message);
});
