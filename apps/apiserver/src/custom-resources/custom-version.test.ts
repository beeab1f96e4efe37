import { atOnce, type JsonObject, type KubeObject } from '@kubets/apimachinery';
import { customVersion } from './custom-version';

const free = customVersion('Plate', 'v1', { type: 'object', 'x-kubernetes-preserve-unknown-fields': true });

test.each<[unknown, RegExp]>([
  [{ a: [Infinity] }, /^Plate in version "v1" cannot be handled as a Plate: json: cannot unmarshal number/],
  [[], /cannot unmarshal array into Go value of type map/],
  [{ metadata: 1 }, /^Plate in version "v1" cannot be handled as a Plate: /],
])('%# what cannot be carried is the fault of who sent it', (value, message) => {
  expect(() => atOnce(free.decode(value as JsonObject))).toThrow(
    expect.objectContaining({ code: 400, message: expect.stringMatching(message) as unknown }) as Error,
  );
});

test('what is shown in another version has what that knows, and no defaults of it', () => {
  const version = customVersion('Plate', 'v1', {
    type: 'object',
    properties: { a: { type: 'string', default: 'x' }, b: { type: 'string' } },
  });
  const stored = () => ({ kind: 'Plate', metadata: { name: 'p', generation: 1 }, b: 'y', c: 'z' }) as KubeObject;
  const shown = stored();
  atOnce(version.show(shown));
  expect(shown).toEqual({ kind: 'Plate', metadata: { name: 'p', generation: 1 }, b: 'y' });
  const read = stored();
  atOnce(version.read(read));
  expect(read).toMatchObject({ a: 'x', b: 'y' });
});
