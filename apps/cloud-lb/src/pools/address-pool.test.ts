import { selectorFromSet } from '@kubets/apimachinery';
import { service } from '../testing/objects';
import { checkPools, poolsToAssignFrom, type AddressPool } from './address-pool';
import { parseAddressRange } from './address-range';

const pool = (name: string, o: Partial<AddressPool> = {}, range = '10.0.0.1'): AddressPool => ({
  name,
  ranges: [parseAddressRange(range)],
  autoAssign: true,
  ...o,
});

test.each<[string, AddressPool[], string[]]>([
  ['the order of the file when nothing else says', [pool('a'), pool('b')], ['a', 'b']],
  [
    'lower priorities before higher ones before none',
    [pool('none'), pool('ten', { priority: 10 }), pool('one', { priority: 1 })],
    ['one', 'ten', 'none'],
  ],
  [
    'pools made for the Service before those for all',
    [
      pool('all'),
      pool('ours', { namespaces: ['default'] }),
      pool('edge', { serviceSelector: selectorFromSet({ tier: 'edge' }) }),
    ],
    ['ours', 'edge', 'all'],
  ],
  [
    'priority before that',
    [pool('ours', { namespaces: ['default'], priority: 2 }), pool('all', { priority: 1 })],
    ['all', 'ours'],
  ],
  ['no pool of other namespaces', [pool('theirs', { namespaces: ['other'] })], []],
  ['no pool for other labels', [pool('theirs', { serviceSelector: selectorFromSet({ tier: 'core' }) })], []],
  [
    'a pool that demands both only when both fit',
    [pool('both', { namespaces: ['other'], serviceSelector: selectorFromSet({ tier: 'edge' }) })],
    [],
  ],
  ['no pool that has to be asked for', [pool('asked', { autoAssign: false })], []],
])('assigns from %s', (_, pools, expected) => {
  expect(poolsToAssignFrom(pools, service('web', {}, { labels: { tier: 'edge' } })).map(({ name }) => name)).toEqual(
    expected,
  );
});

test.each<[string, AddressPool[], string | undefined]>([
  ['pools apart', [pool('a', {}, '10.0.0.0/28'), pool('b', {}, '10.0.0.16/28')], undefined],
  ['one name twice', [pool('a'), pool('a', {}, '10.0.0.2')], 'two pools of the name "a"'],
  [
    'an address in two pools',
    [pool('a', {}, '10.0.0.0/28'), pool('b', {}, '10.0.0.15')],
    '10.0.0.0/28 of pool "a" and 10.0.0.15 of pool "b" overlap',
  ],
  [
    'an address twice in one',
    [{ ...pool('a'), ranges: ['10.0.0.1', '10.0.0.0/24'].map(parseAddressRange) }],
    'overlap',
  ],
])('checks %s', (_, pools, message) => {
  if (message === undefined) expect(() => checkPools(pools)).not.toThrow();
  else expect(() => checkPools(pools)).toThrow(message);
});
