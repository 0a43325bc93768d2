package quantum.cli.verb;

import io.lettuce.core.XAddArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quantum.contracts.Alarm;
import quantum.contracts.Alert;
import quantum.runtime.Redis;
import quantum.runtime.Settings;
import tools.jackson.databind.json.JsonMapper;

/**
 * What OnFailure= of every unit leads to (quantum-alert@.service). Where Redis is away the alert is
 * left in a folder that quantum-alerts empties into the stream.
 */
@Command(
    name = "unit-failed",
    hidden = true,
    header = "Raises an alert of a unit that failed; systemd calls it.",
    description =
        "Puts an alert of a failed unit into the stream of alerts, or into a folder while Redis is"
            + " away.",
    footer = {"", "Example: quantum alert unit-failed quantum-exitbrain.service"})
public final class AlertUnitFailed implements Callable<Integer> {
  private static final String SPOOL = "/var/lib/quantum/alerts/spool";

  private final Desk desk;

  @Parameters(paramLabel = "UNIT", description = "which")
  private String unit;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      defaultValue = SPOOL,
      description = "where it is left while Redis is away (${DEFAULT-VALUE})")
  private Path spool;

  public AlertUnitFailed(Desk desk) {
    this.desk = desk;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, String> fields = alert();
    try (Redis redis = Redis.connect(desk.redis(), "quantum-alert")) {
      redis
          .commands()
          .xadd(
              redis.names().alert(),
              XAddArgs.Builder.maxlen(Alert.KEPT).approximateTrimming(),
              fields);
    } catch (RuntimeException e) { // whatever is wrong with Redis, the alert is kept
      desk.err().println("Redis does not take it, it is left in " + spool + ": " + e.getMessage());
      leave(fields);
    }
    return Desk.FINE;
  }

  /** What systemd says of the unit, in the environment of whom it starts for that. */
  private Map<String, String> alert() {
    Settings settings = desk.settings();
    String why =
        settings
                .surrounding("MONITOR_SERVICE_RESULT")
                .orElse("systemd says no more, see its journal")
            + settings
                .surrounding("MONITOR_EXIT_STATUS")
                .map(status -> ", status " + status)
                .orElse("");
    long now = System.currentTimeMillis();
    Alarm.Cause cause = Alarm.UNIT_FAILED.of(unit);
    return new Alert(cause, "systemd", cause.text(unit, why), now, 1, false, now).encode();
  }

  /** Under its name only when it is whole. */
  private void leave(Map<String, String> fields) throws IOException {
    Files.createDirectories(spool);
    Path begun = Files.createTempFile(spool, "alert", ".begun");
    Files.writeString(begun, JsonMapper.shared().writeValueAsString(fields));
    String name = begun.getFileName().toString().replace(".begun", ".alert");
    Files.move(begun, spool.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
