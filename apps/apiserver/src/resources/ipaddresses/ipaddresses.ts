import { FieldPath, isDns1123Subdomain, isPathSegmentName, qualified, type FieldError } from '@kubets/apimachinery';
import { ipAddresses as names } from '@kubets/proto-gen/catalogue';
import type { IPAddress } from '@kubets/proto-gen/networking/v1';
import { nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateCanonicalIp } from '../../validation/endpoint-address';
import { invalidEach } from '../../validation/field-checks';
import { allocateIpAddressClaims } from './claims';

const NAME = FieldPath.of('metadata', 'name');

/** The name is the address, in the one form that all can agree on. */
const validateName = (name: string): string[] => validateCanonicalIp(name, NAME).map(({ detail }) => detail);

function validateParent({ spec }: IPAddress): FieldError[] {
  const { group = '', resource = '', name = '', namespace = '' } = spec?.parentRef ?? {};
  const path = FieldPath.of('spec', 'parentRef');
  return [
    ...(group ? invalidEach(path.child('group'), group, isDns1123Subdomain) : []),
    ...Object.entries({ resource, name, namespace }).flatMap(([field, value]) =>
      value ? invalidEach(path.child(field), value, isPathSegmentName) : [],
    ),
  ];
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
  validate: validateParent,
  claims: { allocate: allocateIpAddressClaims },
});
