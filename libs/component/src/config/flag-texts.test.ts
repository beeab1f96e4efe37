import { flagTexts } from './flag-texts';

test('values are written as their flags would be', () => {
  const options = {
    aMs: { flag: 'a-period', type: 'duration', doc: '' },
    servers: { flag: 'servers', type: 'list', doc: '' },
    isOn: { flag: 'on', type: 'bool', doc: '' },
    none: { flag: 'none', type: 'string', doc: '' },
  } as const;
  expect(flagTexts(options, { aMs: 90_000, servers: ['x', 'y'], isOn: false, none: undefined })).toEqual({
    'a-period': '1m30s',
    servers: '[x,y]',
    on: 'false',
    none: '',
  });
});
