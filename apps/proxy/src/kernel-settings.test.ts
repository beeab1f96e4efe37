import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTestLogger } from '@kubets/component/testing';
import { prepareKernel } from './kernel-settings';

test('switches on what is off, and warns of what cannot be switched', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kubets-proxy-sys-'));
  const forward = join(root, 'net/ipv4/ip_forward');
  mkdirSync(dirname(forward), { recursive: true });
  writeFileSync(forward, '0\n');
  const logger = createTestLogger();
  await prepareKernel(logger, root);
  expect(readFileSync(forward, 'utf8')).toBe('1');
  expect(logger.lines).toMatchObject([
    { level: 'warn', setting: 'net/ipv4/conf/all/route_localnet', without: 'nodePorts do not answer on 127.0.0.1' },
  ]);
  rmSync(root, { recursive: true });
});
