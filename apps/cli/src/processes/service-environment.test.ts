import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_ENVIRONMENT } from './service-environment';

test('containers start services with the same environment', () => {
  const dockerfile = readFileSync(join(__dirname, '../../../../deploy/Dockerfile'), 'utf8');
  const [, set = ''] = /^ENV NODE_ENV=production (.*)$/m.exec(dockerfile) ?? [];
  expect(Object.fromEntries(set.split(' ').map((pair) => pair.split('=')))).toEqual(SERVICE_ENVIRONMENT);
});
