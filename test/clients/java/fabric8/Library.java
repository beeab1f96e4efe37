import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.DefaultKubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the steps of the cluster's API and of its pods have in common. */
class Library {
  /** By the kubeconfig that KUBECONFIG names. */
  static KubernetesClient connect() {
    try {
      Class<?> since6 = Class.forName("io.fabric8.kubernetes.client.KubernetesClientBuilder");
      return (KubernetesClient) since6.getMethod("build").invoke(since6.getConstructor().newInstance());
    } catch (ClassNotFoundException older) {
      return new DefaultKubernetesClient();
    } catch (ReflectiveOperationException error) {
      throw new IllegalStateException(error);
    }
  }

  static Steps steps() {
    return new Steps(Serialization::asJson, Library::refusalOf);
  }

  private static Object refusalOf(Throwable error) {
    if (!(error instanceof KubernetesClientException)) return null;
    Status status = ((KubernetesClientException) error).getStatus();
    if (status == null) return null;
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("code", status.getCode());
    told.put("reason", status.getReason());
    List<Object> causes = new ArrayList<>();
    if (status.getDetails() != null && status.getDetails().getCauses() != null)
      status.getDetails().getCauses().forEach(cause -> causes.add(List.of(cause.getField(), cause.getReason())));
    if (!causes.isEmpty()) told.put("causes", causes);
    return told;
  }
}
