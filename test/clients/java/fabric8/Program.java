// What a program does with fabric8's kubernetes-client, any version of it: each step prints one line of JSON.

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

public class Program {
  static final KubernetesClient client = Library.connect();
  static final Steps steps = Library.steps();
  static final String namespace = System.getenv("NAMESPACE");
  static final NonNamespaceOperation<ConfigMap, ConfigMapList, Resource<ConfigMap>> maps =
      client.configMaps().inNamespace(namespace);
  static final PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);

  public static void main(String[] args) {
    steps.step("version", () -> client.getKubernetesVersion().getGitVersion());
    steps.step("create", Program::create);
    steps.step("create again", Program::create);
    steps.step("get absent", () -> data("absent"));
    steps.step("update", () -> maps.withName("a").edit(map -> new ConfigMapBuilder(map).addToData("k", "2").build()).getData());
    steps.step("update stale", () -> maps.withName("a").lockResourceVersion("1").replace(map("a", "3")).getData());
    steps.step("json patch", () -> patched(PatchContext.of(PatchType.JSON),
        "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"3\"}]"));
    steps.step("merge patch", () -> patched(merge, "{\"data\":{\"json\":null,\"merge\":\"4\"}}"));
    steps.step("strategic merge patch", Program::strategic);
    steps.step("scale", () -> deployments().withName("web").scale(5).getSpec().getReplicas());
    steps.step("apply", Program::apply);
    steps.step("invalid", () -> client.services().inNamespace(namespace).create(new ServiceBuilder()
        .withNewMetadata().withName("Bad_Name").endMetadata()
        .withNewSpec().addNewPort().withPort(70000).endPort().endSpec().build()));
    steps.step("dry run", () -> {
      maps.dryRun(true).create(map("dry", "1"));
      return data("dry");
    });
    steps.step("pages", Program::pages);
    steps.step("field selector", () -> names(maps.withField("metadata.name", "page-3").list()));
    steps.step("watch", Program::watch);
    steps.step("informer", Program::informer);
    steps.step("delete collection", () -> {
      maps.withLabel("set", "pages").delete();
      return maps.withLabel("set", "pages").list().getItems().size();
    });
    steps.step("delete", () -> {
      deployments().withName("web").delete();
      Deployment left = deployments().withName("web").get();
      return left == null ? Steps.NOTHING : left.getMetadata().getName();
    });
    steps.step("leader election", Program::elected);
    steps.step("discovery", () -> List.of(kind("apps/v1", "Deployment"), kind("apps/v1", "ReplicaSet")));
    steps.step("dynamic", Program::dynamic);
    steps.step("access review", () -> client.authorization().v1().subjectAccessReview()
        .create(new SubjectAccessReviewBuilder().withNewSpec().withUser("nobody")
            .withNewResourceAttributes().withNamespace(namespace).withVerb("get").withResource("pods")
            .endResourceAttributes().endSpec().build()).getStatus().getAllowed());
    steps.step("from a manifest", Program::manifest);
    System.exit(0);
  }

  static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().addToData("k", value).build();
  }

  static ConfigMap labelled(String name, String label, String value) {
    return new ConfigMapBuilder(map(name, "1")).editMetadata().addToLabels(label, value).endMetadata().build();
  }

  static Object create() {
    ConfigMap made = maps.create(map("a", "1"));
    return List.of(made.getMetadata().getName(), made.getData());
  }

  static Object data(String name) {
    ConfigMap found = maps.withName(name).get();
    return found == null ? Steps.NOTHING : found.getData();
  }

  static Object patched(PatchContext how, String body) {
    return maps.withName("a").patch(how, body).getData();
  }

  static NonNamespaceOperation<Deployment, ?, ? extends RollableScalableResource<Deployment>> deployments() {
    return client.apps().deployments().inNamespace(namespace);
  }

  static Object strategic() {
    deployments().create(new DeploymentBuilder().withNewMetadata().withName("web").endMetadata()
        .withNewSpec().withReplicas(2).withNewSelector().addToMatchLabels("app", "web").endSelector()
        .withNewTemplate().withNewMetadata().addToLabels("app", "web").endMetadata()
        .withNewSpec().addNewContainer().withName("main").withImage("nginx").endContainer().endSpec()
        .endTemplate().endSpec().build());
    Deployment patched = deployments().withName("web").patch(PatchContext.of(PatchType.STRATEGIC_MERGE),
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"busybox\"}]}}}}");
    List<String> names = new ArrayList<>();
    patched.getSpec().getTemplate().getSpec().getContainers().forEach(container -> names.add(container.getName()));
    return names;
  }

  static Object apply() throws Exception {
    try {
      PatchType.valueOf("SERVER_SIDE_APPLY");
    } catch (IllegalArgumentException unknown) {
      return Steps.CANNOT;
    }
    Object first = applied("one", "1", false);
    Object refused = steps.resultOf(() -> applied("two", "2", false));
    return List.of(first, refused, applied("two", "2", true));
  }

  /** Of an object that may not be there yet, which older versions have no words for. */
  static Object applied(String manager, String value, boolean force) throws Exception {
    PatchContext how = PatchContext.of(PatchType.valueOf("SERVER_SIDE_APPLY"));
    how.setFieldManager(manager);
    how.setForce(force);
    try {
      Object chosen = NonNamespaceOperation.class.getMethod("resource", Object.class).invoke(maps, map("applied", value));
      return ((ConfigMap) Resource.class.getMethod("patch", PatchContext.class).invoke(chosen, how)).getData().get("k");
    } catch (InvocationTargetException refused) {
      throw (Exception) refused.getCause();
    }
  }

  static Object pages() {
    for (int index = 0; index < 5; index++) maps.create(labelled("page-" + index, "set", "pages"));
    List<Integer> sizes = new ArrayList<>();
    String following = null;
    do {
      ConfigMapList page = maps.list(new ListOptionsBuilder()
          .withLabelSelector("set=pages").withLimit(2L).withContinue(following).build());
      sizes.add(page.getItems().size());
      following = page.getMetadata().getContinue();
    } while (following != null && !following.isEmpty());
    return sizes;
  }

  static List<String> names(ConfigMapList list) {
    List<String> names = new ArrayList<>();
    list.getItems().forEach(item -> names.add(item.getMetadata().getName()));
    return names;
  }

  /** It asks for a WebSocket. */
  static Object watch() throws Exception {
    String since = maps.list().getMetadata().getResourceVersion();
    List<List<String>> seen = new ArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    try (var watching = maps.watch(new ListOptionsBuilder().withResourceVersion(since).build(), new Watcher<ConfigMap>() {
      public void eventReceived(Action action, ConfigMap map) {
        seen.add(List.of(action.name(), map.getMetadata().getName()));
        if (action == Action.DELETED) ended.countDown();
      }

      public void onClose(WatcherException why) {
        ended.countDown();
      }
    })) {
      maps.create(map("live", "1"));
      maps.withName("live").patch(merge, "{\"data\":{\"k\":\"2\"}}");
      maps.withName("live").delete();
      ended.await(20, TimeUnit.SECONDS);
    }
    return seen;
  }

  static Object informer() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    maps.create(labelled("before", "of", "informer"));
    try (var informer = maps.withLabel("of", "informer").inform(new ResourceEventHandler<ConfigMap>() {
      public void onAdd(ConfigMap map) {
        seen.add("add");
      }

      public void onUpdate(ConfigMap before, ConfigMap after) {
        seen.add("update");
      }

      public void onDelete(ConfigMap map, boolean unknown) {
        seen.add("delete");
      }
    }, 0)) {
      List<String> order = new ArrayList<>();
      order.add(seen.poll(20, TimeUnit.SECONDS));
      maps.withName("before").patch(merge, "{\"data\":{\"k\":\"2\"}}");
      order.add(seen.poll(20, TimeUnit.SECONDS));
      maps.withName("before").delete();
      order.add(seen.poll(20, TimeUnit.SECONDS));
      return order;
    }
  }

  static Object elected() throws Exception {
    CompletableFuture<Boolean> won = new CompletableFuture<>();
    var elector = client.leaderElector().withConfig(new LeaderElectionConfigBuilder().withName("elected")
        .withLock(new LeaseLock(namespace, "elected", "me"))
        .withLeaseDuration(Duration.ofSeconds(15)).withRenewDeadline(Duration.ofSeconds(10))
        .withRetryPeriod(Duration.ofSeconds(1)).withReleaseOnCancel(true)
        .withLeaderCallbacks(new LeaderCallbacks(() -> won.complete(true), () -> {}, leader -> {})).build()).build();
    Thread running = new Thread(elector::run);
    running.setDaemon(true);
    running.start();
    return won.get(20, TimeUnit.SECONDS);
  }

  static Object kind(String groupVersion, String kind) {
    for (var resource : client.getApiResources(groupVersion).getResources())
      if (resource.getKind().equals(kind) && !resource.getName().contains("/"))
        return List.of(resource.getName(), resource.getNamespaced());
    return Steps.NOTHING;
  }

  static Object dynamic() {
    var context = new ResourceDefinitionContext.Builder().withVersion("v1").withKind("ConfigMap").withPlural("configmaps")
        .withNamespaced(true).build();
    MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>> resources =
        client.genericKubernetesResources(context);
    GenericKubernetesResource loose = Serialization.unmarshal(
        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"loose\"}}", GenericKubernetesResource.class);
    resources.inNamespace(namespace).create(loose);
    return resources.inNamespace(namespace).withField("metadata.name", "loose").list().getItems().size();
  }

  static Object manifest() {
    String text = "apiVersion: v1\nkind: Secret\nmetadata: {name: from-manifest}\nstringData: {p: q}\n---\n"
        + "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: from-manifest}\n";
    var loaded = client.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).inNamespace(namespace);
    loaded.createOrReplace();
    return client.secrets().inNamespace(namespace).withName("from-manifest").get().getData();
  }
}
