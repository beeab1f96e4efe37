import type { KindExample } from '../testing/kind-example';

export const example: KindExample = {
  columns: 'Name Status Roles Age Version | Internal-IP External-IP OS-Image Kernel-Version Container-Runtime',
  least: () => ({ spec: { unschedulable: true, taints: [{ key: 'fuzz', effect: 'NoExecute' }] } }),
  more: { spec: { podCIDR: '10.244.0.0/24', taints: [{ key: 'a.b/c', value: 'v', effect: 'NoSchedule' }] } },
};
