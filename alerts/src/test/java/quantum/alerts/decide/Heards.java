package quantum.alerts.decide;

import java.util.Optional;
import quantum.contracts.Alarm;
import quantum.contracts.HeardAlert;

/** Alerts as they are heard. */
final class Heards {
  private Heards() {}

  static HeardAlert of(Alarm kind, String symbol, boolean resolved, long at) {
    return new HeardAlert(
        kind.name(),
        Optional.of(kind),
        kind.severity() == Alarm.Severity.CRITICAL,
        "apply-layer",
        symbol,
        "",
        symbol + " of " + kind.name(),
        at,
        1,
        resolved,
        at);
  }
}
