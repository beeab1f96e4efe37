import { fieldErrors, isDns1123Label, isDns1123Subdomain, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { CSIPersistentVolumeSource, PersistentVolumeSpec } from '@kubets/proto-gen/core/v1';
import { schema } from '@kubets/proto-gen/schema';
import { validateCsiDriverName } from '../validation/csi-driver-name';
import { requiredName, requiredText } from '../validation/field-checks';

/** What of a volume's spec is not where it is stored. */
const COMMON = new Set([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);
const SOURCES = Object.keys(schema.of('kubets.core.v1.PersistentVolumeSpec').fields).filter(
  (name) => !COMMON.has(name),
);

/** The names of the kinds of storage that a spec has; valid ones have one. */
export const sourcesOf = (spec: PersistentVolumeSpec): string[] =>
  SOURCES.filter((name) => (spec as Record<string, unknown>)[name] !== undefined);

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function validateCsi(csi: CSIPersistentVolumeSource, path: FieldPath): FieldError[] {
  return [
    ...validateCsiDriverName(csi.driver ?? '', path.child('driver')),
    ...requiredText(path.child('volumeHandle'), csi.volumeHandle),
    ...SECRETS.flatMap((name) => {
      const secret = csi[name];
      if (!secret) return [];
      const at = path.child(name);
      return [
        ...requiredName(at.child('name'), secret.name, isDns1123Subdomain),
        ...requiredName(at.child('namespace'), secret.namespace, isDns1123Label),
      ];
    }),
  ];
}

/** One kind of storage, and what is wrong with it. */
export function validateVolumeSource(spec: PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const [first, ...others] = sourcesOf(spec);
  if (first === undefined) return [fieldErrors.required(path, 'must specify a volume type')];
  const errors = others.map((name) =>
    fieldErrors.forbidden(path.child(name), 'may not specify more than 1 volume type'),
  );
  const { hostPath, local, csi } = spec;
  for (const [name, directory] of [
    ['hostPath', hostPath?.path],
    ['local', local?.path],
  ] as const) {
    if (spec[name] === undefined) continue;
    const at = path.child(name, 'path');
    if (!directory) errors.push(fieldErrors.required(at));
    else if (directory.split('/').includes('..'))
      errors.push(fieldErrors.invalid(at, directory, "must not contain '..'"));
  }
  if (local && !spec.nodeAffinity)
    errors.push(fieldErrors.required(path.child('nodeAffinity'), 'Local volume requires node affinity'));
  if (csi && first === 'csi') errors.push(...validateCsi(csi, path.child('csi')));
  return errors;
}
