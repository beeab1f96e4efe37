import { repositoryOf, withDefaultTag } from './image-reference';
import { credentialsFor } from './pull-secrets';

test.each([
  ['nginx', 'nginx:latest', 'index.docker.io/library/nginx'],
  ['nginx:1.0', 'nginx:1.0', 'index.docker.io/library/nginx'],
  ['docker.io/nginx', 'docker.io/nginx:latest', 'index.docker.io/library/nginx'],
  ['radial/busyboxplus:curl', 'radial/busyboxplus:curl', 'index.docker.io/radial/busyboxplus'],
  ['localhost:5000/a/b', 'localhost:5000/a/b:latest', 'localhost:5000/a/b'],
  [
    'gcr.io/google-samples/kubernetes-bootcamp:v1',
    'gcr.io/google-samples/kubernetes-bootcamp:v1',
    'gcr.io/google-samples/kubernetes-bootcamp',
  ],
  ['quay.io/a/b@sha256:0123', 'quay.io/a/b@sha256:0123', 'quay.io/a/b'],
])('%s', (image, tagged, repository) => {
  expect(withDefaultTag(image)).toBe(tagged);
  expect(repositoryOf(image)).toBe(repository);
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (auths: Record<string, object>) => ({
  data: { '.dockerconfigjson': base64(JSON.stringify({ auths })) },
});
const login = (user: string) => ({ auth: base64(`${user}:p:w`) });

test.each<[string, string, Record<string, object>, string[]]>([
  ['Docker Hub by its URL', 'nginx', { 'https://index.docker.io/v1/': login('hub') }, ['hub']],
  ['another registry', 'quay.io/a/b', { 'https://index.docker.io/v1/': login('hub') }, []],
  ['host and port', 'reg:5000/a', { 'reg:5000': login('r') }, ['r']],
  ['a star stands for one part', 'eu.gcr.io/p/i', { '*.gcr.io': login('g'), '*.io': login('x') }, ['g']],
  [
    'stars within a part',
    'eu-1.gcr.io/p',
    { 'e*-*.g*r.io': login('g'), 'e*u-1*1.gcr.io': login('x'), 'e*x*.gcr.io': login('y') },
    ['g'],
  ],
  ['more stars than anybody can try', `${'a'.repeat(5000)}.io/p`, { [`${'*a'.repeat(2000)}*b.io`]: login('g') }, []],
  [
    'the longest path first',
    'quay.io/team/app',
    { 'quay.io': login('all'), 'quay.io/team': login('team'), 'quay.io/other': login('other') },
    ['team', 'all'],
  ],
  ['user and password apart', 'quay.io/a', { 'quay.io': { username: 'u', password: 'p' } }, ['u']],
])('%s', (_, image, auths, users) => {
  expect(credentialsFor(image, [secret(auths)]).map(({ login: { username } }) => username)).toEqual(users);
});

test('a password may hold colons; the old format is read; a broken secret gives nothing', () => {
  const old = { data: { '.dockercfg': base64(JSON.stringify({ 'quay.io': login('u') })) } };
  const found = credentialsFor('quay.io/a', [{ data: { '.dockerconfigjson': 'AAAA' } }, old]);
  expect(found.map((one) => one.login)).toEqual([{ username: 'u', password: 'p:w', serverAddress: 'quay.io' }]);
});
