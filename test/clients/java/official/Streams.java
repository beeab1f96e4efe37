// What a program does with a pod through io.kubernetes' client-java: each step prints one line of JSON.

import io.kubernetes.client.Attach;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.openapi.ApiClient;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

public class Streams {
  static final ApiClient client = Library.connect();
  static final Steps steps = Library.steps();
  static final String namespace = System.getenv("NAMESPACE");
  static final String pod = System.getenv("POD");

  public static void main(String[] args) {
    steps.step("exec", Streams::exec);
    steps.step("exec with input", () -> typed(started(true, false, "sh", "-c", "read line; echo got $line"), "hello\n"));
    steps.step("exec in a terminal", () -> typed(started(true, true, "sh"), "echo $((6*7)); exit\n").contains("\n42"));
    steps.step("exec with much output", () -> started(false, false, "seq", "300000").getInputStream().readAllBytes().length);
    steps.step("attach", Streams::attach);
    steps.step("port-forward", Streams::forward);
    steps.step("logs that follow", Streams::follow);
    System.out.flush();
    // Threads of the connections would hold it open.
    Runtime.getRuntime().halt(0);
  }

  static Process started(boolean stdin, boolean tty, String... command) throws Exception {
    return new Exec(client).exec(namespace, pod, command, "shell", stdin, tty);
  }

  static Object exec() throws Exception {
    Process process = started(false, false, "sh", "-c", "echo out; echo err >&2; exit 3");
    // Of a command that has ended there are none to be had.
    InputStream out = process.getInputStream();
    InputStream err = process.getErrorStream();
    Map<String, Object> got = new LinkedHashMap<>();
    got.put("out", textOf(out));
    got.put("err", textOf(err));
    process.waitFor(20, TimeUnit.SECONDS);
    got.put("code", process.exitValue());
    return got;
  }

  static String textOf(InputStream stream) throws Exception {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  static String typed(Process process, String text) throws Exception {
    InputStream out = process.getInputStream();
    write(process.getOutputStream(), text);
    return textOf(out);
  }

  static void write(OutputStream stream, String text) throws Exception {
    stream.write(text.getBytes(StandardCharsets.UTF_8));
    stream.flush();
  }

  static Object attach() throws Exception {
    var attached = new Attach(client).newConnectionBuilder(namespace, pod).setContainer("shell")
        .setStdin(true).setStdout(true).setStderr(false).setTty(false).connect();
    write(attached.getStandardInputStream(), "hello\n");
    boolean answered = "got hello".equals(lines(attached.getStandardOutputStream()).readLine());
    attached.close();
    return answered;
  }

  static Object forward() throws Exception {
    var forwarded = new PortForward(client).forward(namespace, pod, List.of(80));
    write(forwarded.getOutboundStream(80), "GET / HTTP/1.0\r\n\r\n");
    BufferedReader page = lines(forwarded.getInputStream(80));
    for (String line = page.readLine(); line != null; line = page.readLine())
      if (line.contains("Welcome to nginx!")) return true;
    return false;
  }

  static Object follow() throws Exception {
    BufferedReader log = lines(new PodLogs(client).streamNamespacedPodLog(namespace, pod, "ticker"));
    for (int count = 0; count < 3; count++)
      if (!"tick".equals(log.readLine())) return false;
    return true;
  }

  static BufferedReader lines(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
