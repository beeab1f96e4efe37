import { namespacesOf } from './pod-places';

test('network namespaces are found wherever they are mounted', () => {
  const mountinfo = `24 30 0:22 / /proc rw,nosuid shared:14 - proc proc rw
45 42 0:4 net:[4026532178] /run/netns/kubets-node-1 rw shared:4 - nsfs nsfs rw
46 42 0:4 mnt:[4026532180] /run/kubets/mnt rw shared:4 - nsfs nsfs rw
61 42 0:4 net:[4026532249] /run/kubets/node-1/with\\040space/netns/cni-1 rw shared:9 - nsfs nsfs rw
`;
  expect(namespacesOf(mountinfo)).toEqual(['/run/netns/kubets-node-1', '/run/kubets/node-1/with space/netns/cni-1']);
});
