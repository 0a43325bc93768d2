package quantum.alerts;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import quantum.alerts.channel.Ntfy;
import quantum.alerts.channel.Telegram;
import quantum.alerts.channel.Webhook;
import quantum.alerts.decide.GivenBack;
import quantum.alerts.decide.Pace;
import quantum.contracts.Alarm;
import quantum.contracts.Decoded;
import quantum.contracts.HarvestHistory;
import quantum.contracts.HealthRecord;
import quantum.contracts.Names;
import quantum.kernel.position.Position;
import quantum.kernel.value.Symbol;
import quantum.runtime.Alarms;
import quantum.runtime.Commit;
import quantum.runtime.Commits;
import quantum.runtime.Health;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.EvaluatedPosition;
import quantum.runtime.snapshot.OpenPositions;
import quantum.runtime.snapshot.UnreadableKeys;

/**
 * Looks at what the services have written, every few seconds: who gives no sign of life, what is
 * harvested far more often than usual, what has given back too much. What it finds is raised like
 * any other alarm and comes back by the stream.
 */
final class Watch {
  private static final Set<String> CHANNELS = Set.of(Telegram.NAME, Webhook.NAME, Ntfy.NAME);

  private final AlertsSettings settings;
  private final Names names;
  private final Redis redis;
  private final Clock clock;
  private final Alarms alarms;
  private final OpenPositions positions;
  private final Spool spool;

  /** When a service was first missed, wall clock. */
  private final Map<String, Long> missedSince = new TreeMap<>();

  private boolean othersForgotten;
  private volatile Sight sight = new Sight(0, Set.of());

  /**
   * What the last look saw.
   *
   * @param atMillis wall clock; 0 before the first
   * @param missing required services without a sign of life
   */
  record Sight(long atMillis, Set<String> missing) {
    Sight {
      missing = Set.copyOf(missing);
    }
  }

  Watch(AlertsSettings settings, Redis redis, Health health, Clock clock) {
    this.settings = settings;
    this.names = settings.names();
    this.redis = redis;
    this.clock = clock;
    this.alarms = health.alarms();
    this.positions =
        new OpenPositions(
            redis, names, new UnreadableKeys((key, why) -> {}).counting(health.oddities()));
    this.spool = new Spool(settings.spool(), redis);
  }

  Sight sight() {
    return sight;
  }

  /** One look. */
  void round() {
    redis.requireTurn();
    if (!othersForgotten) {
      forgetOthers();
      othersForgotten = true;
    }
    spool.empty();
    Set<String> missing = missing();
    patterns();
    sight = new Sight(clock.millis(), missing);
  }

  /** What waits for a channel that is not set up any more would come when it is again. */
  private void forgetOthers() {
    Set<String> setUp = new HashSet<>();
    settings.channels().forEach(channel -> setUp.add(channel.name()));
    var commit = new Commit();
    CHANNELS.stream()
        .filter(name -> !setUp.contains(name))
        .forEach(name -> commit.del(names.alertsOutbox(name)).del(names.alertsChannel(name)));
    if (!commit.isEmpty()) {
      new Commits(redis).execute(commit);
    }
  }

  private Set<String> missing() {
    long now = clock.millis();
    Set<String> missing = new HashSet<>();
    for (String service : settings.required()) {
      Alarm.Cause silent = Alarm.SERVICE_SILENT.of(service);
      if (isThere(service)) {
        missedSince.remove(service);
        alarms.end(silent);
      } else {
        missing.add(service);
        long silence = Math.max(0, now - missedSince.computeIfAbsent(service, _ -> now));
        if (silence >= settings.silence().toMillis()) {
          alarms.raise(silent, service, silence / 1000);
        }
      }
    }
    return missing;
  }

  /** One that says it stops is not there any more, though its sign of life is not gone yet. */
  private boolean isThere(String service) {
    String key = names.health(service);
    return redis.commands().type(key).equals("hash")
        && HealthRecord.decode(redis.commands().hgetall(key))
            instanceof Decoded.Ok<Optional<HealthRecord>>(Optional<HealthRecord> it, _)
        && it.filter(
                there ->
                    !there.state().equals(Health.State.STOPPING.name().toLowerCase(Locale.ROOT)))
            .isPresent();
  }

  private void patterns() {
    Set<Alarm.Cause> found = new HashSet<>();
    Set<Symbol> open = positions.symbols().orElse(Set.of());
    positions
        .loadEvaluated(open)
        .forEach((symbol, it) -> it.ifPresent(position -> givenBack(position, found)));
    open.forEach(symbol -> pace(symbol, found));
    alarms.endWhere(
        cause ->
            (cause.kind() == Alarm.GIVE_BACK || cause.kind() == Alarm.HARVEST_BURST)
                && !found.contains(cause));
  }

  private void givenBack(EvaluatedPosition it, Set<Alarm.Cause> found) {
    Position position = it.position().position();
    BigDecimal most = settings.patterns().giveBackR();
    it.evaluation()
        .filter(noted -> noted.positionId().equals(position.id()))
        .flatMap(noted -> GivenBack.of(position, noted))
        .filter(given -> given.exceeds(most))
        .ifPresent(
            given -> {
              Alarm.Cause cause = Alarm.GIVE_BACK.of(position.symbol(), position.id());
              found.add(cause);
              alarms.raise(cause, given.best(), given.now());
            });
  }

  private void pace(Symbol symbol, Set<Alarm.Cause> found) {
    String key = names.history(symbol);
    if (!redis.commands().type(key).equals("zset")) {
      return;
    }
    List<Long> times = new ArrayList<>();
    redis
        .commands()
        .zrangeWithScores(key, 0, -1)
        .forEach(one -> times.add((long) (one.getScore() * 1000)));
    Pace pace = Pace.of(times, times.size() < HarvestHistory.KEPT, clock.millis());
    if (pace.isFarAbove(settings.patterns().harvestFactor(), settings.patterns().harvestLeast())) {
      Alarm.Cause cause = Alarm.HARVEST_BURST.of(symbol);
      found.add(cause);
      alarms.raise(cause, pace.lastHour(), String.format(Locale.ROOT, "%.2f", pace.usualPerHour()));
    }
  }
}
