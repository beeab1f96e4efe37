import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessSpec } from '../processes/process-spec';
import { fingerprintOf } from './fingerprint';

describe('fingerprintOf', () => {
  let dir = '';
  const file = (name: string, text = 'before') => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const spec = (changes: Partial<ProcessSpec> = {}): ProcessSpec => ({
    name: 'service',
    command: join(dir, 'program'),
    args: [join(dir, 'bundle'), `--tls-cert-file=${join(dir, 'certificate')}`, `--root-dir=${dir}`],
    files: [join(dir, 'client')],
    health: { kind: 'unix', path: '/nowhere' },
    ours: true,
    ...changes,
  });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'kubets-fingerprint-'));
    for (const name of ['program', 'bundle', 'certificate', 'client', 'resolv.conf']) file(name);
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  test('is the same for the same, also when a file was written again', () => {
    const before = fingerprintOf(spec());
    file('bundle');
    file('something else');
    expect(fingerprintOf(spec())).toBe(before);
  });

  test.each(['program', 'bundle', 'certificate', 'client'])('changes with the %s', (name) => {
    const before = fingerprintOf(spec());
    file(name, 'after, and longer');
    expect(fingerprintOf(spec())).not.toBe(before);
  });

  test.each<[string, Partial<ProcessSpec>]>([
    ['flags', { args: ['--other'] }],
    ['environment', { env: { A: 'b' } }],
    ['network namespace', { netns: 'other' }],
    ['program, and where it is not there', { command: 'no-such-program' }],
  ])('changes with the %s', (_, changes) => {
    expect(fingerprintOf(spec(changes))).not.toBe(fingerprintOf(spec()));
  });

  test('changes with the contents of the resolv.conf it is given', () => {
    const changes = { resolvConf: join(dir, 'resolv.conf') };
    const before = fingerprintOf(spec(changes));
    file('resolv.conf', 'after');
    expect(fingerprintOf(spec(changes))).not.toBe(before);
  });
});
