import type { Facts } from './facts';
import { type Finding, type Hop, HOPS } from './finding';
import { checkAnswer } from './hops/answer';
import { checkKernel } from './hops/kernel';
import { checkName } from './hops/name';
import { checkPolicies } from './hops/policies';
import { checkProbe } from './hops/probe';
import { checkReadiness } from './hops/readiness';
import { checkService, checkSourceRanges } from './hops/service';
import { checkSlices } from './hops/slices';

export interface Diagnosis {
  /** Hops that are well, in order, up to the one that is broken. */
  passed: Hop[];
  /** The first thing that is broken; absent when nothing was found. */
  finding?: Finding;
}

/** The first hop that is broken on the way from the one who asks to the Service. `clientAddress` is the one that the Service sees. */
export function diagnose(facts: Facts, clientAddress?: string): Diagnosis {
  const checks: Record<Hop, () => Finding | undefined> = {
    name: () => checkName(facts),
    answer: () => checkAnswer(facts),
    service: () =>
      checkService(facts) ??
      (facts.question.from.kind === 'host' ? checkSourceRanges(facts, clientAddress) : undefined),
    slices: () => checkSlices(facts),
    readiness: () => checkReadiness(facts),
    policies: () => checkPolicies(facts, clientAddress),
    kernel: () => checkKernel(facts),
    probe: () => checkProbe(facts),
  };
  const passed: Hop[] = [];
  for (const hop of HOPS) {
    const finding = checks[hop]();
    if (finding) return { passed, finding };
    passed.push(hop);
  }
  return { passed };
}
