package quantum.account.explain;

import java.util.Optional;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.contracts.HealthRecord;
import quantum.contracts.OpenPosition;
import quantum.contracts.Protection;
import quantum.contracts.Ticker;
import quantum.contracts.Unsettled;
import quantum.kernel.value.Price;
import quantum.runtime.snapshot.Found;

/**
 * Who closes the position at its stop, and what of it is not booked yet. The shape in which a stop
 * rests stands nowhere in Redis; only the exchange knows it.
 *
 * @param looked whether apply-layer looks after it: not after one that harvest-brain alone knows
 * @param stop where it shall be closed
 * @param streamAgeMillis since the exchange's private stream last gave a sign of life, as
 *     apply-layer said with its own; absent if it says nothing
 */
public record ProtectionNow(
    boolean looked,
    Optional<Price> stop,
    Protection protection,
    Unsettled unsettled,
    Watcher watcher,
    Optional<Long> streamAgeMillis) {
  /** As apply-layer takes exitbrain for late, and the stream for dead. */
  private static final long LATE_MILLIS = 10_000;

  private static final long STREAM_DEAD_MILLIS = 60_000;
  private static final String LIVE = "live";

  /** exitbrain, the second pair of eyes. */
  public sealed interface Watcher {
    /**
     * It closes at the stop.
     *
     * @param watchedAtMillis when the newest price that it judged came; absent before the first
     */
    record Watches(Optional<Long> watchedAtMillis) implements Watcher {}

    /** It would, but judges prices that are long past. */
    record Late(long watchedAtMillis, long behindMillis) implements Watcher {}

    /** It closes nothing. */
    record Suggests(String mode) implements Watcher {}

    record Gone() implements Watcher {}

    record Unreadable(String why) implements Watcher {}
  }

  static ProtectionNow of(OpenPosition open, Snapshot snapshot) {
    return new ProtectionNow(
        !open.source().equals(OpenPosition.SOURCE_BRAIN),
        open.position().stop(),
        open.protection(),
        open.unsettled(),
        watcher(snapshot),
        snapshot.health(SuiteService.APPLY_LAYER).value().flatMap(HealthRecord::streamAgeMillis));
  }

  /** Whether what happens at the exchange is not told any more. */
  public boolean streamIsSilent() {
    return streamAgeMillis.filter(age -> age >= STREAM_DEAD_MILLIS).isPresent();
  }

  private static Watcher watcher(Snapshot snapshot) {
    return switch (snapshot.health(SuiteService.EXITBRAIN)) {
      case Found.Absent<HealthRecord> none -> new Watcher.Gone();
      case Found.Garbled<HealthRecord>(String why) -> new Watcher.Unreadable(why);
      case Found.Known<HealthRecord>(HealthRecord health) -> watcher(health, snapshot);
    };
  }

  private static Watcher watcher(HealthRecord health, Snapshot snapshot) {
    Optional<String> other = health.mode().filter(mode -> !mode.equalsIgnoreCase(LIVE));
    if (other.isPresent()) {
      return new Watcher.Suggests(other.get());
    }
    Optional<Long> watched = health.watchedAtMillis();
    long behind =
        watched
            .flatMap(at -> snapshot.ticker().value().map(Ticker::receivedAtMillis).map(t -> t - at))
            .orElse(0L);
    return behind > LATE_MILLIS
        ? new Watcher.Late(watched.get(), behind)
        : new Watcher.Watches(watched);
  }
}
