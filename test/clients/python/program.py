"""What a program does with the package `kubernetes`, any version of it: each step prints one line of JSON."""

import json
import os
import sys
import threading
import time
from datetime import datetime, timezone

from kubernetes import client, config, dynamic, watch

NAMESPACE = os.environ["NAMESPACE"]

NOT_THERE = "the package cannot"

config.load_kube_config(os.environ["KUBECONFIG"])
core = client.CoreV1Api()
apps = client.AppsV1Api()


def step(name, work):
    try:
        got = work()
    except client.ApiException as error:
        got = refusal(error)
    except Exception as error:  # whatever it is, the others are still to be seen
        got = {"failed": f"{type(error).__name__}: {error}"[:500]}
    print(json.dumps({"step": name, "got": got}), flush=True)


def refusal(error):
    status = json.loads(error.body or '{"reason": null}')
    causes = (status.get("details") or {}).get("causes")
    told = {"code": error.status, "reason": status["reason"]}
    if causes:
        told["causes"] = [[cause["field"], cause["reason"]] for cause in causes]
    return told


def config_map(name, data, labels=None):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels=labels), data=data)


def create():
    made = core.create_namespaced_config_map(NAMESPACE, config_map("a", {"k": "1"}))
    return [made.metadata.name, made.data]


def update():
    found = core.read_namespaced_config_map("a", NAMESPACE)
    found.data["k"] = "2"
    return core.replace_namespaced_config_map("a", NAMESPACE, found).data


def stale():
    found = core.read_namespaced_config_map("a", NAMESPACE)
    found.metadata.resource_version = "1"
    return core.replace_namespaced_config_map("a", NAMESPACE, found).data


def patch_json():
    return core.patch_namespaced_config_map("a", NAMESPACE, [{"op": "add", "path": "/data/json", "value": "3"}]).data


def patch_merge():
    # The package sends an object as a strategic merge patch.
    return core.patch_namespaced_config_map("a", NAMESPACE, {"data": {"json": None, "merge": "4"}}).data


def deployment(name):
    labels = {"app": name}
    container = client.V1Container(name="main", image="nginx", ports=[client.V1ContainerPort(container_port=80)])
    return client.V1Deployment(
        metadata=client.V1ObjectMeta(name=name),
        spec=client.V1DeploymentSpec(
            replicas=2,
            selector=client.V1LabelSelector(match_labels=labels),
            template=client.V1PodTemplateSpec(
                metadata=client.V1ObjectMeta(labels=labels), spec=client.V1PodSpec(containers=[container])
            ),
        ),
    )


def strategic():
    apps.create_namespaced_deployment(NAMESPACE, deployment("web"))
    sidecar = {"spec": {"template": {"spec": {"containers": [{"name": "side", "image": "busybox"}]}}}}
    patched = apps.patch_namespaced_deployment("web", NAMESPACE, sidecar)
    return [container.name for container in patched.spec.template.spec.containers]


def scale():
    apps.patch_namespaced_deployment_scale("web", NAMESPACE, {"spec": {"replicas": 5}})
    return apps.read_namespaced_deployment_scale("web", NAMESPACE).spec.replicas


def apply():
    if not hasattr(dynamic.DynamicClient, "server_side_apply"):
        return NOT_THERE
    api = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version="v1", kind="ConfigMap")
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": {"k": "1"}}

    def send(manager, value, force):
        sent = api.server_side_apply(
            body={**body, "data": {"k": value}},
            name="applied",
            namespace=NAMESPACE,
            field_manager=manager,
            force_conflicts=force,
        )
        return sent.data.k

    try:
        first = send("one", "1", False)
    except client.ApiException as error:
        if error.status == 0:  # it does not know how to write such a body
            return NOT_THERE
        raise
    try:
        refused = send("two", "2", False)
    except client.ApiException as error:
        refused = refusal(error)
    return [first, refused, send("two", "2", True)]


def invalid():
    ports = [client.V1ServicePort(port=70000)]
    body = client.V1Service(metadata=client.V1ObjectMeta(name="Bad_Name"), spec=client.V1ServiceSpec(ports=ports))
    core.create_namespaced_service(NAMESPACE, body)


def dry_run():
    core.create_namespaced_config_map(NAMESPACE, config_map("dry", {}), dry_run="All")
    return core.read_namespaced_config_map("dry", NAMESPACE).metadata.name


def pages():
    for index in range(5):
        core.create_namespaced_config_map(NAMESPACE, config_map(f"page-{index}", {}, {"set": "pages"}))
    sizes, following = [], None
    while following != "":
        page = core.list_namespaced_config_map(NAMESPACE, label_selector="set=pages", limit=2, _continue=following or "")
        sizes.append(len(page.items))
        following = page.metadata._continue or ""
    return sizes


def selected():
    found = core.list_namespaced_config_map(NAMESPACE, field_selector="metadata.name=page-3")
    return [item.metadata.name for item in found.items]


def events_of(change):
    since = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    seen = []
    worker = threading.Thread(target=change)
    worker.start()
    watcher = watch.Watch()
    for event in watcher.stream(core.list_namespaced_config_map, NAMESPACE, resource_version=since, timeout_seconds=20):
        seen.append([event["type"], event["object"].metadata.name])
        if event["type"] == "DELETED":
            watcher.stop()
    worker.join()
    return seen


