import { podResourceClaims } from '@kubets/api';
import { controllerOf, isNotFound, nameOf, namespaceOf, objectKey, uidOf } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { ResourceClaim } from '@kubets/proto-gen/resource/v1';
import type { ControllerEntry } from '../controller-context';
import { createRelease } from './device-claim-release';
import {
  assertForPod,
  canBeReserved,
  claimFromTemplate,
  isPodDone,
  isReservedFor,
  POD_CLAIM_NAME,
  podUser,
} from './pod-device-claims';

const POD = 'pod:';
const CLAIM = 'claim:';

/** Makes the claims for devices that pods have templates for, and takes devices back that nobody needs any more. */
export const resourceClaimController: ControllerEntry = {
  name: 'resourceclaim-controller',
  create(context) {
    const { client, informers, loop } = context;
    const { pods, resourceClaims: claims, resourceClaimTemplates: templates } = informers;
    const recorder = context.recorder('resource_claim');
    const release = createRelease({ client, podOf: (key) => pods.lister.get(key) });
    /** Claims that the cache may not show yet, by the uid of the pod and what it calls them. */
    const made = new Map<string, ResourceClaim>();

    async function present(pod: Pod, claimName: string): Promise<ResourceClaim | undefined> {
      const namespace = namespaceOf(pod);
      const known = claims.lister.get(`${namespace}/${claimName}`);
      if (known) return known;
      try {
        return await client.resourceClaims.get({ namespace, name: claimName });
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    }

    /** The claim of a template: the one that the pod has, or a new one. */
    async function provide(pod: Pod, name: string, templateName: string, claimName: string | undefined) {
      const named = claimName === undefined ? undefined : await present(pod, claimName);
      if (named && controllerOf(named)?.uid === uidOf(pod)) return named;
      const key = `${uidOf(pod)}/${name}`;
      const own = claims.lister
        .byIndex('controller', uidOf(pod))
        .find(({ metadata }) => metadata?.annotations?.[POD_CLAIM_NAME] === name);
      const found = own ?? made.get(key);
      if (found) return found;
      const template = templates.lister.get(`${namespaceOf(pod)}/${templateName}`);
      if (!template) {
        const missing = `resourceclaimtemplate.resource.k8s.io "${templateName}" not found`;
        throw new Error(`resource claim template "${templateName}": ${missing}`);
      }
      try {
        const created = await client.resourceClaims.create(claimFromTemplate(pod, name, template));
        made.set(key, created);
        return created;
      } catch (error) {
        throw new Error(`create ResourceClaim : ${(error as Error).message}`);
      }
    }

    async function reservePod(pod: Pod, claim: ResourceClaim): Promise<void> {
      if (!claim.status?.allocation || isReservedFor(claim, pod) || !canBeReserved(claim)) return;
      const reservedFor = [...(claim.status.reservedFor ?? []), podUser(pod)];
      await client.resourceClaims.updateStatus({ ...claim, status: { ...claim.status, reservedFor } });
    }

    async function syncPod(key: string): Promise<void> {
      const pod = pods.lister.get(key);
      if (!pod || pod.metadata?.deletionTimestamp !== undefined || isPodDone(pod)) return;
      const named = new Map<string, string>();
      for (const { name, templateName, claimName, isNone } of podResourceClaims(pod)) {
        if (templateName === undefined || isNone) continue;
        try {
          const claim = await provide(pod, name, templateName, claimName);
          if (nameOf(claim) !== claimName) named.set(name, nameOf(claim));
        } catch (error) {
          const message = `PodResourceClaim ${name}: ${(error as Error).message}`;
          recorder.event({ ...pod, apiVersion: 'v1', kind: 'Pod' }, 'Warning', 'FailedResourceClaimCreation', message);
          throw error;
        }
      }
      if (named.size > 0) await tell(pod, named);
      if (!pod.spec?.nodeName) return;
      for (const { claimName, templateName } of podResourceClaims(pod)) {
        const claim = claimName === undefined ? undefined : claims.lister.get(`${namespaceOf(pod)}/${claimName}`);
        if (!claim) continue;
        if (templateName !== undefined) assertForPod(claim, pod);
        await reservePod(pod, claim);
      }
    }

    /** Which claims a pod has. */
    async function tell(pod: Pod, named: ReadonlyMap<string, string>): Promise<void> {
      const resourceClaimStatuses = [...named].map(([name, resourceClaimName]) => ({ name, resourceClaimName }));
      const body = { metadata: { uid: uidOf(pod) }, status: { resourceClaimStatuses } };
      const ref = { namespace: namespaceOf(pod), name: nameOf(pod) };
      await client.pods.patch(ref, { type: 'strategic', body, subresource: 'status' });
    }

    const forgetOf = (uid: string): void => {
      for (const key of made.keys()) if (key.startsWith(`${uid}/`)) made.delete(key);
    };

    return [
      createController({
        name: 'resource_claim',
        informers: [pods, claims, templates],
        setup(enqueue) {
          const usedBy = (pod: Pod): void => {
            for (const { claimName } of podResourceClaims(pod))
              if (claimName !== undefined) enqueue(`${CLAIM}${namespaceOf(pod)}/${claimName}`);
          };
          const seen = (pod: Pod): void => {
            if (podResourceClaims(pod).length === 0) return;
            if (isPodDone(pod)) usedBy(pod);
            else enqueue(`${POD}${objectKey(pod)}`);
          };
          const changed = (claim: ResourceClaim): void => {
            enqueue(`${CLAIM}${objectKey(claim)}`);
            for (const pod of pods.lister.byIndex('deviceClaim', objectKey(claim))) enqueue(`${POD}${objectKey(pod)}`);
          };
          pods.addEventHandler({
            onAdd: seen,
            onUpdate: (_previous, pod) => seen(pod),
            onDelete(pod) {
              forgetOf(uidOf(pod));
              usedBy(pod);
            },
          });
          claims.addEventHandler({
            onAdd: changed,
            onUpdate: (_previous, claim) => changed(claim),
            onDelete(claim) {
              for (const [key, one] of made) if (uidOf(one) === uidOf(claim)) made.delete(key);
              changed(claim);
            },
          });
          templates.addEventHandler({
            onAdd(template) {
              for (const pod of pods.lister.byIndex('deviceClaimTemplate', objectKey(template)))
                enqueue(`${POD}${objectKey(pod)}`);
            },
          });
        },
        async reconcile(key) {
          if (key.startsWith(POD)) return syncPod(key.slice(POD.length));
          const claim = claims.lister.get(key.slice(CLAIM.length));
          if (claim) await release(claim);
        },
        ...loop,
      }),
    ];
  },
};
