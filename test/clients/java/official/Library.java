import com.google.gson.Gson;
import io.kubernetes.client.common.KubernetesType;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.KubernetesApiResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the steps of the cluster's API and of its pods have in common. */
class Library {
  /** By the kubeconfig that KUBECONFIG names. */
  static ApiClient connect() {
    try {
      ApiClient client = Config.defaultClient();
      // A watch may be silent for longer.
      client.setReadTimeout(0);
      return client;
    } catch (java.io.IOException error) {
      throw new IllegalStateException(error);
    }
  }

  static Steps steps() {
    return new Steps(new Gson()::toJson, error -> error instanceof Refused ? ((Refused) error).told : null);
  }

  /** The object of an answer, which says of a refusal what it was rather than throwing it. */
  static <T extends KubernetesType> T objectOf(KubernetesApiResponse<T> response) {
    if (!response.isSuccess()) throw new Refused(response.getStatus());
    return response.getObject();
  }

  private static class Refused extends RuntimeException {
    final transient Map<String, Object> told = new LinkedHashMap<>();

    Refused(V1Status status) {
      super(status.getMessage());
      told.put("code", status.getCode());
      told.put("reason", status.getReason());
      List<Object> causes = new ArrayList<>();
      if (status.getDetails() != null && status.getDetails().getCauses() != null)
        status.getDetails().getCauses().forEach(cause -> causes.add(List.of(cause.getField(), cause.getReason())));
      if (!causes.isEmpty()) told.put("causes", causes);
    }
  }
}
