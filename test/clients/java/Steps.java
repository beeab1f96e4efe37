import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Prints what each step comes to, one line of JSON for each. */
class Steps {
  static final String CANNOT = "the package cannot";
  /** What an object that is not there is read as, by libraries for which that is no error. */
  static final String NOTHING = "nothing";

  private final Function<Object, String> json;
  private final Function<Throwable, Object> refusalOf;

  /** {@code refusalOf}: code, reason and causes of a library's own error; null for another. */
  Steps(Function<Object, String> json, Function<Throwable, Object> refusalOf) {
    this.json = json;
    this.refusalOf = refusalOf;
  }

  void step(String name, Callable<Object> work) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", name);
    line.put("got", resultOf(work));
    System.out.println(json.apply(line));
  }

  Object resultOf(Callable<Object> work) {
    try {
      return work.call();
    } catch (Exception | LinkageError error) {
      Object refusal = refusalOf.apply(error);
      // Whatever it is, the others are still to be seen.
      return refusal != null ? refusal : Map.of("failed", String.valueOf(error));
    }
  }
}
