import { isDns1123Label, isDns1123Subdomain, parseFieldSelector, type FieldRequirement } from '@kubets/apimachinery';
import { BOOL, EvaluationError, method, opaque, Opaque, STRING, type Library } from '@kubets/cel';
import { serviceAccountGroups, serviceAccountUsername, type UserInfo } from '../auth/user/user-info';
import type { AuthorizationDecision, AuthorizationRequest, Authorizer } from '../pipeline/authorization';

const PACKAGE = 'kubernetes.authorization';
export const AUTHORIZER = opaque(`${PACKAGE}.Authorizer`);
const PATH_CHECK = opaque(`${PACKAGE}.PathCheck`);
const GROUP_CHECK = opaque(`${PACKAGE}.GroupCheck`);
export const RESOURCE_CHECK = opaque(`${PACKAGE}.ResourceCheck`);
const DECISION = opaque(`${PACKAGE}.Decision`);

/** What a question costs: few fit into one expression's budget, and a bounded number into a request's. */
const CHECK_COST = 350_000;

/** A question that is still being answered: what asked it is evaluated once more when `decided` has settled. */
class Undecided extends Error {
  constructor(readonly decided: Promise<void>) {
    super('not decided yet');
  }
}

/** What expressions of one request have asked, each question once. */
export interface Decisions {
  /** @throws Undecided for a question that somebody else has to be asked. */
  decide(request: AuthorizationRequest): Decided;
}

type Decided = Pick<AuthorizationDecision, 'allowed' | 'reason'> & { error: string };

export function createDecisions(authorizer: Authorizer): Decisions {
  const known = new Map<string, Decided>();
  return {
    decide(request) {
      const key = JSON.stringify(request);
      const found = known.get(key);
      if (found) return found;
      const note = (decided: Decided): Decided => {
        known.set(key, decided);
        return decided;
      };
      const failed = (error: unknown) => note({ allowed: false, reason: '', error: (error as Error).message });
      const answered = ({ allowed, reason }: AuthorizationDecision) => note({ allowed, reason, error: '' });
      try {
        const decision = authorizer.authorize(request);
        if (!(decision instanceof Promise)) return answered(decision);
        throw new Undecided(decision.then(answered, failed).then(() => undefined));
      } catch (error) {
        if (error instanceof Undecided) throw error;
        return failed(error);
      }
    },
  };
}

/** Evaluates until every question has its answer. */
export async function withDecisions<T>(evaluate: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await evaluate();
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      await error.decided;
    }
  }
}

abstract class Asking extends Opaque {
  equals(other: Opaque): boolean {
    return other === this;
  }
}

interface Asker {
  user: UserInfo;
  decisions: Decisions;
}

export class AuthorizerValue extends Asking {
  readonly typeName = `${PACKAGE}.Authorizer`;
  constructor(readonly asker: Asker) {
    super();
  }
}

class PathCheck extends Asking {
  readonly typeName = `${PACKAGE}.PathCheck`;
  constructor(
    readonly asker: Asker,
    readonly path: string,
  ) {
    super();
  }
}

class GroupCheck extends Asking {
  readonly typeName = `${PACKAGE}.GroupCheck`;
  constructor(
    readonly asker: Asker,
    readonly group: string,
  ) {
    super();
  }
}

interface Checked {
  group: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
  fieldSelector?: readonly FieldRequirement[];
}

export class ResourceCheck extends Asking {
  readonly typeName = `${PACKAGE}.ResourceCheck`;
  constructor(
    readonly asker: Asker,
    readonly checked: Checked,
  ) {
    super();
  }

  with(more: Partial<Checked>): ResourceCheck {
    return new ResourceCheck(this.asker, { ...this.checked, ...more });
  }
}

class Decision extends Asking {
  readonly typeName = `${PACKAGE}.Decision`;
  constructor(readonly decided: Decided) {
    super();
  }
}

function serviceAccount({ asker }: AuthorizerValue, namespace: string, name: string): AuthorizerValue {
  if (isDns1123Subdomain(name).length > 0) throw new EvaluationError('Invalid service account name');
  if (isDns1123Label(namespace).length > 0) throw new EvaluationError('Invalid service account namespace');
  const user = { username: serviceAccountUsername(namespace, name), groups: serviceAccountGroups(namespace) };
  return new AuthorizerValue({ ...asker, user });
}

function pathCheck({ asker }: AuthorizerValue, path: string): PathCheck {
  if (path.trim() === '') throw new EvaluationError('path must not be empty');
  return new PathCheck(asker, path);
}

function resource({ asker, group }: GroupCheck, name: string): ResourceCheck {
  if (name.trim() === '') throw new EvaluationError('resource must not be empty');
  return new ResourceCheck(asker, { group, resource: name, subresource: '', namespace: '', name: '' });
}

/** A selector that cannot be read narrows nothing. */
function selected(check: ResourceCheck, selector: string): ResourceCheck {
  try {
    const { requirements } = parseFieldSelector(selector);
    return check.with({ fieldSelector: requirements });
  } catch {
    return check;
  }
}

const EMPTY = { version: '', group: '', resource: '', subresource: '', namespace: '', name: '', path: '' };

const checkPath = ({ asker: { user, decisions }, path }: PathCheck, verb: string): Decision =>
  new Decision(decisions.decide({ ...EMPTY, user, verb, isResourceRequest: false, path }));

const checkResource = ({ asker: { user, decisions }, checked }: ResourceCheck, verb: string): Decision =>
  new Decision(decisions.decide({ ...EMPTY, user, verb, isResourceRequest: true, version: '*', ...checked }));

/** Kubernetes' functions that ask whether somebody may do something. */
export const authorizerLibrary: Library = {
  functions: [
    method('path', [AUTHORIZER, STRING], PATH_CHECK, pathCheck),
    method('group', [AUTHORIZER, STRING], GROUP_CHECK, ({ asker }: AuthorizerValue, group: string) => new GroupCheck(asker, group)),
    method('serviceAccount', [AUTHORIZER, STRING, STRING], AUTHORIZER, serviceAccount),
    method('check', [PATH_CHECK, STRING], DECISION, checkPath, () => CHECK_COST),
    method('resource', [GROUP_CHECK, STRING], RESOURCE_CHECK, resource),
    method('subresource', [RESOURCE_CHECK, STRING], RESOURCE_CHECK, (check: ResourceCheck, subresource: string) => check.with({ subresource })),
    method('namespace', [RESOURCE_CHECK, STRING], RESOURCE_CHECK, (check: ResourceCheck, namespace: string) => check.with({ namespace })),
    method('name', [RESOURCE_CHECK, STRING], RESOURCE_CHECK, (check: ResourceCheck, name: string) => check.with({ name })),
    method('fieldSelector', [RESOURCE_CHECK, STRING], RESOURCE_CHECK, selected),
    // No authorizer looks at labels.
    method('labelSelector', [RESOURCE_CHECK, STRING], RESOURCE_CHECK, (check: ResourceCheck) => check),
    method('check', [RESOURCE_CHECK, STRING], DECISION, checkResource, () => CHECK_COST),
    method('errored', [DECISION], BOOL, ({ decided }: Decision) => decided.error !== ''),
    method('error', [DECISION], STRING, ({ decided }: Decision) => decided.error),
    method('allowed', [DECISION], BOOL, ({ decided }: Decision) => decided.allowed),
    method('reason', [DECISION], STRING, ({ decided }: Decision) => decided.reason),
  ],
}; // prettier-ignore
