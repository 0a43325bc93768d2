package quantum.cli.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quantum.account.snapshot.SuiteService;

/**
 * The suite's units as systemd sees them.
 *
 * @param states of the units that are installed
 */
public record Units(Map<SuiteService, State> states) {
  private static final long TIMEOUT_SECONDS = 5;

  /**
   * @param active as {@code systemctl is-active} says it: active, activating, inactive, failed
   * @param enabled whether it is started at boot
   * @param says what the service tells systemd of itself
   */
  public record State(String active, boolean enabled, String says) {}

  public Units {
    states = Map.copyOf(states);
  }

  public Optional<State> of(SuiteService service) {
    return Optional.ofNullable(states.get(service));
  }

  /** Empty where no systemd runs that can be asked. */
  public static Optional<Units> here() {
    Map<String, SuiteService> byUnit = new HashMap<>();
    List<String> command =
        new ArrayList<>(
            List.of(
                "systemctl", "show", "-p", "Id,LoadState,ActiveState,UnitFileState,StatusText"));
    for (SuiteService service : SuiteService.values()) {
      byUnit.put(service.unit() + ".service", service);
      command.add(service.unit() + ".service");
    }
    return output(command).map(text -> parsed(text, byUnit));
  }

  private static Units parsed(String text, Map<String, SuiteService> byUnit) {
    Map<SuiteService, State> states = new EnumMap<>(SuiteService.class);
    for (String block : text.split("\n\n")) {
      Map<String, String> fields = new HashMap<>();
      block
          .lines()
          .map(line -> line.split("=", 2))
          .filter(parts -> parts.length == 2)
          .forEach(parts -> fields.put(parts[0], parts[1]));
      SuiteService service = byUnit.get(fields.get("Id"));
      if (service != null && "loaded".equals(fields.get("LoadState"))) {
        states.put(
            service,
            new State(
                fields.getOrDefault("ActiveState", "unknown"),
                fields.getOrDefault("UnitFileState", "").startsWith("enabled"),
                fields.getOrDefault("StatusText", "")));
      }
    }
    return new Units(states);
  }

  /** Whether systemd says that the clock is synchronised; empty where it cannot be asked. */
  public static Optional<Boolean> clockSynchronised() {
    return output(List.of("timedatectl", "show", "-p", "NTPSynchronized"))
        .filter(text -> text.contains("="))
        .map(text -> text.strip().endsWith("=yes"));
  }

  private static Optional<String> output(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        return Optional.empty();
      }
      return Optional.of(text);
    } catch (IOException e) {
      return Optional.empty(); // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
