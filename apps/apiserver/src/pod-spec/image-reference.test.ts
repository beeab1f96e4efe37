import { defaultPullPolicy } from './image-reference';

test.each([
  ['nginx', 'Always'],
  ['nginx:latest', 'Always'],
  ['example.com:5000/a/b_c', 'Always'],
  ['nginx:1', 'IfNotPresent'],
  ['example.com:5000/a:1', 'IfNotPresent'],
  [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ['', 'IfNotPresent'],
  ['a b', 'IfNotPresent'],
  ['Nginx', 'IfNotPresent'],
  ['nginx:', 'IfNotPresent'],
])('%j is pulled %s', (image, policy) => expect(defaultPullPolicy(image)).toBe(policy));
