import { createTextScanner } from './text-scanner';

test('each part is taken where the one before it ended', () => {
  const text = createTextScanner('ab12c');
  expect([text.take(/[a-z]+/y), text.take(/[a-z]+/y), text.take(/\d/y), text.rest, text.atEnd]).toEqual([
    'ab',
    '',
    '1',
    '2c',
    false,
  ]);
  expect([text.take(/.*/y), text.rest, text.atEnd, text.take(/./y)]).toEqual(['2c', '', true, '']);
});

test('an empty text is at its end', () => expect(createTextScanner('').atEnd).toBe(true));
