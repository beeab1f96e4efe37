import { qualified } from '@kubets/apimachinery';
import { canonicalIp } from '@kubets/net';
import { ipAddresses as names } from '@kubets/proto-gen/catalogue';
import type { IPAddress } from '@kubets/proto-gen/networking/v1';
import { nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { allocateIpAddressClaims } from './claims';

/** The name is the address, in the one form that all can agree on. */
function validateName(name: string): string[] {
  const canonical = canonicalIp(name);
  if (canonical === undefined) return ['must be a valid IP address'];
  return canonical === name ? [] : [`must be in canonical form ("${canonical}")`];
}

function parentText({ spec }: IPAddress): string {
  const parent = spec?.parentRef;
  if (!parent) return '<none>';
  const resource = qualified(parent.resource ?? '', parent.group).toLowerCase();
  return [resource, ...(parent.namespace ? [parent.namespace] : []), parent.name ?? ''].join('/');
}

export const ipAddresses = defineResource<IPAddress>(names, {
  columns: [
    nameColumn,
    textColumn<IPAddress>({
      name: 'ParentRef',
      description: 'The object that holds the address.',
      value: parentText,
    }),
  ],
  validateName,
  claims: { allocate: allocateIpAddressClaims },
});
