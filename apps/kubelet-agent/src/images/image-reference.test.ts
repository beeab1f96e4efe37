import { referenceProblem } from './image-reference';

test.each([
  'nginx',
  'nginx:1.27',
  'library/nginx',
  'registry.k8s.io/pause:3.10',
  'localhost:5000/a/b-c__d.e:v_1',
  'localhost/x',
  'a--b',
  '10.0.0.1:5000/x',
  'Registry.example/x',
  `nginx@sha256:${'a'.repeat(64)}`,
  `r.io/nginx:1@sha256:${'a'.repeat(64)}`,
])('%s is a name', (image) => expect(referenceProblem(image)).toBeUndefined());

test.each([
  ['', 'invalid reference format'],
  ['Nginx', 'repository name must be lowercase'],
  ['a//b', 'invalid reference format'],
  ['/a', 'invalid reference format'],
  ['a:', 'invalid reference format'],
  ['a b', 'invalid reference format'],
  ['a@sha256:12', 'invalid reference format'],
  [`a:${'x'.repeat(129)}`, 'invalid reference format'],
  ['a/'.repeat(2000), 'repository name must not be more than 255 characters'],
  ['a@b@c', 'invalid reference format'],
  [`${'a-'.repeat(100)}`, 'invalid reference format'],
])('%s is none', (image, problem) => expect(referenceProblem(image)).toBe(problem));
