import type { KubeObject } from '@kubets/apimachinery';
import { stringify } from 'yaml';

/** An object as a person reads and edits it: without the record of who has set what. */
export function editableYaml({ apiVersion, kind, metadata, ...rest }: KubeObject): string {
  const { managedFields: _managed, ...others } = metadata ?? {};
  return stringify({ apiVersion, kind, metadata: others, ...rest }, { lineWidth: 0, aliasDuplicateObjects: false });
}
