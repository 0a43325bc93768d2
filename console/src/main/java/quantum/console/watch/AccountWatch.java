package quantum.console.watch;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.LongSupplier;
import quantum.account.judge.Finding;
import quantum.account.judge.Standing;
import quantum.account.settings.BrainSettings;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.AccountReader;
import quantum.account.snapshot.ClosedTrades;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.SuiteService;
import quantum.console.metrics.Metrics;
import quantum.console.model.Facts;
import quantum.console.model.Rows;
import quantum.console.model.Section;
import quantum.console.model.View;
import quantum.console.model.Views;
import quantum.console.page.AccountRows;
import quantum.console.page.AlertRows;
import quantum.console.page.ClosedRows;
import quantum.console.page.PositionRows;
import quantum.console.page.ServiceRows;
import quantum.console.page.TimelineRows;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

/**
 * Reads for all pages: the streams in each round, everything once a second or as soon as a stream
 * has moved. Belongs to one thread.
 */
public final class AccountWatch {
  private static final long ALL_MILLIS = 1_000;
  private static final long SETTINGS_MILLIS = 5_000;
  private static final long CLOSED_MILLIS = 60_000;

  private final Redis redis;
  private final RedisSettings where;
  private final Views views;
  private final LongSupplier clock;
  private final Story story;
  private final Outlooks outlooks = new Outlooks();
  private final Map<Section, Rows> sections = new EnumMap<>(Section.class);
  private ServiceSettings shown = ServiceSettings.NONE;
  private Optional<BrainSettings> settings = Optional.empty();
  private long settingsAt = 0;
  private long closedAt = 0;
  private Optional<BigDecimal> closedNet = Optional.empty();
  private long allAt = 0;

  /**
   * @param where the Redis that is asked
   * @param metrics is told what comes, entry by entry
   * @param clock wall clock, epoch milliseconds
   */
  public AccountWatch(
      Redis redis, RedisSettings where, Views views, Metrics metrics, LongSupplier clock) {
    this.redis = redis;
    this.where = where;
    this.views = views;
    this.clock = clock;
    this.story = new Story(redis.names(), metrics);
  }

  /** One look; an outage is shown and passed on. */
  public void round() {
    try {
      long now = clock.getAsLong();
      Story.Moved moved = story.look(redis);
      if (moved.any() || now - allAt >= ALL_MILLIS || now < allAt) {
        allAt = now;
        read(now, moved.ended());
      }
    } catch (RuntimeException e) {
      if (RedisUnavailable.is(e)) {
        View last = views.current();
        views.publish(
            new View(
                last.sections(),
                last.facts(),
                last.readAtMillis(),
                Optional.of(String.valueOf(e.getMessage()))));
      }
      throw e;
    }
  }

  private void read(long now, boolean ended) {
    if (settings.isEmpty() || now - settingsAt >= SETTINGS_MILLIS) {
      shown = SettingsReader.read(redis);
      settings = Optional.of(BrainSettings.of(shown, where));
      settingsAt = now;
    }
    HarvestSettings by = settings.get().running();
    Account account =
        new AccountReader(redis, shown, by.sources().killKey(), by.sources().groups()).read(now);
    List<Finding> findings = new ArrayList<>(Standing.of(account));
    settings
        .get()
        .said()
        .map(what -> Finding.warn(SuiteService.HARVEST_BRAIN.id(), what))
        .ifPresent(findings::addFirst);
    if (ended || now - closedAt >= CLOSED_MILLIS) {
      closed();
      closedAt = now;
    }
    Facts facts =
        new Facts(account, outlooks.of(account, redis, by), findings, story.events(), closedNet);
    put(Section.POSITIONS, PositionRows.of(facts));
    put(Section.ACCOUNT, AccountRows.of(facts));
    put(Section.SERVICES, ServiceRows.of(account, story.letters().toList()));
    put(Section.TIMELINE, TimelineRows.of(facts.events()));
    put(Section.ALERTS, AlertRows.of(story.alerts().toList()));
    views.publish(new View(sections, Optional.of(facts), OptionalLong.of(now), Optional.empty()));
  }

  private void closed() {
    ClosedTrades trades = ClosedTrades.read(redis, 0, Long.MAX_VALUE / 2, closed -> true);
    put(Section.CLOSED, ClosedRows.of(trades, redis.names().namespace()));
    closedNet =
        trades.unknown().isPresent() || !trades.withheld().isEmpty()
            ? Optional.empty()
            : Optional.of(
                trades.ended().stream()
                    .map(it -> it.realizedPnl().subtract(it.commission()).add(it.funding()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  private void put(Section section, SequencedMap<String, String> rows) {
    sections.put(section, sections.getOrDefault(section, Rows.NONE).next(rows));
  }
}
