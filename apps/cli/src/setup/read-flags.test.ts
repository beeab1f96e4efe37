import { askedOptions, readStartFlags } from './read-flags.mjs';

test.each([
  ['nothing', [], { stateDir: '/var/lib/kubets' }],
  ['a name, which has a state directory', ['--name', 'two'], { name: 'two', stateDir: '/var/lib/kubets-two' }],
  ['a state directory', ['--name=two', '--state-dir=/s/./t'], { name: 'two', stateDir: '/s/t' }],
  ['a number', ['--nodes', '3'], { nodes: 3, stateDir: '/var/lib/kubets' }],
  [
    'a list',
    ['--registry-mirror', 'http://a', '--registry-mirror=http://b'],
    { registryMirrors: ['http://a', 'http://b'], stateDir: '/var/lib/kubets' },
  ],
])('%s', (_, argv, asked) => expect(askedOptions({}, readStartFlags(argv, {}).flags)).toEqual(asked));

test('a configuration file is named, and flags win over what it says', () => {
  const { file, flags } = readStartFlags(['-f', 'two.yaml', '--nodes', '3'], {});
  expect(file).toBe('two.yaml');
  expect(askedOptions({ nodes: 5, name: 'two' }, flags)).toEqual({
    nodes: 3,
    name: 'two',
    stateDir: '/var/lib/kubets-two',
  });
});

test('whose npm is always forced starts all the same', () => {
  const env = { npm_lifecycle_event: 'start', npm_config_force: 'true' };
  expect(readStartFlags(['--nodes', '3'], env).flags).toEqual({ nodes: 3 });
});

test('a state directory without a name is not the one somebody is in', () => {
  expect(() => askedOptions({}, { stateDir: '' })).toThrow('--state-dir "": a directory is wanted');
});

test.each([
  ['an unknown flag', ['--node', '3'], {}, /Unknown option '--node'.*kubets start --help/],
  ['a word', ['3'], {}, /start takes flags only, not "3"/],
  ['no number', ['--nodes', 'x'], {}, /--nodes "x": a whole number is wanted/],
  ['no value', ['--nodes'], {}, /--nodes <value>/],
  [
    'what npm has taken for its own',
    ['3'],
    { npm_lifecycle_event: 'start', npm_config_nodes: 'true' },
    /npm took --nodes for a flag of its own; .* Type: npm start -- --nodes 3$/,
  ],
  [
    'several of them, one with =',
    ['two'],
    { npm_lifecycle_event: 'start', npm_config_nodes: '3', npm_config_name: 'true' },
    /npm took --name, --nodes .* Type: npm start -- --name two --nodes 3$/,
  ],
  [
    'a file, for which npm has a flag of its own',
    ['two.yaml'],
    { npm_lifecycle_event: 'start', npm_config_force: 'true' },
    /npm took -f for a flag of its own; .* Type: npm start -- -f two\.yaml$/,
  ],
])('%s is refused, with what to type', (_, argv, env, message) => {
  expect(() => readStartFlags(argv, env)).toThrow(message);
});
