import { Argument, Command } from 'commander';
import { spawnSync } from 'node:child_process';
import { completionScript, completionsOf } from './completion';

const program = new Command('kubets');
program.command('start').option('--nodes <count>').option('--name <name>');
program.command('node').command('add').option('--count <n>');
program.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh']));
program.command('hidden', { hidden: true });
const COMPLETIONS = completionsOf(program);

test('every visible command is completed, with its flags and the words behind it', () => {
  expect(COMPLETIONS).toEqual({
    '': ['start', 'node', 'completion', 'help'],
    start: ['--nodes', '--name', '--help'],
    node: ['add', '--count', '--help'],
    completion: ['bash', 'zsh', '--help'],
    help: ['--help'],
  });
});

test.each([
  ['kubets s', 1, ['start']],
  ['kubets start --n', 2, ['--nodes', '--name']],
  ['kubets node a', 2, ['add']],
  ['kubets unknown x', 2, []],
])('bash completes %j', (line, word, expected) => {
  const script = `${completionScript('bash', COMPLETIONS)}
COMP_WORDS=(${line}); COMP_CWORD=${word}; _kubets; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stdout.split('\n').filter(Boolean)).toEqual(expected);
});

test.each(['zsh', 'fish'])('%s gets the same words', (shell) => {
  expect(completionScript(shell, COMPLETIONS)).toContain('--nodes --name --help');
});

test('another shell is refused', () => {
  expect(() => completionScript('tcsh', COMPLETIONS)).toThrow('tcsh: bash, zsh, fish are known');
});
