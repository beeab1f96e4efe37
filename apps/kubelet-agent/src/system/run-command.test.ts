import { runCommand } from './run-command';

test('a program’s own words are the error', async () => {
  expect(await runCommand('cat', [], { input: 'hello' })).toBe('hello');
  await expect(runCommand('ls', ['/none/such'])).rejects.toThrow(/^ls \/none\/such: .*No such file or directory/);
  await expect(runCommand('no-such-program', [])).rejects.toThrow('ENOENT');
});
