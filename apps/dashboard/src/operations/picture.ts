import { StatusError } from '@kubets/apimachinery';
import { follow } from '../cluster/follow';
import { objectFormat } from '../cluster/formats';
import { listPath } from '../cluster/paths';
import { DRAWN_KINDS, type DrawnKind } from '../picture/facts-of';
import type { Fact } from '../protocol/facts';
import type { OperationContext, Run } from './operation';
import { tellStale } from './table';

/** Of each kind. */
const MOST_OBJECTS = 5000;

export const runPicture: Run<'picture'> = async ({ namespace }, context) => {
  const told = createTold(context);
  const stale = tellStale(context);
  await Promise.all(
    DRAWN_KINDS.map((drawn) =>
      followKind(drawn, namespace, { context, told, stale }).catch((error: unknown) => {
        // The rest of the picture is worth having.
        if (!(error instanceof StatusError)) throw error;
        context.answer({ type: 'denied', what: drawn.kind, message: error.message });
      }),
    ),
  );
};

interface Parts {
  context: OperationContext;
  told: ReturnType<typeof createTold>;
  stale(reason: string | undefined): void;
}

function followKind(drawn: DrawnKind, namespace: string | undefined, { context, told, stale }: Parts): Promise<void> {
  const { api, answer, signal, clock } = context;
  const ofKind = (key: string) => `${drawn.kind}/${key}`;
  return follow(
    {
      api,
      path: listPath(drawn, drawn.namespaced ? namespace : ''),
      format: objectFormat(drawn.factOf),
      most: MOST_OBJECTS,
      signal,
      clock,
    },
    {
      onList(entries, isFirst) {
        if (isFirst) told.forgetAllBut(drawn.kind, new Set(entries.map(([key]) => ofKind(key))));
        for (const [key, fact] of entries) told.set(ofKind(key), fact);
      },
      onSet: (key, fact) => told.set(ofKind(key), fact),
      onGone: (key) => told.gone(ofKind(key)),
      onCut: () => answer({ type: 'cut', shown: MOST_OBJECTS }),
      onStale: stale,
    },
  );
}

/** Tells of facts that are not what was told last: most changes of objects change nothing of the picture. */
function createTold(context: OperationContext) {
  const changes = context.changes<Fact>('facts');
  const last = new Map<string, string>();
  const gone = (key: string) => {
    if (last.delete(key)) changes.gone(key);
  };
  return {
    set(key: string, fact: Fact) {
      const text = JSON.stringify(fact);
      if (last.get(key) === text) return;
      last.set(key, text);
      changes.set(key, fact);
    },
    gone,
    forgetAllBut(kind: string, keys: ReadonlySet<string>) {
      for (const key of last.keys()) if (key.startsWith(`${kind}/`) && !keys.has(key)) gone(key);
    },
  };
}
