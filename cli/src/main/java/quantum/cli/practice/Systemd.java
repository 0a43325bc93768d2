package quantum.cli.practice;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The units of the suite and what they write to the journal. */
public final class Systemd {
  /** The exchange, then the core services in the order in which they are started. */
  public static final List<String> UNITS =
      List.of(
          "quantum-paper-exchange",
          "quantum-marketstate",
          "quantum-intent-bridge",
          "quantum-apply-layer",
          "quantum-harvest-brain",
          "quantum-exitbrain",
          "quantum-risk-proposal",
          "quantum-harvest-proposal");

  private static final long START_SECONDS = 120;

  private Systemd() {}

  /** Whether a systemd runs here. */
  public static boolean isHere() {
    return Files.isDirectory(Path.of("/run/systemd/system"));
  }

  /** Those of the units that run, or are on their way to. */
  public static List<String> active() throws IOException, InterruptedException {
    List<String> active = new ArrayList<>();
    for (String unit : UNITS) {
      String state =
          run(10, "systemctl", "show", "--property=ActiveState", "--value", unit).strip();
      if (!state.equals("inactive") && !state.equals("failed")) {
        active.add(unit);
      }
    }
    return active;
  }

  public static void reload() throws IOException, InterruptedException {
    run(30, "systemctl", "daemon-reload");
  }

  /** Starts them with the settings of now and waits until they stand. */
  public static void restart(List<String> units) throws IOException, InterruptedException {
    run(START_SECONDS, command("restart", units));
  }

  public static void stop(List<String> units) throws IOException, InterruptedException {
    run(START_SECONDS, command("stop", units));
  }

  private static String[] command(String verb, List<String> units) {
    List<String> command = new ArrayList<>(List.of("systemctl", verb));
    command.addAll(units);
    return command.toArray(String[]::new);
  }

  /**
   * Hands over each line that the services write from now on.
   *
   * @param goOn false ends it
   * @param seconds after which it ends by itself, 0 for never
   */
  public static void follow(String since, long seconds, Predicate<String> goOn)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("journalctl", "-f", "-o", "cat", "-n", "all"));
    command.add("--since=" + since);
    for (String unit : UNITS) {
      command.add("-u");
      command.add(unit);
    }
    Process journal =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(journal.getInputStream(), StandardCharsets.UTF_8))) {
      if (seconds > 0) {
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    journal.waitFor(seconds, TimeUnit.SECONDS);
                  } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                  }
                  journal.destroy();
                });
      }
      for (String line = lines.readLine(); line != null && goOn.test(line); ) {
        line = lines.readLine();
      }
    } finally {
      journal.destroy();
    }
  }

  private static String run(long seconds, String... command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
    return said;
  }
}
