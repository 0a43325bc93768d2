package quantum.cli.verb;

import io.lettuce.core.RedisCommandExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import quantum.runtime.BadSettings;
import quantum.runtime.RedisUnavailable;

/** What the verbs have in common that do something to a running service. */
final class Repairs {
  /** Refused or not possible; nothing was changed. */
  static final int REFUSED = 2;

  /** There is no systemd; nothing was changed. */
  static final int NO_SYSTEMD = 3;

  private static final int LONGEST_SECONDS = 600;

  private Repairs() {}

  /** Its steps are for people. */
  static void requireText(CommandSpec spec, Desk desk) {
    if (desk.json()) {
      throw new ParameterException(spec.commandLine(), spec.name() + " says no JSON");
    }
  }

  /** Whether it is Redis that refuses or is away, and not a mistake of ours. */
  static boolean isOfRedis(RuntimeException e) {
    return !(e instanceof BadSettings)
        && (e instanceof RedisCommandExecutionException || RedisUnavailable.is(e));
  }

  static void requireTimeout(CommandSpec spec, int seconds) {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw new ParameterException(
          spec.commandLine(), "--timeout must be 1 to 600 seconds, was " + seconds);
    }
  }

  static int noSystemd(Desk desk, String so) {
    desk.err().println("quantum: no systemd here, so " + so + "; nothing was changed");
    return NO_SYSTEMD;
  }
}
