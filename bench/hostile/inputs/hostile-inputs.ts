import { ACCESS } from '../../../test/fuzz/aimed/access';
import type { Aimed } from '../../../test/fuzz/aimed/aim';
import { CALLS } from '../../../test/fuzz/aimed/calls';
import { DECODING } from '../../../test/fuzz/aimed/decoding';
import { LARGE_DOCUMENTS } from '../../../test/fuzz/aimed/large-documents';
import { LIMITS } from '../../../test/fuzz/aimed/limits';
import { PARSING } from '../../../test/fuzz/aimed/parsing';
import { PATCHING } from '../../../test/fuzz/aimed/patching';
import { QUERIES } from '../../../test/fuzz/aimed/queries';
import { REFERENCES } from '../../../test/fuzz/aimed/references';
import { REQUESTS } from '../../../test/fuzz/aimed/requests';
import { WRONG_SHAPES } from '../../../test/fuzz/aimed/wrong-shapes';
import { APPLYING } from './applying';
import { FRAMING } from './framing';
import { LARGE_OBJECTS } from './large-objects';
import { LARGE_PODS } from './large-pods';
import { READING } from './reading';
import { RIGHTS_AND_REVIEWS } from './rights';
import { VALUES_AND_YAML } from './values';

export interface HostileInput {
  kind: string;
  aimed: Aimed;
  /** Kubernetes has no such door. */
  isOursAlone: boolean;
}

const of = (kind: string, all: readonly Aimed[], isOursAlone = false): HostileInput[] =>
  all.map((aimed) => ({ kind, aimed, isOursAlone }));
/** Those that say of what kind they are. */
const ownKind = (...all: (readonly Aimed[])[]): HostileInput[] => all.flat().flatMap((aimed) => of(aimed.row, [aimed]));

/** Those of the fuzz' aimed tests, and the benchmark's own. */
export const hostileInputs: readonly HostileInput[] = [
  ...of('decoding', [...DECODING, ...LARGE_DOCUMENTS, ...WRONG_SHAPES]),
  ...of('parsing', PARSING),
  ...of('patching', PATCHING),
  ...of('requests', [...ACCESS, ...REQUESTS, ...QUERIES]),
  ...of('references', REFERENCES),
  ...of('limits', LIMITS),
  ...ownKind(VALUES_AND_YAML, APPLYING, READING, FRAMING, RIGHTS_AND_REVIEWS, LARGE_OBJECTS, LARGE_PODS),
  ...of('gRPC calls', CALLS, true),
];
