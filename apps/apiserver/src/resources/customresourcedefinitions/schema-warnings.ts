import { quote } from '@kubets/apimachinery';
import type { CustomResourceDefinitionSpec } from '@kubets/proto-gen/apiextensions/v1';
import { isKnownFormat } from '../../structural/formats';
import { itemsOf, someSchema, type SchemaNode } from '../../structural/schema-node';

/** What schemas say that does not do what they seem to say; what was so before is not told again. */
export function schemaWarnings(
  spec: CustomResourceDefinitionSpec,
  old: CustomResourceDefinitionSpec | undefined,
): string[] {
  const before = old ? warningsOf(old) : [];
  return warningsOf(spec).filter((text) => !before.includes(text));
}

function warningsOf({ versions = [] }: CustomResourceDefinitionSpec): string[] {
  const formats: string[] = [];
  const sets = new Set<string>();
  for (const { schema } of versions) {
    if (!schema?.openAPIV3Schema) continue;
    someSchema(schema.openAPIV3Schema, (node) => {
      const { format, type = '' } = node;
      if (format && !isKnownFormat(format, type)) formats.push(`unrecognized format ${quote(format)}`);
      const items = setItems(node);
      if (items)
        sets.add(
          `x-kubernetes-list-type: set for items of type ${quote(items)} is not supported by server-side apply or CEL validation rules`,
        );
      return false;
    });
  }
  return [...formats, ...[...sets].sort()];
}

/** The type of the items of a set where those are no scalars. */
function setItems(node: SchemaNode): string | undefined {
  const type = node['x-kubernetes-list-type'] === 'set' ? itemsOf(node)?.type : undefined;
  return type === 'object' || type === 'array' ? type : undefined;
}
