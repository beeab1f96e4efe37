import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCertificateAuthority, type CertificateFiles } from '../pki/certificate-authority';
import { expiring } from './doctor';

const DAY_MS = 86_400_000;
const dir = mkdtempSync(join(tmpdir(), 'kubets-doctor-'));
afterAll(() => rmSync(dir, { recursive: true }));

let leaf: CertificateFiles;
let caFile: string;
beforeAll(async () => {
  const authority = await openCertificateAuthority(dir, 'test-ca');
  caFile = authority.certificateFile;
  leaf = await authority.issue({ file: join(dir, 'leaf'), commonName: 'leaf', usages: ['client'] });
});

/** What is said of a cluster whose certificates were made now, when that many days have gone by. */
const saidAfter = (days: number) =>
  expiring({ caFile, admin: leaf, apiserver: leaf, etcd: leaf }, Date.now() + days * DAY_MS);

test.each<[string, number, number, RegExp]>([
  ['those of today', 0, 0, /^$/],
  ['those of last month', 30, 0, /^$/],
  ['those of a year ago', 350, 3, /leaf\.crt ends in 1[45] days\. A start renews it/],
  ['those of eleven years ago', 4000, 4, /ca\.crt ends in -\d+ days/],
  ['those of the future', -3, 4, /ca\.crt is not valid before \d{4}-.* by this machine's clock it is .*timedatectl/],
])('%s', (_, days, count, first) => {
  const said = saidAfter(days);
  expect(said).toHaveLength(count);
  expect(said[0] ?? '').toMatch(first);
});
