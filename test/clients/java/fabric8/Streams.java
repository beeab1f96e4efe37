// What a program does with a pod through fabric8's kubernetes-client: each step prints one line of JSON.

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecListener;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.Execable;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

public class Streams {
  static final KubernetesClient client = Library.connect();
  static final Steps steps = Library.steps();
  static final String namespace = System.getenv("NAMESPACE");
  static final String pod = System.getenv("POD");

  public static void main(String[] args) {
    steps.step("exec", Streams::exec);
    steps.step("exec with input", Streams::withInput);
    steps.step("exec in a terminal", Streams::inTerminal);
    steps.step("exec with much output", Streams::muchOutput);
    steps.step("attach", Streams::attach);
    steps.step("port-forward", Streams::forward);
    steps.step("logs", () -> client.pods().inNamespace(namespace).withName(pod).inContainer("talker").getLog());
    steps.step("logs that follow", Streams::follow);
    System.exit(0);
  }

  static class Ended implements ExecListener {
    private final CountDownLatch closed = new CountDownLatch(1);

    public void onClose(int code, String reason) {
      closed.countDown();
    }

    void await() throws InterruptedException {
      closed.await(20, TimeUnit.SECONDS);
    }
  }

  static String textOf(ByteArrayOutputStream bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  static Object exec() throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var status = new ByteArrayOutputStream();
    Ended ended = new Ended();
    try (ExecWatch watch = client.pods().inNamespace(namespace).withName(pod).inContainer("shell")
        .writingOutput(out).writingError(err).writingErrorChannel(status).usingListener(ended)
        .exec("sh", "-c", "echo out; echo err >&2; exit 3")) {
      ended.await();
    }
    Status told = Serialization.unmarshal(textOf(status), Status.class);
    Map<String, Object> got = new LinkedHashMap<>();
    got.put("out", textOf(out));
    got.put("err", textOf(err));
    got.put("code", Integer.parseInt(told.getDetails().getCauses().get(0).getMessage()));
    return got;
  }

  static Object withInput() throws Exception {
    var out = new ByteArrayOutputStream();
    Ended ended = new Ended();
    try (ExecWatch watch = client.pods().inNamespace(namespace).withName(pod).inContainer("shell")
        .redirectingInput().writingOutput(out).usingListener(ended).exec("sh", "-c", "read line; echo got $line")) {
      type(watch, "hello\n");
      ended.await();
    }
    return textOf(out);
  }

  static Object inTerminal() throws Exception {
    var out = new ByteArrayOutputStream();
    Ended ended = new Ended();
    try (ExecWatch watch = client.pods().inNamespace(namespace).withName(pod).inContainer("shell")
        .redirectingInput().writingOutput(out).withTTY().usingListener(ended).exec("sh")) {
      watch.resize(100, 40);
      type(watch, "echo $((6*7)); exit\n");
      ended.await();
    }
    return textOf(out).contains("\n42");
  }

  static void type(ExecWatch watch, String text) throws Exception {
    watch.getInput().write(text.getBytes(StandardCharsets.UTF_8));
    watch.getInput().flush();
  }

  static Object muchOutput() throws Exception {
    var out = new ByteArrayOutputStream();
    Ended ended = new Ended();
    try (ExecWatch watch = client.pods().inNamespace(namespace).withName(pod).inContainer("shell")
        .writingOutput(out).usingListener(ended).exec("seq", "300000")) {
      ended.await();
    }
    return out.size();
  }

  /** Since 6. */
  static Object attach() throws Exception {
    var out = new ByteArrayOutputStream();
    Object attachable = client.pods().inNamespace(namespace).withName(pod).inContainer("shell")
        .redirectingInput().writingOutput(out);
    try (ExecWatch watch = (ExecWatch) Execable.class.getMethod("attach").invoke(attachable)) {
      type(watch, "hello\n");
      return until(() -> textOf(out).contains("got hello\n"));
    } catch (NoSuchMethodException older) {
      return Steps.CANNOT;
    }
  }

  static Object forward() throws Exception {
    try (var forward = client.pods().inNamespace(namespace).withName(pod).portForward(80);
        var page = new URL("http://127.0.0.1:" + forward.getLocalPort() + "/").openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8).contains("Welcome to nginx!");
    }
  }

  static Object follow() throws Exception {
    var out = new ByteArrayOutputStream();
    try (var watch = client.pods().inNamespace(namespace).withName(pod).inContainer("ticker").watchLog(out)) {
      int before = out.size();
      return until(() -> out.size() >= before + 3 * "tick\n".length());
    }
  }

  static boolean until(Callable<Boolean> holds) throws Exception {
    for (int attempt = 0; attempt < 400 && !holds.call(); attempt++) Thread.sleep(50);
    return holds.call();
  }
}
