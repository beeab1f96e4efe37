import { Metadata } from '@grpc/grpc-js';
import { newInvalid, newNotFound, type FieldError } from '@kubets/apimachinery';
import type { Status } from '@kubets/proto-gen/meta/v1';
import fc from 'fast-check';
import { boundedTrailers, LEFT_OUT_KEY } from './bounded-trailers';
import { rpcErrorFromStatus } from './error-to-rpc';
import { MAX_TRAILER_BYTES } from './limits';
import { DETAILS_TRAILER, STATUS_TRAILER } from './trailers';

/** What HTTP/2 counts for the end of a call. */
function sizeOf({ details, metadata }: { details: string; metadata: Metadata }): number {
  const headers: [string, string | string[]][] = [
    ['grpc-message', encodeURI(details)],
    ['grpc-status', '3'],
    [':status', '200'],
    ['content-type', 'application/grpc+proto'],
    ...(Object.entries(metadata.toHttp2Headers()) as [string, string | string[]][]),
  ];
  return headers
    .flatMap(([name, value]) => [value].flat().map((one) => name.length + Buffer.byteLength(one) + 32))
    .reduce((sum, size) => sum + size, 0);
}

const statusOf = ({ metadata }: { metadata: Metadata }): Status =>
  JSON.parse(metadata.get(STATUS_TRAILER)[0]!.toString());
const cause = (index: number, length: number): FieldError => ({
  type: 'invalid',
  field: `spec.containers[${index}].name`,
  badValue: 'x'.repeat(length),
  detail: 'may not be so',
});

test.each<[string, unknown]>([
  ['a name of 40,000 characters', newNotFound({ group: '', resource: 'pods' }, 'a'.repeat(40_000))],
  [
    'hundreds of causes',
    newInvalid(
      { group: '', kind: 'Pod' },
      'p',
      Array.from({ length: 500 }, (_, index) => cause(index, 10)),
    ),
  ],
  [
    'causes and a name that are all too long',
    newInvalid({ group: 'g'.repeat(9000), kind: 'k'.repeat(9000) }, 'p'.repeat(9000), [cause(0, 9000), cause(1, 9000)]),
  ],
  ['percent signs', newNotFound({ group: '', resource: 'pods' }, '%'.repeat(40_000))],
  ['characters of three bytes', newNotFound({ group: '', resource: 'pods' }, '祝'.repeat(40_000))],
  ['half a surrogate pair', newNotFound({ group: '', resource: 'pods' }, `${'\ud83d'}${'😀'.repeat(9000)}`)],
  ['control characters', newNotFound({ group: '', resource: 'pods' }, '\u0000\n'.repeat(9000))],
  ['an error that is none of ours', new Error('x'.repeat(100_000))],
])('%s ends a call in trailers that fit', (_, error) => {
  const ending = boundedTrailers(rpcErrorFromStatus(error));
  expect(sizeOf(ending)).toBeLessThanOrEqual(MAX_TRAILER_BYTES);
  expect(ending.details.length).toBeGreaterThan(100);
  expect(ending.details.endsWith('…')).toBe(true);
  // The reason is there, whatever had to go.
  expect(statusOf(ending)).toMatchObject({ status: 'Failure', reason: expect.any(String), code: expect.any(Number) });
  expect(ending.metadata.get(DETAILS_TRAILER)).toHaveLength(1);
});

test('what fits is left alone', () => {
  const error = newInvalid({ group: '', kind: 'Pod' }, 'p', [cause(0, 10), cause(1, 10)]);
  const ending = boundedTrailers(rpcErrorFromStatus(error));
  expect(ending.details).toBe(error.message);
  expect(statusOf(ending)).toEqual(error.status);
  expect(ending.metadata.get(LEFT_OUT_KEY)).toEqual([]);
});

test('warnings go as far as they fit, and the rest is counted', () => {
  const metadata = new Metadata();
  for (let index = 0; index < 100; index++) metadata.add('warning', `299 - "${String(index).padStart(200, '0')}"`);
  const ending = boundedTrailers({ code: 0, details: '', metadata });
  const kept = ending.metadata.get('warning').length;
  expect(kept).toBeGreaterThan(20);
  expect(ending.metadata.get(LEFT_OUT_KEY)).toEqual([String(100 - kept)]);
  expect(sizeOf(ending)).toBeLessThanOrEqual(MAX_TRAILER_BYTES);
});

test('any text and any trailers fit', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 }),
      fc.nat(40),
      (text, values, times) => {
        const metadata = new Metadata();
        for (const value of values) metadata.add('some-bin', Buffer.from(value));
        expect(sizeOf(boundedTrailers({ details: text.repeat(times), metadata }))).toBeLessThanOrEqual(
          MAX_TRAILER_BYTES,
        );
      },
    ),
    { numRuns: 300 },
  );
});
