import { readOnlyMounts } from './writable-mounts';

const MOUNTINFO = `600 590 0:50 / / ro,relatime - overlay overlay rw,lowerdir=/l
601 600 0:51 / /proc rw,nosuid - proc proc rw
602 601 0:51 /sys /proc/sys ro,nosuid,nodev,noexec,relatime - proc proc rw
603 601 0:51 /fs /proc/fs ro,nosuid - proc proc rw
604 600 0:52 / /sys ro,nosuid - sysfs sysfs ro
605 604 0:53 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs rw,mode=755
606 605 0:30 /docker/1 /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory
607 605 0:31 /docker/1 /sys/fs/cgroup/pids rw,nosuid - cgroup cgroup rw,pids
`;

test.each([
  [
    'those at and below the paths',
    ['/proc/sys', '/sys/fs/cgroup'],
    ['/proc/sys', '/sys/fs/cgroup', '/sys/fs/cgroup/memory'],
  ],
  ['not those that merely begin alike', ['/sys/fs/cgr'], []],
  ['not the writable ones', ['/sys/fs/cgroup/pids'], []],
])('%s', (_name, paths, expected) => {
  expect(readOnlyMounts(MOUNTINFO, paths)).toEqual(expected);
});
