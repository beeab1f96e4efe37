import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { Namespace } from '@kubets/proto-gen/core/v1';
import type { ObjectReader } from '../registry/object-reader';

const LABEL = 'resource.kubernetes.io/admin-access';

/**
 * Whoever looks after devices that others use needs a namespace for that. `asked`: of requests or results, of which the
 * first that asks for it is told of.
 */
export function validateAdminAccess(
  asked: readonly { adminAccess?: boolean }[],
  path: FieldPath,
  namespace: string,
  reader: ObjectReader,
): FieldError[] {
  const index = asked.findIndex(({ adminAccess }) => adminAccess === true);
  if (index < 0) return [];
  const found = reader.get({ group: '', plural: 'namespaces' }, '', namespace) as Namespace | undefined;
  if (found?.metadata?.labels?.[LABEL] === 'true') return [];
  const detail = `admin access to devices requires the \`${LABEL}: true\` label on the containing namespace`;
  return [fieldErrors.forbidden(path.index(index).child('adminAccess'), detail)];
}
