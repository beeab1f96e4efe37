import type {
  AllocationResult,
  DeviceClaimConfiguration,
  DeviceClass,
  DeviceConstraint,
  DeviceSubRequest,
  ExactDeviceRequest,
  ResourceClaim,
} from '@kubets/proto-gen/resource/v1';
import { attributeText, isSelected, isTolerated } from './device-choice';
import type { DeviceCounters } from './device-counters';
import { idOf, type OfferedDevice } from './device-pools';

/** So many devices are tried for all claims of a pod on one node; then it counts as not possible there. */
const MOST_TRIES = 20_000;
const MOST_RESULTS = 32;

export interface AllocationState {
  /** What the node can have. */
  devices: readonly OfferedDevice[];
  /** Devices that somebody has. */
  taken: ReadonlySet<string>;
  /** What is left of counters; nothing is, in the end, that was not before. */
  counters: DeviceCounters;
  deviceClass(name: string): DeviceClass | undefined;
}

type Choice = Partial<ExactDeviceRequest> & Pick<DeviceSubRequest, 'name'>;

interface Request {
  claim: ResourceClaim;
  name: string;
  choices: readonly { name: string; ask: Choice }[];
}

interface Chosen {
  claim: ResourceClaim;
  /** REQUEST or REQUEST/SUBREQUEST */
  request: string;
  ask: Choice;
  offered: OfferedDevice;
}

const requestsOf = (claim: ResourceClaim): Request[] =>
  (claim.spec?.devices?.requests ?? []).map(({ name = '', exactly, firstAvailable = [] }) => ({
    claim,
    name,
    choices: exactly ? [{ name, ask: exactly }] : firstAvailable.map((ask) => ({ name: `${name}/${ask.name}`, ask })),
  }));

/** The classes that claims name and that there are not, as Kubernetes tells of the first. */
export function missingClass(claim: ResourceClaim, deviceClass: AllocationState['deviceClass']): string | undefined {
  for (const { choices } of requestsOf(claim))
    for (const { name, ask } of choices)
      if (!deviceClass(ask.deviceClassName ?? ''))
        return `request ${name}: device class ${ask.deviceClassName} does not exist`;
  return undefined;
}

/** Devices for all claims together, by claim; undefined where the node does not have them. @throws Error for a selector that cannot be evaluated. */
export function allocateDevices(
  claims: readonly ResourceClaim[],
  state: AllocationState,
): Map<ResourceClaim, Chosen[]> | undefined {
  const search = new Search(claims.flatMap(requestsOf), state);
  if (!search.from(0)) return undefined;
  return new Map(claims.map((claim) => [claim, search.chosen.filter((one) => one.claim === claim)]));
}

/** One search, depth first, in the order of requests, of what each may choose among, and of devices. */
class Search {
  readonly chosen: Chosen[] = [];
  private readonly used = new Set<string>();
  private readonly fitting = new Map<Choice, OfferedDevice[]>();
  private tries = 0;

  constructor(
    private readonly requests: readonly Request[],
    private readonly state: AllocationState,
  ) {}

  from(index: number): boolean {
    const request = this.requests[index];
    if (!request) return true;
    return request.choices.some(({ name, ask }) => this.choice(index, name, ask));
  }

  private choice(index: number, name: string, ask: Choice): boolean {
    const devices = this.fits(ask);
    const isAll = ask.allocationMode === 'All';
    const count = isAll ? devices.length : Number(ask.count ?? 1);
    if (count === 0 || count > devices.length) return false;
    return this.pick({ index, name, ask, devices, isAll }, 0, count);
  }

  private pick(
    step: { index: number; name: string; ask: Choice; devices: readonly OfferedDevice[]; isAll: boolean },
    from: number,
    left: number,
  ): boolean {
    if (left === 0) return this.from(step.index + 1);
    const { claim } = this.requests[step.index]!;
    if (this.chosen.filter((one) => one.claim === claim).length >= MOST_RESULTS) return false;
    for (let place = from; place + left <= step.devices.length; place++) {
      if (++this.tries > MOST_TRIES) return false;
      const offered = step.devices[place]!;
      const one: Chosen = { claim, request: step.name, ask: step.ask, offered };
      const isShared = step.ask.adminAccess === true;
      const isFree = isShared || this.isFree(offered);
      if (isFree && this.meetsConstraints(one)) {
        this.chosen.push(one);
        if (!isShared) this.use(offered);
        if (this.pick(step, place + 1, left - 1)) return true;
        this.chosen.pop();
        if (!isShared) this.giveBack(offered);
      }
      if (step.isAll) return false;
    }
    return false;
  }

