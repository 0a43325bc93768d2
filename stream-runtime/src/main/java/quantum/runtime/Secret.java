package quantum.runtime;

import java.util.Objects;

/**
 * A value that must not reach a log: {@link #toString()} hides it, {@link #reveal()} hands it out.
 */
public final class Secret {
  static final String MASK = "****";

  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /** The value itself, for the one place that signs or authenticates with it. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