def live():
    core.create_namespaced_config_map(NAMESPACE, config_map("live", {"k": "1"}))
    core.patch_namespaced_config_map("live", NAMESPACE, {"data": {"k": "2"}})
    core.delete_namespaced_config_map("live", NAMESPACE)


def watch_ends():
    # Without a revision, with a time: what is there, then the end.
    found = watch.Watch().stream(core.list_namespaced_config_map, NAMESPACE, label_selector="set=pages", timeout_seconds=1)
    return sorted(event["object"].metadata.name for event in found)


def delete_collection():
    core.delete_collection_namespaced_config_map(NAMESPACE, label_selector="set=pages")
    return len(core.list_namespaced_config_map(NAMESPACE, label_selector="set=pages").items)


def delete():
    options = client.V1DeleteOptions(propagation_policy="Background", grace_period_seconds=0)
    apps.delete_namespaced_deployment("web", NAMESPACE, body=options)
    return apps.read_namespaced_deployment("web", NAMESPACE).metadata.name


def wrong_precondition():
    options = client.V1DeleteOptions(preconditions=client.V1Preconditions(uid="00000000-0000-0000-0000-000000000000"))
    core.delete_namespaced_config_map("a", NAMESPACE, body=options)


def leader():
    leases = client.CoordinationV1Api()
    now = datetime.now(timezone.utc)
    spec = client.V1LeaseSpec(
        holder_identity="me", lease_duration_seconds=15, acquire_time=now, renew_time=now, lease_transitions=0
    )
    made = leases.create_namespaced_lease(
        NAMESPACE, client.V1Lease(metadata=client.V1ObjectMeta(name="leader"), spec=spec)
    )
    made.spec.renew_time = datetime.now(timezone.utc)
    renewed = leases.replace_namespaced_lease("leader", NAMESPACE, made)
    return [renewed.spec.holder_identity, renewed.spec.acquire_time == now]


def elected():
    """The package's own election, which keeps its record in a ConfigMap's annotation or in a Lease."""
    try:
        from kubernetes.leaderelection import electionconfig, leaderelection
    except ImportError:
        return NOT_THERE
    try:
        from kubernetes.leaderelection.resourcelock.leaselock import LeaseLock as Lock
    except ImportError:
        from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock as Lock
    won = threading.Event()
    settings = electionconfig.Config(
        Lock("elected", NAMESPACE, "me"),
        lease_duration=17,
        renew_deadline=15,
        retry_period=1,
        onstarted_leading=won.set,
        onstopped_leading=lambda: None,
    )
    threading.Thread(target=leaderelection.LeaderElection(settings).run, daemon=True).start()
    return won.wait(20)


def discovery():
    resources = dynamic.DynamicClient(client.ApiClient()).resources
    found = [resources.get(api_version="apps/v1", kind=kind) for kind in ("Deployment", "ReplicaSet")]
    return [[one.name, one.namespaced] for one in found]


def token():
    request = client.V1SubjectAccessReview(
        spec=client.V1SubjectAccessReviewSpec(
            user="nobody",
            resource_attributes=client.V1ResourceAttributes(namespace=NAMESPACE, verb="get", resource="pods"),
        )
    )
    return client.AuthorizationV1Api().create_subject_access_review(request).status.allowed


def event():
    involved = client.V1ObjectReference(api_version="v1", kind="ConfigMap", name="a", namespace=NAMESPACE)
    now = datetime.now(timezone.utc)
    Event = getattr(client, "CoreV1Event", None) or client.V1Event
    made = core.create_namespaced_event(
        NAMESPACE,
        Event(
            metadata=client.V1ObjectMeta(generate_name="a."),
            involved_object=involved,
            reason="Seen",
            type="Normal",
            first_timestamp=now,
            count=1,
        ),
    )
    return [made.reason, made.metadata.name.startswith("a.")]


def yaml_file():
    from kubernetes import utils

    documents = [
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "from-dict"}, "stringData": {"p": "q"}},
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "from-dict"}},
    ]
    for document in documents:
        utils.create_from_dict(client.ApiClient(), document, namespace=NAMESPACE)
    return core.read_namespaced_secret("from-dict", NAMESPACE).data


def version():
    return client.VersionApi().get_code().git_version


step("version", version)
step("create", create)
step("create again", create)
step("get absent", lambda: core.read_namespaced_config_map("absent", NAMESPACE).data)
step("update", update)
step("update stale", stale)
step("json patch", patch_json)
step("merge patch", patch_merge)
step("strategic merge patch", strategic)
step("scale", scale)
step("apply", apply)
step("invalid", invalid)
step("dry run", dry_run)
step("pages", pages)
step("field selector", selected)
step("watch", lambda: events_of(live))
step("watch ends", watch_ends)
step("delete collection", delete_collection)
step("delete with another uid", wrong_precondition)
step("delete", delete)
step("lease", leader)
step("leader election", elected)
step("discovery", discovery)
step("access review", token)
step("event", event)
step("from a manifest", yaml_file)
# A thread of the election would hold it open.
sys.stdout.flush()
os._exit(0)
