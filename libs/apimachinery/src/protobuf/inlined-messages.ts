import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';

/**
 * Messages in which Kubernetes embeds another one whose fields stand directly in the JSON, and the number under which
 * its wire nests them.
 */
const INLINED: Record<string, number> = {
  'kubets.core.v1.Volume': 2,
  'kubets.core.v1.PersistentVolumeSpec': 2,
  'kubets.core.v1.Probe': 1,
  'kubets.core.v1.EphemeralContainer': 1,
  'kubets.core.v1.SecretProjection': 1,
  'kubets.core.v1.SecretKeySelector': 1,
  'kubets.core.v1.SecretEnvSource': 1,
  'kubets.core.v1.ConfigMapVolumeSource': 1,
  'kubets.core.v1.ConfigMapProjection': 1,
  'kubets.core.v1.ConfigMapKeySelector': 1,
  'kubets.core.v1.ConfigMapEnvSource': 1,
  'kubets.networking.v1.IngressRule': 2,
  'kubets.admissionregistration.v1.RuleWithOperations': 2,
  'kubets.admissionregistration.v1.NamedRuleWithOperations': 2,
};

/** Our protos give a flattened field its own number, or that plus this where the number was taken. */
const FLATTENED_OFFSET = 100;

export interface NumberedField {
  name: string;
  field: FieldSchema;
}

const byNumber = new WeakMap<MessageSchema, Map<number, NumberedField>>();

function numbersOf(message: MessageSchema): Map<number, NumberedField> {
  let numbers = byNumber.get(message);
  if (!numbers) {
    numbers = new Map(Object.entries(message.fields).map(([name, field]) => [field.number, { name, field }]));
    byNumber.set(message, numbers);
  }
  return numbers;
}

/** True when the number leads into an embedded message, `depth` levels below the message itself. */
export function isInlined(message: MessageSchema, number: number, depth: number): boolean {
  const embeds = depth === 0 || message.name === 'kubets.admissionregistration.v1.NamedRuleWithOperations';
  return embeds && depth < 2 && INLINED[message.name] === number;
}

/** The field of a number on Kubernetes' wire; `depth` counts the embedded messages that led there. */
export function fieldByWireNumber(message: MessageSchema, number: number, depth: number): NumberedField | undefined {
  const numbers = numbersOf(message);
  for (let level = depth; level >= 0; level--) {
    const found = numbers.get(number + level * FLATTENED_OFFSET);
    if (found) return found;
  }
  return undefined;
}
