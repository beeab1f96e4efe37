import { ingress } from '../testing/objects';
import { statusChange } from './ingress-status';

const having = (...ips: string[]) => ({
  ...ingress('one', {}),
  status: { loadBalancer: { ingress: ips.map((ip) => ({ ip })) } },
});

test.each([
  ['a new one of ours', having(), true, [{ ip: '10.0.0.9' }]],
  ['one that has it', having('10.0.0.9'), true, undefined],
  ['one with another address', having('10.0.0.8'), true, [{ ip: '10.0.0.9' }]],
  ['one that is no longer ours', having('10.0.0.9'), false, []],
  ['one of somebody else', having('10.0.0.8'), false, undefined],
  ['one of nobody', having(), false, undefined],
])('%s', (_, object, isOwn, expected) => expect(statusChange(object, isOwn, ['10.0.0.9'])).toEqual(expected));
