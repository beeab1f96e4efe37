import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { selfSignedCertificate } from '@kubets/component';
import {
  inheritedEnvironment,
  OWN_AUTHORITIES,
  SERVICE_ENVIRONMENT,
  supervisorEnvironment,
} from './service-environment';

test('containers start services with the same environment', () => {
  const dockerfile = readFileSync(join(__dirname, '../../../../deploy/Dockerfile'), 'utf8');
  const [, set = ''] = /^ENV NODE_ENV=production (.*)$/m.exec(dockerfile) ?? [];
  expect(Object.fromEntries(set.split(' ').map((pair) => pair.split('=')))).toEqual(SERVICE_ENVIRONMENT);
});

test.each<[string, NodeJS.ProcessEnv]>([
  ['files of others', { NODE_EXTRA_CA_CERTS: '/etc/more', SSL_CERT_FILE: '/etc/all', SSL_CERT_DIR: '/etc/each' }],
  ['an empty name', { NODE_EXTRA_CA_CERTS: '' }],
  ['nothing', {}],
])('the supervisor believes the cluster alone, and hands on what it was started with: %s', (_, outside) => {
  const supervisor = supervisorEnvironment({ PATH: '/bin', ...outside });
  expect(supervisor).toMatchObject({ PATH: '/bin', ...SERVICE_ENVIRONMENT, ...OWN_AUTHORITIES.env });
  expect(inheritedEnvironment(supervisor)).toEqual({ PATH: '/bin', ...SERVICE_ENVIRONMENT, ...outside });
});

test('what a process inherits that was not started so is all that there is', () => {
  expect(inheritedEnvironment({ PATH: '/bin', SSL_CERT_FILE: '/etc/all' })).toEqual({
    PATH: '/bin',
    SSL_CERT_FILE: '/etc/all',
  });
});

test('so started, Node.js believes an authority that it is told of, and no other', async () => {
  const script = `
    const { createServer, connect } = require('node:tls');
    const [cert, key] = process.argv.slice(1);
    const server = createServer({ cert, key }).listen(0, '127.0.0.1', async () => {
      const ask = (options) => new Promise((resolve) => {
        const socket = connect({ port: server.address().port, host: '127.0.0.1', ...options }, () => resolve('believed'));
        socket.on('error', (error) => resolve(error.code));
      });
      console.log(await ask({}), await ask({ ca: cert }));
      process.exit();
    });`;
  const { cert, key } = await selfSignedCertificate('test');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...OWN_AUTHORITIES.flags, '-e', script, '--', cert, key],
    {
      env: { PATH: process.env.PATH, ...OWN_AUTHORITIES.env },
      encoding: 'utf8',
    },
  );
  expect([stdout.trim(), stderr, status]).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT believed', '', 0]);
});
