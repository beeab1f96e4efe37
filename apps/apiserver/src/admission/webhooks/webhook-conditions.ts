import type { Steps } from '@kubets/apimachinery';
import { MATCH_CONDITIONS_BUDGET } from '@kubets/cel';
import { createActivation } from '../../expressions/activation';
import type { CompiledExpression } from '../../expressions/compiled-expression';
import { compileConditions, conditionsHold } from '../../expressions/match-conditions';
import { valuesOf, type Seen } from '../expression-values';
import type { ConfiguredWebhook } from './configured-webhooks';

const compiled = new WeakMap<ConfiguredWebhook, readonly CompiledExpression[]>();

/** In steps: whether a webhook's match conditions hold, compiled once. */
export function* conditionsOf(configured: ConfiguredWebhook, seen: Seen): Steps<{ holds: boolean; error?: string }> {
  let conditions = compiled.get(configured);
  if (!conditions) {
    conditions = yield* compileConditions(configured.webhook.matchConditions ?? []);
    compiled.set(configured, conditions);
  }
  return yield* conditionsHold(conditions, createActivation(valuesOf(seen), { budget: MATCH_CONDITIONS_BUDGET }));
}
