import {
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isQualifiedName,
  semanticEqual,
  type FieldError,
} from '@kubets/apimachinery';
import { csiNodes as names } from '@kubets/proto-gen/catalogue';
import type { CSINode, CSINodeDriver } from '@kubets/proto-gen/storage/v1';
import { ageColumn, countColumn, nameColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateCsiDriverName } from '../../validation/csi-driver-name';
import { invalidEach } from '../../validation/field-checks';
import { goStruct } from '../../validation/go-struct';

const DRIVERS = FieldPath.of('spec', 'drivers');
const MAX_NODE_ID = 256;

function validateNodeId(nodeId: string, path: FieldPath): FieldError[] {
  if (nodeId === '') return [fieldErrors.required(path)];
  if (Buffer.byteLength(nodeId) <= MAX_NODE_ID) return [];
  return [fieldErrors.invalid(path, nodeId, `must be ${MAX_NODE_ID} characters or less`)];
}

function validateDriver(driver: CSINodeDriver, path: FieldPath, seen: Set<string>): FieldError[] {
  const { name = '', nodeID = '', allocatable, topologyKeys = [] } = driver;
  const count = allocatable?.count ?? 0;
  const errors = [...validateCsiDriverName(name, path.child('name')), ...validateNodeId(nodeID, path.child('nodeID'))];
  if (count < 0) {
    const detail = 'must be greater than or equal to 0';
    errors.push(fieldErrors.invalid(path.child('allocatable', 'count'), count, detail));
  }
  if (seen.has(name)) errors.push(fieldErrors.duplicate(path.child('name'), name));
  seen.add(name);
  const keys = new Set<string>();
  for (const key of topologyKeys) {
    if (key === '') errors.push(fieldErrors.required(path));
    if (keys.has(key)) errors.push(fieldErrors.duplicate(path, key));
    keys.add(key);
    errors.push(...invalidEach(path, key, isQualifiedName));
  }
  return errors;
}

function validateNode({ spec }: CSINode): FieldError[] {
  const seen = new Set<string>();
  return (spec?.drivers ?? []).flatMap((driver, index) => validateDriver(driver, DRIVERS.index(index), seen));
}

const changedDriver = (driver: CSINodeDriver, old: CSINodeDriver): FieldError[] =>
  semanticEqual(driver, old)
    ? []
    : [fieldErrors.invalid(DRIVERS, goStruct(driver, 'kubets.storage.v1.CSINodeDriver'), FIELD_IMMUTABLE)];

/** A driver stays what it is on a node, apart from how many volumes it can have there. */
function validateNodeUpdate(node: CSINode, old: CSINode): FieldError[] {
  const fixedPart = ({ allocatable: _allocatable, ...rest }: CSINodeDriver): CSINodeDriver => rest;
  const drivers = new Map((node.spec?.drivers ?? []).map((driver) => [driver.name ?? '', driver]));
  return (old.spec?.drivers ?? []).flatMap((before) => {
    const after = drivers.get(before.name ?? '');
    return after ? changedDriver(fixedPart(after), fixedPart(before)) : [];
  });
}

export const csiNodes = defineResource<CSINode>(names, {
  columns: [
    nameColumn,
    countColumn<CSINode>({
      name: 'Drivers',
      description: 'How many drivers the node has.',
      value: ({ spec }) => spec?.drivers?.length ?? 0,
    }),
    ageColumn,
  ],
  status: { keepsMetadata: true },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
  returnsDeletedObject: true,
  requireResourceVersion: true,
});
