// What a program does with io.kubernetes' client-java, any version of it: each step prints one line of JSON.

import io.kubernetes.client.Discovery;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.VersionApi;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentList;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1SecretList;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.util.Yaml;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.CreateOptions;
import io.kubernetes.client.util.generic.options.ListOptions;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

public class Program {
  static final ApiClient client = Library.connect();
  static final Steps steps = Library.steps();
  static final String namespace = System.getenv("NAMESPACE");
  static final GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> maps =
      new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
  static final GenericKubernetesApi<V1Deployment, V1DeploymentList> deployments =
      new GenericKubernetesApi<>(V1Deployment.class, V1DeploymentList.class, "apps", "v1", "deployments", client);

  public static void main(String[] args) {
    steps.step("version", Program::version);
    steps.step("create", Program::create);
    steps.step("create again", Program::create);
    steps.step("get absent", () -> data("absent"));
    steps.step("update", () -> {
      V1ConfigMap found = Library.objectOf(maps.get(namespace, "a"));
      found.getData().put("k", "2");
      return Library.objectOf(maps.update(found)).getData();
    });
    steps.step("update stale", () -> {
      V1ConfigMap stale = map("a", "3");
      stale.getMetadata().setResourceVersion("1");
      return Library.objectOf(maps.update(stale)).getData();
    });
    steps.step("json patch", () -> patched("a", V1Patch.PATCH_FORMAT_JSON_PATCH,
        "[{\"op\":\"add\",\"path\":\"/data/json\",\"value\":\"3\"}]").getData());
    steps.step("merge patch", () -> patched("a", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH,
        "{\"data\":{\"json\":null,\"merge\":\"4\"}}").getData());
    steps.step("strategic merge patch", Program::strategic);
    steps.step("apply", () -> List.of(applied("one", "1", false), steps.resultOf(() -> applied("two", "2", false)),
        applied("two", "2", true)));
    steps.step("invalid", Program::invalid);
    steps.step("dry run", () -> {
      CreateOptions dry = new CreateOptions();
      dry.setDryRun("All");
      Library.objectOf(maps.create(namespace, map("dry", "1"), dry));
      return data("dry");
    });
    steps.step("pages", Program::pages);
    steps.step("field selector", () -> {
      List<String> names = new ArrayList<>();
      ListOptions chosen = new ListOptions();
      chosen.setFieldSelector("metadata.name=page-3");
      Library.objectOf(maps.list(namespace, chosen)).getItems().forEach(one -> names.add(one.getMetadata().getName()));
      return names;
    });
    steps.step("watch", Program::watch);
    steps.step("informer", Program::informer);
    steps.step("delete", () -> {
      deployments.delete(namespace, "web");
      return Library.objectOf(deployments.get(namespace, "web")).getMetadata().getName();
    });
    steps.step("discovery", Program::discovery);
    steps.step("from a manifest", Program::manifest);
    System.out.flush();
    // Threads of the informer would hold it open.
    Runtime.getRuntime().halt(0);
  }

  /** Since 20 a call is made by the request that it begins. */
  static Object version() throws Exception {
    Object asked = VersionApi.class.getMethod("getCode").invoke(new VersionApi(client));
    Object info = asked.getClass().getSimpleName().equals("VersionInfo") ? asked
        : asked.getClass().getMethod("execute").invoke(asked);
    return info.getClass().getMethod("getGitVersion").invoke(info);
  }

  static V1ObjectMeta named(String name) {
    return new V1ObjectMeta().namespace(namespace).name(name);
  }

  static V1ConfigMap map(String name, String value) {
    return new V1ConfigMap().metadata(named(name)).putDataItem("k", value);
  }

  static V1ConfigMap labelled(String name, String label, String value) {
    V1ConfigMap map = map(name, "1");
    map.getMetadata().putLabelsItem(label, value);
    return map;
  }

  static Object create() {
    V1ConfigMap made = Library.objectOf(maps.create(map("a", "1")));
    return List.of(made.getMetadata().getName(), made.getData());
  }

  static Object data(String name) {
    return Library.objectOf(maps.get(namespace, name)).getData();
  }

  static V1ConfigMap patched(String name, String format, String body) {
    return Library.objectOf(maps.patch(namespace, name, format, new V1Patch(body)));
  }

  static Object strategic() {
    Map<String, String> labels = Map.of("app", "web");
    Library.objectOf(deployments.create(new V1Deployment().metadata(named("web")).spec(new V1DeploymentSpec().replicas(2)
        .selector(new V1LabelSelector().matchLabels(labels))
        .template(new V1PodTemplateSpec().metadata(new V1ObjectMeta().labels(labels))
            .spec(new V1PodSpec().addContainersItem(new V1Container().name("main").image("nginx")))))));
    V1Deployment patched = Library.objectOf(deployments.patch(namespace, "web", V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH,
        new V1Patch("{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"busybox\"}]}}}}")));
    List<String> names = new ArrayList<>();
    patched.getSpec().getTemplate().getSpec().getContainers().forEach(container -> names.add(container.getName()));
    return names;
  }

