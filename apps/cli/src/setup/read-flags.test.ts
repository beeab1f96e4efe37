import { readStartFlags } from './read-flags.mjs';

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
])('%s', (_, argv, asked) => expect(readStartFlags(argv, {})).toEqual(asked));

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
])('%s is refused, with what to type', (_, argv, env, message) => {
  expect(() => readStartFlags(argv, env)).toThrow(message);
});
