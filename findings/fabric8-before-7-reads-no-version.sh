#!/usr/bin/env bash
# io.fabric8:kubernetes-client 6.14.0: getKubernetesVersion() throws on the /version of a current Kubernetes. Its model of that
# document takes no field that it does not know, and the document has got some: emulationMajor, emulationMinor and
# minCompatibility…. 7.9.0 reads it. So a program that looks at the version before anything else is shut out of a cluster that
# it could work with, by its own library.
#
# Seen: 6.14.0: UnrecognizedPropertyException  7.9.0: 1.37
set -euo pipefail
work=$(mktemp -d) && trap 'rm -rf "$work"' EXIT && cd "$work"

mkdir -p src/main/java
cat > src/main/java/Main.java <<'JAVA'
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.VersionInfo;
import java.net.InetSocketAddress;

public class Main {
  static final String VERSION = "{\"major\":\"1\",\"minor\":\"37\",\"emulationMajor\":\"1\",\"emulationMinor\":\"37\","
      + "\"minCompatibilityMajor\":\"1\",\"minCompatibilityMinor\":\"36\",\"gitVersion\":\"v1.37.2\","
      + "\"buildDate\":\"2026-01-01T00:00:00Z\",\"platform\":\"linux/amd64\"}";

  public static void main(String[] args) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/version", exchange -> {
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(200, VERSION.length());
      exchange.getResponseBody().write(VERSION.getBytes());
      exchange.close();
    });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    try (KubernetesClient client = new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder().withMasterUrl(url).withRequestRetryBackoffLimit(0).build()).build()) {
      VersionInfo info = client.getKubernetesVersion();
      System.out.println("said " + info.getMajor() + "." + info.getMinor());
    } catch (Throwable thrown) {
      Throwable cause = thrown;
      while (cause.getCause() != null) cause = cause.getCause();
      System.out.println("said " + cause.getClass().getSimpleName());
    }
    System.exit(0);
  }
}
JAVA

seen=""
for version in 6.14.0 7.9.0; do
  cat > pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>io.fabric8</groupId>
      <artifactId>kubernetes-client</artifactId>
      <version>$version</version>
    </dependency>
  </dependencies>
</project>
POM
  said=$(mvn -q -B -Dmaven.repo.local="$work/repository" clean compile org.codehaus.mojo:exec-maven-plugin:3.5.0:java -Dexec.mainClass=Main 2>/dev/null | sed -n "s/.*said //p")
  echo "$version: $said"
  seen="$seen$version $said;"
done
[ "$seen" = "6.14.0 UnrecognizedPropertyException;7.9.0 1.37;" ]
