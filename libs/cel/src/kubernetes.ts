import type { Library } from './functions/declaration';
import { addresses } from './libraries/addresses';
import { namedFormats } from './libraries/formats';
import { lists, sets } from './libraries/lists';
import { literals } from './libraries/literals';
import { quantities } from './libraries/quantities';
import { regex } from './libraries/regex';
import { semvers } from './libraries/semvers';
import { strings } from './libraries/strings';
import { urls } from './libraries/urls';

/** What Kubernetes adds to CEL wherever it takes expressions; the authorizer is where there is one. */
export const kubernetesLibraries: readonly Library[] = [
  strings,
  lists,
  sets,
  regex,
  urls,
  quantities,
  addresses,
  semvers,
  namedFormats,
  literals,
];

/** As much one expression may spend. */
export const PER_CALL_LIMIT = 1_000_000;
/** And all of an object's together. */
export const RUNTIME_BUDGET = 10_000_000;
export const MATCH_CONDITIONS_BUDGET = 2_500_000;
