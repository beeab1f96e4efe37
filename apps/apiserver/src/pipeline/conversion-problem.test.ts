import { conversionProblem } from './conversion-problem';

test.each([
  ['number into Go struct field ConfigMap.metadata of type v1.ObjectMeta', 'cannot restore struct from: int64'],
  ['number into Go struct field ConfigMap.data of type string', 'cannot convert int64 to string'],
  ['number 1.5 into Go struct field ConfigMap.data of type string', 'cannot convert float64 to string'],
  ['array into Go struct field ConfigMap.data of type map[string]string', 'cannot restore map from slice'],
  ['string into Go struct field ServiceSpec.spec.ports of type []v1.ServicePort', 'cannot restore slice from string'],
  ['string into Go struct field ConfigMap.immutable of type bool', 'unrecognized type: bool'],
  ['string into Go struct field DeploymentSpec.spec.replicas of type int32', 'unrecognized type: int32'],
  ['object into Go struct field ConfigMap.data of type string', 'unrecognized type: string'],
  [
    'object into Go struct field PersistentVolumeClaimSpec.spec.accessModes of type v1.PersistentVolumeAccessMode',
    'unrecognized type: string',
  ],
  [
    'number into Go struct field ServicePort.spec.ports.protocol of type v1.Protocol',
    'cannot convert int64 to v1.Protocol',
  ],
  ['array into Go struct field ResourceRequirements.requests of type v1.ResourceList', 'cannot restore map from slice'],
  ['string into Go struct field Rule.verbs of type []v1.Verb', 'cannot restore slice from string'],
])('%s is told as %s', (what, expected) => {
  expect(conversionProblem(`json: cannot unmarshal ${what}`)).toBe(expected);
});

test.each([
  'unknown field "spec.a"',
  'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type v1.Time',
])('%s stays as it is', (problem) => {
  expect(conversionProblem(problem)).toBe(problem);
});
