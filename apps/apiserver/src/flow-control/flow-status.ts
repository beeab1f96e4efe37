import { isConflict, isNotFound } from '@kubets/apimachinery';
import type { FlowSchema, FlowSchemaCondition } from '@kubets/proto-gen/flowcontrol/v1';
import type { FollowedObjects } from '../auth/followed-objects';
import type { ResourceDefinition } from '../registry/resource';
import { LEVELS, SCHEMAS } from './flow-kinds';

const DANGLING = 'Dangling';

export interface FlowStatusOptions {
  objects: FollowedObjects;
  writer: { updateStatus(definition: ResourceDefinition, object: FlowSchema): Promise<void> };
  /** Of FlowSchemas. */
  definition: ResourceDefinition;
  signal: AbortSignal;
  now(): Date;
  onError(name: string, error: Error): void;
}

/** Keeps the condition Dangling of every schema: whether its level is there. */
export function keepFlowStatus(options: FlowStatusOptions): void {
  const { objects, signal } = options;
  let isWanted = false;
  let isWorking = false;

  async function work(): Promise<void> {
    isWorking = true;
    while (isWanted && !signal.aborted) {
      isWanted = false;
      await writeAll(options);
    }
    isWorking = false;
  }

  const look = () => {
    isWanted = true;
    if (!isWorking) void work();
  };
  const unfollow = [SCHEMAS, LEVELS].map((resource) =>
    objects.resource(resource).follow({ onChange: look, onReset: look }),
  );
  signal.addEventListener('abort', () => unfollow.forEach((one) => one()), { once: true });
  look();
}

async function writeAll({ objects, writer, definition, now, onError }: FlowStatusOptions): Promise<void> {
  for (const schema of objects.list(SCHEMAS) as FlowSchema[]) {
    const wanted = withDangling(schema, (name) => objects.get(LEVELS, '', name) !== undefined, now());
    if (!wanted) continue;
    try {
      await writer.updateStatus(definition, wanted);
    } catch (error) {
      // Whoever was faster is told of in the next change that is seen.
      if (!isNotFound(error) && !isConflict(error)) onError(schema.metadata?.name ?? '', error as Error);
    }
  }
}

/** The schema with its condition as it has to be; undefined when it is so. */
export function withDangling(
  schema: FlowSchema,
  exists: (level: string) => boolean,
  now: Date,
): FlowSchema | undefined {
  const name = schema.spec?.priorityLevelConfiguration?.name ?? '';
  const references = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(name)}`;
  const [status, reason, message] = exists(name)
    ? ['False', 'Found', `${references} and it exists`]
    : ['True', 'NotFound', `${references} but there is no such object`];
  const conditions = schema.status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === DANGLING);
  if (before?.status === status && before.reason === reason && before.message === message) return undefined;
  const lastTransitionTime =
    before?.status === status ? before.lastTransitionTime : now.toISOString().replace(/\.\d+/, '');
  const condition = { type: DANGLING, status, lastTransitionTime, reason, message } as FlowSchemaCondition;
  const others = conditions.filter(({ type }) => type !== DANGLING);
  return { ...structuredClone(schema), status: { conditions: [...others, condition] } };
}
