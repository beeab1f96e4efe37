import { parseMountPoints } from './mount-points';

test('mount points, with what the kernel escapes', () => {
  const text = '22 1 8:1 / / rw - ext4 /dev/sda rw\n30 22 0:26 / /var/lib/a\\040b rw shared:5 - tmpfs tmpfs rw\n';
  expect(parseMountPoints(text)).toEqual(['/', '/var/lib/a b']);
});
