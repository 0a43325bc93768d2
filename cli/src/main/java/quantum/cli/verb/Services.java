package quantum.cli.verb;

import java.util.Arrays;
import java.util.List;
import quantum.account.snapshot.SuiteService;
import quantum.runtime.Spelling;

/** Services by the names that people give them. */
final class Services {
  private Services() {}

  /** What to say of a name that is none. */
  static String unknown(String name) {
    List<String> names = Arrays.stream(SuiteService.values()).map(SuiteService::id).toList();
    return "no service is called '"
        + name
        + "'"
        + Spelling.nearest(name, names)
            .map(meant -> "; did you mean " + meant + "?")
            .orElse("; there are " + String.join(", ", names));
  }
}
