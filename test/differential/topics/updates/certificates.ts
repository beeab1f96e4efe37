import type { Case } from '../../case';
import { changed } from './changed';

export const CERTIFICATE_UPDATES: readonly Case[] = [
  changed('CertificateSigningRequest', [
    { spec: { signerName: 'a.b/c' } },
    { spec: { usages: ['server auth'], expirationSeconds: 700 } },
    { spec: { username: 'x' } },
    { status: { certificate: 'eA==' } },
    { metadata: { labels: { a: 'b' } } },
  ]),
  changed(
    'CertificateSigningRequest',
    [
      { status: { conditions: [{ type: 'Approved', status: 'True' }] } },
      { status: { conditions: [{ type: 'Approved', status: 'False' }] } },
      { status: { conditions: [] } },
      { status: { certificate: 'eA==' } },
    ],
    {},
    '/approval',
  ),
  changed(
    'CertificateSigningRequest',
    [
      { status: { certificate: 'eA==' } },
      { status: { conditions: [{ type: 'Failed', status: 'True', reason: 'R' }] } },
      { status: { conditions: [{ type: 'Approved', status: 'True' }] } },
      { status: { conditions: [{ type: 'A b', status: 'x' }] } },
    ],
    {},
    '/status',
  ),
  changed(
    'CertificateSigningRequest',
    [
      { status: { conditions: [{ type: 'Denied', status: 'True' }] } },
      {
        status: {
          conditions: [
            { type: 'Denied', status: 'True' },
            { type: 'Approved', status: 'True' },
          ],
        },
      },
      {
        status: {
          conditions: [
            { type: 'Denied', status: 'True' },
            { type: 'Denied', status: 'True' },
          ],
        },
      },
    ],
    {},
    '/approval',
  ),
];