  private isFree(offered: OfferedDevice): boolean {
    const id = idOf(offered);
    return !this.state.taken.has(id) && !this.used.has(id) && this.state.counters.allows(offered);
  }

  private use(offered: OfferedDevice): void {
    this.used.add(idOf(offered));
    this.state.counters.take(offered);
  }

  private giveBack(offered: OfferedDevice): void {
    this.used.delete(idOf(offered));
    this.state.counters.giveBack(offered);
  }

  private fits(ask: Choice): OfferedDevice[] {
    let found = this.fitting.get(ask);
    if (!found) {
      const { spec } = this.state.deviceClass(ask.deviceClassName ?? '') ?? {};
      const selectors = [...(spec?.selectors ?? []), ...(ask.selectors ?? [])];
      found = this.state.devices.filter(
        (offered) => isSelected(selectors, offered) && isTolerated(offered.taints, ask.tolerations),
      );
      this.fitting.set(ask, found);
    }
    return found;
  }

  private meetsConstraints(one: Chosen): boolean {
    return (one.claim.spec?.devices?.constraints ?? []).every((constraint) => {
      if (!concerns(constraint, one.request)) return true;
      const name = constraint.matchAttribute ?? constraint.distinctAttribute ?? '';
      const value = attributeText(one.offered, name);
      if (value === undefined) return false;
      const others = this.chosen.filter(({ claim, request }) => claim === one.claim && concerns(constraint, request));
      const isEqual = ({ offered }: Chosen): boolean => attributeText(offered, name) === value;
      return constraint.matchAttribute === undefined ? !others.some(isEqual) : others.every(isEqual);
    });
  }
}

/** Of no requests in particular means of all; one means all that it chooses among. */
const concerns = ({ requests = [] }: DeviceConstraint | DeviceClaimConfiguration, request: string): boolean =>
  requests.length === 0 || requests.includes(request) || requests.includes(request.split('/')[0]!);

/** What is written of a choice into a claim's status. */
export function allocationOf(
  claim: ResourceClaim,
  chosen: readonly Chosen[],
  nodeName: string,
  deviceClass: AllocationState['deviceClass'],
): AllocationResult {
  const asked = new Map(chosen.map(({ request, ask }) => [request, ask]));
  const config = [
    ...[...asked].flatMap(([request, ask]) =>
      (deviceClass(ask.deviceClassName ?? '')?.spec?.config ?? []).map((one) => ({
        source: 'FromClass',
        requests: [request],
        ...one,
      })),
    ),
    ...(claim.spec?.devices?.config ?? [])
      .filter((one) => [...asked.keys()].some((request) => concerns(one, request)))
      .map((one) => ({ source: 'FromClaim', ...one })),
  ];
  const nodeSelector = selectorOf(chosen, nodeName);
  return {
    devices: {
      results: chosen.map(({ request, ask, offered }) => ({
        request,
        driver: offered.driver,
        pool: offered.pool,
        device: offered.device.name ?? '',
        ...(ask.adminAccess && { adminAccess: true }),
        ...(ask.tolerations?.length && { tolerations: ask.tolerations }),
        ...(offered.device.bindingConditions && { bindingConditions: offered.device.bindingConditions }),
        ...(offered.device.bindingFailureConditions && {
          bindingFailureConditions: offered.device.bindingFailureConditions,
        }),
      })),
      ...(config.length > 0 && { config }),
    },
    ...(nodeSelector && { nodeSelector }),
  };
}

/** Where all devices of a choice can be had. */
function selectorOf(chosen: readonly Chosen[], nodeName: string): AllocationResult['nodeSelector'] {
  const reaches = chosen.map(({ offered }) => offered.reach);
  if (reaches.includes('node') || chosen.some(({ offered }) => offered.device.bindsToNode))
    return { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }] };
  const terms = reaches.flatMap((reach) =>
    typeof reach === 'object' ? (reach.nodeSelectorTerms?.slice(0, 1) ?? []) : [],
  );
  if (terms.length === 0) return undefined;
  const matchExpressions = terms.flatMap((term) => term.matchExpressions ?? []);
  const matchFields = terms.flatMap((term) => term.matchFields ?? []);
  return {
    nodeSelectorTerms: [
      { ...(matchExpressions.length > 0 && { matchExpressions }), ...(matchFields.length > 0 && { matchFields }) },
    ],
  };
}
