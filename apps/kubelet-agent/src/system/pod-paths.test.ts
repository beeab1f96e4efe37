import { basename } from 'node:path';
import { podPaths } from './pod-paths';

const logs = (name: string, namespace: string) =>
  basename(podPaths('/root', '/logs').logs({ metadata: { name, namespace, uid: '0'.repeat(36) } }));

test('logs lie where Kubernetes has them', () => expect(logs('web', 'shop')).toBe(`shop_web_${'0'.repeat(36)}`));
test('the longest names make a file name', () =>
  expect(logs('n'.repeat(253), 's'.repeat(63))).toBe(`${'s'.repeat(63)}_${'n'.repeat(154)}_${'0'.repeat(36)}`));
