package quantum.cli.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Starts and stops one unit, by {@code systemctl}. */
public final class Systemctl {
  private static final Set<String> NOT_RUNNING = Set.of("", "offline", "unknown");
  private static final int ANSWER_SECONDS = 10;

  private Systemctl() {}

  private record Ended(int code, String says) {}

  /** Whether a systemd runs here that can be asked. */
  public static boolean isHere() {
    return !NOT_RUNNING.contains(run(ANSWER_SECONDS, "is-system-running").says());
  }

  public static boolean isActive(String unit) {
    return run(ANSWER_SECONDS, "is-active", unit).code() == 0;
  }

  /**
   * Does {@code start}, {@code stop} or {@code restart} and waits for its end.
   *
   * @return whether it was done in time
   */
  public static boolean act(String verb, String unit, int seconds) {
    return run(seconds, verb, unit).code() == 0;
  }

  private static Ended run(int seconds, String... words) {
    String[] command = new String[words.length + 1];
    command[0] = "systemctl";
    System.arraycopy(words, 0, command, 1, words.length);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) { // it says a line at most
        process.destroy();
        return new Ended(-1, "");
      }
      String says = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.exitValue(), says.strip());
    } catch (IOException e) {
      return new Ended(-1, ""); // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Ended(-1, "");
    }
  }
}
