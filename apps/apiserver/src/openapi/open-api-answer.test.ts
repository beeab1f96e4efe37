import type { Steps } from '@kubets/apimachinery';
import { createDocumentV2 } from './document-v2';
import { jsonAnswer, once, protobufAnswer, wantsProtobuf } from './open-api-answer';

function result<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json, application/com.github.proto-openapi.spec.v2.v1.0+protobuf;q=0.5', true],
  ['application/com.github.proto-openapi.spec.v2@v1.0+protobuf', true],
  ['application/com.github.proto-openapi.spec.v3@v1.0+protobuf', false],
])('Accept: %s wants protobuf: %s', (accept, wanted) => expect(wantsProtobuf(accept)).toBe(wanted));

test('JSON is written as Kubernetes writes it, and its tag is that of its bytes', () => {
  const { contentType, body, etag } = result(jsonAnswer({ a: '<&>', b: 1 }));
  expect([contentType, body.toString()]).toEqual(['application/json', '{"a":"\\u003c\\u0026\\u003e","b":1}']);
  expect(etag).toMatch(/^"[0-9A-F]{64}"$/);
  expect(result(jsonAnswer({ a: '<&>', b: 1 })).etag).toBe(etag);
  expect(result(jsonAnswer({ a: '<&>', b: 2 })).etag).not.toBe(etag);
});

test('protobuf has another tag than JSON', () => {
  const document = result(createDocumentV2({ version: 'v1', paths: [], kinds: new Map() }));
  const { contentType, etag } = result(protobufAnswer(document));
  expect(contentType).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  expect(etag).not.toBe(result(jsonAnswer(document)).etag);
});

test('what is made once is made when it is asked for, and kept', async () => {
  let made = 0;
  const count = once(() => ++made);
  expect(made).toBe(0);
  expect([await count(), await count()]).toEqual([1, 1]);
});