  static Object applied(String manager, String value, boolean force) {
    PatchOptions how = new PatchOptions();
    how.setFieldManager(manager);
    how.setForce(force);
    String body = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"applied\"},\"data\":{\"k\":\"" + value + "\"}}";
    return Library.objectOf(maps.patch(namespace, "applied", V1Patch.PATCH_FORMAT_APPLY_YAML, new V1Patch(body), how))
        .getData().get("k");
  }

  static Object invalid() {
    var services = new GenericKubernetesApi<>(V1Service.class, V1ServiceList.class, "", "v1", "services", client);
    return Library.objectOf(services.create(new V1Service().metadata(named("Bad_Name"))
        .spec(new V1ServiceSpec().addPortsItem(new V1ServicePort().port(70000)))));
  }

  static Object pages() {
    for (int index = 0; index < 5; index++) Library.objectOf(maps.create(labelled("page-" + index, "set", "pages")));
    List<Integer> sizes = new ArrayList<>();
    ListOptions options = new ListOptions();
    options.setLabelSelector("set=pages");
    options.setLimit(2);
    do {
      V1ConfigMapList page = Library.objectOf(maps.list(namespace, options));
      sizes.add(page.getItems().size());
      options.setContinue(page.getMetadata().getContinue());
    } while (options.getContinue() != null && !options.getContinue().isEmpty());
    return sizes;
  }

  static Object watch() throws Exception {
    ListOptions since = new ListOptions();
    since.setResourceVersion(Library.objectOf(maps.list(namespace)).getMetadata().getResourceVersion());
    since.setTimeoutSeconds(20);
    List<List<String>> seen = new ArrayList<>();
    try (var watching = maps.watch(namespace, since)) {
      Library.objectOf(maps.create(map("live", "1")));
      patched("live", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"k\":\"2\"}}");
      maps.delete(namespace, "live");
      for (var event : watching) {
        seen.add(List.of(event.type, event.object.getMetadata().getName()));
        if (event.type.equals("DELETED")) break;
      }
    }
    return seen;
  }

  static Object informer() throws Exception {
    SharedInformerFactory factory = new SharedInformerFactory(client);
    var informer = factory.sharedIndexInformerFor(maps, V1ConfigMap.class, 0, namespace);
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    informer.addEventHandler(new ResourceEventHandler<V1ConfigMap>() {
      void tell(String event, V1ConfigMap map) {
        if (map.getMetadata().getName().equals("before")) seen.add(event);
      }

      public void onAdd(V1ConfigMap map) {
        tell("add", map);
      }

      public void onUpdate(V1ConfigMap before, V1ConfigMap after) {
        tell("update", after);
      }

      public void onDelete(V1ConfigMap map, boolean unknown) {
        tell("delete", map);
      }
    });
    Library.objectOf(maps.create(map("before", "1")));
    factory.startAllRegisteredInformers();
    List<String> order = new ArrayList<>();
    order.add(seen.poll(20, TimeUnit.SECONDS));
    patched("before", V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"k\":\"2\"}}");
    order.add(seen.poll(20, TimeUnit.SECONDS));
    maps.delete(namespace, "before");
    // An older version may tell an update twice.
    String last = seen.poll(20, TimeUnit.SECONDS);
    while ("update".equals(last)) last = seen.poll(20, TimeUnit.SECONDS);
    order.add(last);
    factory.stopAllRegisteredInformers();
    return order;
  }

  static Object discovery() throws Exception {
    Map<String, Object> found = new TreeMap<>();
    for (var resource : new Discovery(client).findAll())
      if ("apps".equals(resource.getGroup()) && List.of("Deployment", "ReplicaSet").contains(resource.getKind()))
        found.put(resource.getKind(), List.of(resource.getResourcePlural(), resource.getNamespaced()));
    return new ArrayList<>(found.values());
  }

  static Object manifest() throws Exception {
    var secrets = new GenericKubernetesApi<>(V1Secret.class, V1SecretList.class, "", "v1", "secrets", client);
    V1Secret read = (V1Secret) Yaml.load("apiVersion: v1\nkind: Secret\nmetadata: {name: from-manifest, namespace: "
        + namespace + "}\nstringData: {p: q}\n");
    Map<String, String> data = new TreeMap<>();
    Library.objectOf(secrets.create(read)).getData()
        .forEach((key, bytes) -> data.put(key, Base64.getEncoder().encodeToString(bytes)));
    return data;
  }
}
