import { fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type {
  ExemptPriorityLevelConfiguration,
  LimitedPriorityLevelConfiguration,
  LimitResponse,
  PriorityLevelConfiguration,
  PriorityLevelConfigurationSpec,
  QueuingConfiguration,
} from '@kubets/proto-gen/flowcontrol/v1';
import { MANDATORY_LEVELS } from '../../flow-control/bootstrap-objects';
import { goStruct } from '../../validation/go-struct';

const SPEC = FieldPath.of('spec');
const TYPES = ['Exempt', 'Limited'];
const RESPONSES = ['Queue', 'Reject'];
const MAX_QUEUES = 10_000_000;
/** What dealing a hand may need of a flow's number. */
const MAX_BITS = 60;

/** All that is wrong with a level. */
export function levelErrors({ metadata, spec = {} }: PriorityLevelConfiguration): FieldError[] {
  const name = metadata?.name ?? '';
  const mandatory = MANDATORY_LEVELS.find((one) => one.metadata?.name === name);
  const isExempt = name === 'exempt';
  const fixed = isExempt ? { ...mandatory?.spec, exempt: spec.exempt } : mandatory?.spec;
  const isOther = mandatory !== undefined && !semanticEqual(spec, fixed);
  const shown = () => goStruct(spec, 'kubets.flowcontrol.v1.PriorityLevelConfigurationSpec');
  if (isOther && !isExempt) return [fieldErrors.invalid(SPEC, shown(), `spec of '${name}' must equal the fixed value`)];
  const errors = specErrors(spec, isExempt);
  const detail = "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value";
  return isOther ? [...errors, fieldErrors.invalid(SPEC, shown(), detail)] : errors;
}

function specErrors(spec: PriorityLevelConfigurationSpec, isExempt: boolean): FieldError[] {
  const { type = '', limited, exempt } = spec;
  const at = SPEC.child('type');
  const unwanted = [
    ...(limited ? [fieldErrors.forbidden(SPEC.child('limited'), '')] : []),
    ...(exempt ? [fieldErrors.forbidden(SPEC.child('exempt'), '')] : []),
  ];
  if (type === '')
    return [
      ...unwanted,
      fieldErrors.required(at),
      ...(limited && !limited.limitResponse?.type
        ? [fieldErrors.required(SPEC.child('limited', 'limitResponse', 'type'))]
        : []),
    ];
  if (!TYPES.includes(type)) return [fieldErrors.notSupported(at, type, TYPES), ...unwanted];
  const isLimited = type === 'Limited';
  const own = SPEC.child(isLimited ? 'limited' : 'exempt');
  const other = isLimited ? exempt : limited;
  return [
    ...((type === 'Exempt') === isExempt
      ? []
      : [fieldErrors.invalid(at, type, "must be 'Exempt' if and only if `name` is 'exempt'")]),
    ...(isLimited && limited ? limitErrors(limited, own) : []),
    ...(!isLimited && exempt ? shareErrors(exempt, own) : []),
    ...(other ? [fieldErrors.forbidden(SPEC.child(isLimited ? 'exempt' : 'limited'), '')] : []),
    ...(isLimited && !limited ? [fieldErrors.required(own)] : []),
    ...(isLimited && limited ? responseErrors(limited.limitResponse ?? {}, own.child('limitResponse')) : []),
  ];
}

function shareErrors(
  { nominalConcurrencyShares: shares = 0, lendablePercent: lendable = 0 }: ExemptPriorityLevelConfiguration,
  path: FieldPath,
): FieldError[] {
  return [
    ...(shares < 0
      ? [fieldErrors.invalid(path.child('nominalConcurrencyShares'), shares, 'must be a non-negative integer')]
      : []),
    ...(lendable < 0 || lendable > 100
      ? [fieldErrors.invalid(path.child('lendablePercent'), lendable, 'must be between 0 and 100, inclusive')]
      : []),
  ];
}

function limitErrors(limited: LimitedPriorityLevelConfiguration, path: FieldPath): FieldError[] {
  const { borrowingLimitPercent: borrowing = 0 } = limited;
  const at = path.child('borrowingLimitPercent');
  return [
    ...shareErrors(limited, path),
    ...(borrowing < 0 ? [fieldErrors.invalid(at, borrowing, 'if specified, must be a non-negative integer')] : []),
  ];
}

function responseErrors({ type = '', queuing }: LimitResponse, path: FieldPath): FieldError[] {
  const at = path.child('queuing');
  if (type === 'Reject') return queuing ? [fieldErrors.forbidden(at, '')] : [];
  if (type === '') return [fieldErrors.required(path.child('type'))];
  if (type !== 'Queue') return [fieldErrors.notSupported(path.child('type'), type, RESPONSES)];
  return queuing ? queuingErrors(queuing, at) : [fieldErrors.required(at)];
}

function queuingErrors(
  { queues = 0, handSize = 0, queueLengthLimit = 0 }: QueuingConfiguration,
  path: FieldPath,
): FieldError[] {
  const positive = (field: string, value: number) =>
    value <= 0 ? [fieldErrors.invalid(path.child(field), value, 'must be positive')] : [];
  const hand = path.child('handSize');
  const bits = entropyBits(queues, handSize);
  return [
    ...positive('queueLengthLimit', queueLengthLimit),
    ...(queues <= 0
      ? positive('queues', queues)
      : queues > MAX_QUEUES
        ? [fieldErrors.invalid(path.child('queues'), queues, `must not be greater than ${MAX_QUEUES}`)]
        : []),
    ...(handSize <= 0
      ? positive('handSize', handSize)
      : handSize > queues
        ? [fieldErrors.invalid(hand, handSize, `should not be greater than queues (${queues})`)]
        : bits > MAX_BITS
          ? [
              fieldErrors.invalid(
                hand,
                handSize,
                `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${MAX_BITS}`,
              ),
            ]
          : []),
  ];
}

/** What it takes to tell all hands apart. */
function entropyBits(queues: number, handSize: number): number {
  let bits = 0;
  for (let index = 0; index < Math.min(handSize, MAX_BITS + 1); index++) bits += Math.log2(Math.max(1, queues - index));
  return Math.ceil(bits);
}
