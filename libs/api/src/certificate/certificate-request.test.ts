import { parseCertificateRequest } from './certificate-request';

const CSR =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlJQkhqQ0J4QUlCQURBOE1SVXdFd1lEVlFRS0RBeHplWE4wWlcwNmJtOWtaWE14Q2pBSUJnTlZCQW9NQVdJeApGekFWQmdOVkJBTU1Ebk41YzNSbGJUcHViMlJsT200eE1Ga3dFd1lIS29aSXpqMENBUVlJS29aSXpqMERBUWNEClFnQUVKZHVlN1BEbHJpSWZTZU4rMGxSRHA5Z3FWTnBETnk5NS9NanhDM1NtZFErSDZGMFl6OEtQSU53NTR2QWMKaUl2WC85TmR4YzlrN1VLSUhxWmVxbzFxMEtBbU1DUUdDU3FHU0liM0RRRUpEakVYTUJVd0V3WURWUjBSQkF3dwpDb0lDYmpHSEJBb0FBQUV3Q2dZSUtvWkl6ajBFQXdJRFNRQXdSZ0loQUlhTEVMbCtaL0dTbjdJL1FaTkJHM0xqCllPbkxKZXpYUGU2cE40MHBpaWVyQWlFQTdQTDI3VGxtMFVGOUMzVnNxRFRLRmFtUFlnZ01sOTJhSzE4a2NQZVkKdjJVPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K';

test('a request tells whom it is for', () =>
  expect(parseCertificateRequest(CSR)).toMatchObject({
    commonName: 'system:node:n1',
    organizations: ['system:nodes', 'b'],
    dnsNames: ['n1'],
    ipAddresses: [Buffer.from([10, 0, 0, 1])],
    emailAddresses: [],
    uris: [],
    signatureAlgorithm: '1.2.840.10045.4.3.2',
  }));

const pem = (type: string, body: Buffer) =>
  Buffer.from(`-----BEGIN ${type}-----\n${body.toString('base64')}\n-----END ${type}-----\n`).toString('base64');

test.each<[string, string, string]>([
  ['nothing', '', 'PEM block type must be CERTIFICATE REQUEST'],
  ['a certificate', pem('CERTIFICATE', Buffer.of(0x30, 0)), 'PEM block type must be CERTIFICATE REQUEST'],
  ['no DER', pem('CERTIFICATE REQUEST', Buffer.from('hello')), 'asn1: syntax error: data truncated'],
  ['another structure', pem('CERTIFICATE REQUEST', Buffer.of(0x02, 1, 1)), "asn1: structure error: tags don't match"],
  ['endless lengths', pem('CERTIFICATE REQUEST', Buffer.of(0x30, 0x89)), 'asn1: syntax error: invalid length'],
])('%s is no request', (_, text, problem) => expect(() => parseCertificateRequest(text)).toThrow(problem));
