package quantum.account.judge;

import java.util.Collection;
import java.util.Optional;

/**
 * Something that was looked at.
 *
 * @param about what, in two or three words
 * @param says one sentence with the figures and their units
 * @param mend the command that mends it, if one does
 */
public record Finding(Verdict verdict, String about, String says, Optional<String> mend) {
  /** From the best to the worst. */
  public enum Verdict {
    PASS,
    INFO,
    WARN,
    /** This Redis user may not read what would tell. */
    UNKNOWN,
    FAIL
  }

  public static Finding pass(String about, String says) {
    return new Finding(Verdict.PASS, about, says, Optional.empty());
  }

  public static Finding info(String about, String says) {
    return new Finding(Verdict.INFO, about, says, Optional.empty());
  }

  public static Finding warn(String about, String says) {
    return new Finding(Verdict.WARN, about, says, Optional.empty());
  }

  public static Finding fail(String about, String says) {
    return new Finding(Verdict.FAIL, about, says, Optional.empty());
  }

  public static Finding unknown(String about, String says) {
    return new Finding(Verdict.UNKNOWN, about, says, Optional.empty());
  }

  public Finding mendedBy(String command) {
    return new Finding(verdict, about, says, Optional.of(command));
  }

  /** The worst verdict; PASS of none. */
  public static Verdict worst(Collection<Finding> findings) {
    return findings.stream().map(Finding::verdict).max(Enum::compareTo).orElse(Verdict.PASS);
  }
}
