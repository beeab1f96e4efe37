import { etcdFault } from './state-versions';

const etcd = (version?: string, path = '/usr/bin/etcd') => ({ program: 'etcd', version, path });

test.each([
  ['the same', '3.4.23', '3.4.23'],
  ['another patch', '3.4.23', '3.4.9'],
  ['the next minor version', '3.4.23', '3.5.0'],
  ['one that does not tell its version', '3.4.23', undefined],
])('%s can read the state', (_, before, now) => expect(etcdFault(etcd(before), etcd(now))).toBeUndefined());

test.each([
  ['an older one', '3.6.1', '3.4.23'],
  ['one that leaves a version out', '3.4.23', '3.6.0'],
  ['another major version', '3.4.23', '4.0.0'],
])('%s is refused', (_, before, now) => {
  expect(etcdFault(etcd(before, '/opt/etcd'), etcd(now))).toMatch(
    new RegExp(`written by etcd ${before} \\(/opt/etcd\\), and the first in PATH is ${now} \\(/usr/bin/etcd\\)`),
  );
});
