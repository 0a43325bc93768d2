package quantum.runtime;

import java.util.List;

/** The environment does not describe a service that may start; lists every violation at once. */
public final class BadSettings extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> violations;

  BadSettings(List<String> violations) {
    super(
        (violations.size() == 1
                ? "1 setting is wrong:"
                : violations.size() + " settings are wrong:")
            + "\n  "
            + String.join("\n  ", violations));
    this.violations = List.copyOf(violations);
  }

  /** One sentence per violation: variable, value found, what is allowed. */
  public List<String> violations() {
    return violations;
  }
}
