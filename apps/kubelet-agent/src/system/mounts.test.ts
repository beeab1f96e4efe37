import { parseMountPoints } from './mounts';
import { runCommand } from './run-command';

test('mount points, with what the kernel escapes', () => {
  const text = '22 1 8:1 / / rw - ext4 /dev/sda rw\n30 22 0:26 / /var/lib/a\\040b rw shared:5 - tmpfs tmpfs rw\n';
  expect(parseMountPoints(text)).toEqual(['/', '/var/lib/a b']);
});

test('a program’s own words are the error', async () => {
  expect(await runCommand('cat', [], { input: 'hello' })).toBe('hello');
  await expect(runCommand('ls', ['/none/such'])).rejects.toThrow(/^ls \/none\/such: .*No such file or directory/);
  await expect(runCommand('no-such-program', [])).rejects.toThrow('ENOENT');
});
