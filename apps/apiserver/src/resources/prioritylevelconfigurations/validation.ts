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
  const mustBe = "must be 'Exempt' if and only if `name` is 'exempt'";
  return [
    ...((type === 'Exempt') === isExempt ? [] : [fieldErrors.invalid(at, type, mustBe)]),
    ...(type === '' || TYPES.includes(type) ? [] : [fieldErrors.notSupported(at, type, TYPES)]),
    ...(type === 'Exempt' && exempt ? shareErrors(exempt, SPEC.child('exempt')) : []),
    ...(type === 'Limited' && limited ? limitErrors(limited, SPEC.child('limited')) : []),
    ...declaredErrors(spec).map((error): FieldError => ({ ...error, told: 'declared' })),
  ];
}

/** Which parts go with which types, as Kubernetes' types declare it. */
function declaredErrors({ type = '', limited, exempt }: PriorityLevelConfigurationSpec): FieldError[] {
  const [ofLimited, ofExempt] = [SPEC.child('limited'), SPEC.child('exempt')];
  const response = ofLimited.child('limitResponse');
  const { type: answer = '', queuing } = limited?.limitResponse ?? {};
  return [
    ...(exempt && type !== 'Exempt' ? [fieldErrors.forbidden(ofExempt, '')] : []),
    ...(limited && type !== 'Limited' ? [fieldErrors.forbidden(ofLimited, '')] : []),
    ...(!limited && type === 'Limited' ? [fieldErrors.required(ofLimited)] : []),
    ...(type === '' ? [fieldErrors.required(SPEC.child('type'))] : []),
    ...(queuing && answer !== 'Queue' ? [fieldErrors.forbidden(response.child('queuing'), '')] : []),
    ...(!queuing && answer === 'Queue' ? [fieldErrors.required(response.child('queuing'))] : []),
    ...(limited && answer === '' ? [fieldErrors.required(response.child('type'))] : []),
  ];
}

const shareErrors = (exempt: ExemptPriorityLevelConfiguration, path: FieldPath): FieldError[] => [
  ...sharesErrors(exempt, path),
  ...lendingErrors(exempt, path),
];

const sharesErrors = (
  { nominalConcurrencyShares: shares = 0 }: ExemptPriorityLevelConfiguration,
  path: FieldPath,
): FieldError[] =>
  shares < 0
    ? [fieldErrors.invalid(path.child('nominalConcurrencyShares'), shares, 'must be a non-negative integer')]
    : [];

const lendingErrors = (
  { lendablePercent: lendable = 0 }: ExemptPriorityLevelConfiguration,
  path: FieldPath,
): FieldError[] =>
  lendable < 0 || lendable > 100
    ? [fieldErrors.invalid(path.child('lendablePercent'), lendable, 'must be between 0 and 100, inclusive')]
    : [];

function limitErrors(limited: LimitedPriorityLevelConfiguration, path: FieldPath): FieldError[] {
  const { borrowingLimitPercent: borrowing = 0, limitResponse = {} } = limited;
  const [ofShares, ofLending] = [sharesErrors(limited, path), lendingErrors(limited, path)];
  const at = path.child('borrowingLimitPercent');
  return [
    ...ofShares,
    ...responseErrors(limitResponse, path.child('limitResponse')),
    ...ofLending,
    ...(borrowing < 0 ? [fieldErrors.invalid(at, borrowing, 'if specified, must be a non-negative integer')] : []),
  ];
}

function responseErrors({ type = '', queuing }: LimitResponse, path: FieldPath): FieldError[] {
  if (type === '' || type === 'Reject') return [];
  if (type !== 'Queue') return [fieldErrors.notSupported(path.child('type'), type, RESPONSES)];
  return queuing ? queuingErrors(queuing, path.child('queuing')) : [];
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
