import { createTestLogger, eventually } from '@kubets/component/testing';
import { createCommandRunner } from '../command';
import { addresses, canMakeLab, createNetLab, type NetLab } from '../testing/net-lab';
import { createAnnouncer } from './announcer';
import { planAddresses } from './interface-addresses';

describe('plan', () => {
  const node = { device: 'eth0', address: '10.0.0.1', own: false };
  const own = (address: string, device = 'eth0') => ({ device, address, own: true });

  test.each([
    ['nothing to do', [node], [], [], []],
    [
      "a new address goes to the node's interface",
      [{ device: 'lo', address: '127.0.0.1', own: false }, node],
      ['192.0.2.1'],
      ['192.0.2.1 eth0'],
      [],
    ],
    ['one that is there already', [node, own('192.0.2.1')], ['192.0.2.1'], [], []],
    [
      'one that is no longer wanted',
      [node, own('192.0.2.1'), own('192.0.2.2', 'eth1')],
      ['192.0.2.1'],
      [],
      ['192.0.2.2 eth1'],
    ],
    [
      'one that somebody else has put there',
      [node, { device: 'eth0', address: '192.0.2.1', own: false }],
      ['192.0.2.1'],
      [],
      [],
    ],
    ["the node's address is not found", [{ device: 'eth0', address: '10.9.9.9', own: false }], ['192.0.2.1'], [], []],
  ])('%s', (_, present, wanted, add, remove) => {
    const plan = planAddresses(present, wanted, ['10.0.0.1']);
    const shown = (list: { address: string; device: string }[]): string[] =>
      list.map(({ address, device }) => `${address} ${device}`);
    expect({ add: shown(plan.add), remove: shown(plan.remove) }).toEqual({ add, remove });
  });
});

(canMakeLab() ? describe : describe.skip)('announcing on a real network', () => {
  let lab: NetLab;
  const balanced = '10.201.7.200';
  beforeAll(() => (lab = createNetLab()));
  afterAll(() => lab?.close());

  const on = (place: 'node' | 'other') =>
    createAnnouncer({ run: createCommandRunner(lab.inside(place)), logger: createTestLogger() });
  const has = (place: 'node' | 'other'): boolean => lab.run(place, 'ip', 'addr', 'show').output.includes(balanced);
  const macSeenByClient = (): string | undefined =>
    /lladdr (\S+)/.exec(lab.run('client', 'ip', 'neigh', 'show', balanced).output)?.[1];
  const macOf = (place: 'node' | 'other'): string | undefined =>
    /ether (\S+)/.exec(lab.run(place, 'ip', 'link', 'show', 'eth0').output)?.[1];

  test('the address answers, moves to another node, and neighbours follow at once', async () => {
    const [node, other] = [on('node'), on('other')];
    await node.announce([balanced], [addresses.node]);
    expect(lab.run('client', 'curl', '-s', `http://${balanced}/`).code).toBe(7);
    expect(macSeenByClient()).toBe(macOf('node'));
    await other.announce([balanced], [addresses.other]);
    await node.announce([], [addresses.node]);
    await eventually(() => macSeenByClient() === macOf('other'));
    expect([has('node'), has('other')]).toEqual([false, true]);
  });

  test('a successor takes over what is there, and removes only what a proxy has added', async () => {
    lab.run('other', 'ip', 'addr', 'add', '10.201.7.77/32', 'dev', 'eth0');
    await on('other').announce([balanced], [addresses.other]);
    expect(has('other')).toBe(true);
    await on('other').announce([], [addresses.other]);
    expect(has('other')).toBe(false);
    expect(lab.run('other', 'ip', 'addr', 'show').output).toContain('10.201.7.77');
  });
});
