import { newNotFound, type KubeObject, type Selector } from '@kubets/apimachinery';
import type { AdmissionAttributes } from '../pipeline/admission';
import { namespaceOfOperation } from './rules';

const NAMESPACES = { group: '', plural: 'namespaces' };

/** The namespace that an operation happens in, as it is now; absent for what is in none. @throws StatusError 404. */
export async function namespaceOf(
  attributes: AdmissionAttributes,
  catchUp: () => Promise<void>,
): Promise<KubeObject | undefined> {
  const { requestResource, operation, subresource, object, reader } = attributes;
  const name = namespaceOfOperation(attributes);
  if (name === '') return undefined;
  const isNamespace = requestResource.group === '' && requestResource.resource === 'namespaces';
  // What is about to be written says best how it is.
  if (isNamespace && subresource === '' && (operation === 'CREATE' || operation === 'UPDATE')) return object;
  const found = reader.get(NAMESPACES, '', name);
  if (found) return found;
  await catchUp();
  const late = reader.get(NAMESPACES, '', name);
  if (!late) throw newNotFound({ group: '', resource: 'namespaces' }, name);
  return late;
}

/** Whether the labels of the namespace are selected; what is in none always is. @throws StatusError 404 without the namespace. */
export async function selectsNamespace(
  selector: Selector,
  attributes: AdmissionAttributes,
  catchUp: () => Promise<void>,
): Promise<boolean> {
  if (selector.isEmpty()) return true;
  if (attributes.namespace === '' && attributes.requestResource.resource !== 'namespaces') return true;
  return selector.matches((await namespaceOf(attributes, catchUp))?.metadata?.labels);
}

/** Whether the labels of the object are selected, as it was or as it will be. */
export const selectsObject = (selector: Selector, { object, oldObject }: AdmissionAttributes): boolean =>
  selector.isEmpty() || [object, oldObject].some((one) => one !== undefined && selector.matches(one.metadata?.labels));
