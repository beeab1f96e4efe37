import type { ResourceKey } from '../registry/object-reader';

const GROUP = 'flowcontrol.apiserver.k8s.io';
export const SCHEMAS: ResourceKey = { group: GROUP, plural: 'flowschemas' };
export const LEVELS: ResourceKey = { group: GROUP, plural: 'prioritylevelconfigurations' };
