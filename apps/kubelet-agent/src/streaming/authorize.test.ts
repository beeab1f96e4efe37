import type { IncomingMessage } from 'node:http';
import { authorize } from './authorize';

const request = (authorized: boolean, subject?: object) =>
  ({ method: 'GET', socket: { authorized, getPeerCertificate: () => ({ subject }) } }) as unknown as IncomingMessage;

test.each<[string, IncomingMessage, number | undefined]>([
  ['no certificate', request(false), 401],
  ['a certificate of another CA', request(false, { CN: 'x', O: 'system:masters' }), 401],
  ['an administrator', request(true, { CN: 'admin', O: 'system:masters' }), undefined],
  ['one of several groups', request(true, { CN: 'admin', O: ['dev', 'system:masters'] }), undefined],
  ['the apiserver', request(true, { CN: 'kube-apiserver-kubelet-client' }), undefined],
  ['another node', request(true, { CN: 'system:node:b', O: 'system:nodes' }), 403],
  ['nobody', request(true), 403],
])('%s', (_, input, code) => {
  expect(authorize(input)?.code).toBe(code);
});
