import { MANDATORY_LEVELS, SUGGESTED_LEVELS } from '../flow-control/bootstrap-objects';
import { reconcileFlowObject } from './flow-policy';

const KEY = 'apf.kubernetes.io/autoupdate-spec';
const [system] = SUGGESTED_LEVELS;
const [exempt, catchAll] = MANDATORY_LEVELS;
function stored(level = system!, annotation: string | undefined, spec: object = {}, generation = 1): typeof level {
  const annotations: Record<string, string> = annotation === undefined ? {} : { [KEY]: annotation };
  return { ...level, metadata: { ...level.metadata, generation, annotations }, spec: { ...level.spec, ...spec } };
}
const other = { limited: { nominalConcurrencyShares: 1, limitResponse: { type: 'Reject' } } };

test.each<[string, Parameters<typeof reconcileFlowObject>, object | undefined]>([
  ['what is missing is made', [undefined, system!, false], system],
  ['what is right stays', [stored(system, 'true'), system!, false], undefined],
  ['what is kept is brought back', [stored(system, 'true', other), system!, false], stored(system, 'true')],
  ['what is not kept stays', [stored(system, 'false', other), system!, false], undefined],
  ['what nobody has changed yet is kept', [stored(system, undefined, other), system!, false], stored(system, 'true')],
  [
    'what somebody has changed is theirs',
    [stored(system, undefined, other, 2), system!, false],
    stored(system, 'false', other, 2),
  ],
  ['what has to be is brought back', [stored(catchAll, 'false', other), catchAll!, true], stored(catchAll, 'true')],
  [
    'shares of exempt may be changed',
    [stored(exempt, 'true', { exempt: { nominalConcurrencyShares: 5 } }), exempt!, true],
    undefined,
  ],
])('%s', (_, given, expected) => expect(reconcileFlowObject(...given)).toEqual(expected));
