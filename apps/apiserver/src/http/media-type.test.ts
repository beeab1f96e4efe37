import { mediaType } from './media-type';

// As Go's mime.ParseMediaType reads them.
test.each<[string, string | undefined]>([
  ['application/json', 'application/json'],
  [' Application/JSON ; charset=utf-8', 'application/json'],
  ['application/json;', 'application/json'],
  ['application/json; charset="utf\\"8;" ; a=b;', 'application/json'],
  ['x', 'x'],
  ['application/json;;', undefined],
  ['application/json;charset', undefined],
  ['application/json;charset=', undefined],
  ['application/json;=utf-8', undefined],
  ['application/json a', undefined],
  ['application/', undefined],
  ['a/b/c', undefined],
  ['', undefined],
])('%j', (header, type) => expect(mediaType(header)).toBe(type));
