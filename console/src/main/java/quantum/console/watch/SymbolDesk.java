package quantum.console.watch;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisCommandExecutionException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import quantum.account.explain.Explainer;
import quantum.account.explain.Explanation;
import quantum.account.settings.BrainSettings;
import quantum.account.settings.HarvestSettings;
import quantum.account.snapshot.ServiceSettings;
import quantum.account.snapshot.SettingsReader;
import quantum.account.snapshot.Snapshot;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.SymbolReader;
import quantum.console.model.Event;
import quantum.console.model.Facts;
import quantum.console.model.Views;
import quantum.console.page.SymbolPage;
import quantum.contracts.Decoded;
import quantum.contracts.FeedEvent;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisSettings;
import quantum.runtime.RedisUnavailable;

/**
 * One symbol, for who looks at it: the same reading and the same words as {@code quantum inspect}.
 * What was answered a moment ago is answered again, however many look.
 */
public final class SymbolDesk {
  private static final long TOLD_MILLIS = 1_000;
  private static final long PRICES_MILLIS = 10_000;
  private static final int KEPT = 32;

  /** The newest minutes that are shown: two days. */
  private static final long MINUTES = 2_880;

  private static final long MINUTE = 60_000;
  private static final long PRICES = 10_000;

  private final Supplier<Optional<Redis>> redis;
  private final RedisSettings where;
  private final Views views;
  private final LongSupplier clock;
  private final LinkedHashMap<String, Answer> answers = new LinkedHashMap<>();

  private record Answer(String json, long atMillis) {}

  /**
   * @param where the Redis that is asked
   */
  public SymbolDesk(
      Supplier<Optional<Redis>> redis, RedisSettings where, Views views, LongSupplier clock) {
    this.redis = redis;
    this.where = where;
    this.views = views;
    this.clock = clock;
  }

  /** Its explanation and its story. */
  public String told(Symbol symbol) {
    return answer(
        "told " + symbol,
        TOLD_MILLIS,
        from -> {
          ServiceSettings shown = SettingsReader.read(from);
          HarvestSettings settings = BrainSettings.of(shown, where).running();
          Snapshot snapshot =
              new SymbolReader(from, settings.sources(), shown).read(symbol, clock.getAsLong());
          Explanation explanation = Explainer.explain(snapshot, settings.terms());
          List<Event> events =
              views.current().facts().map(Facts::events).orElse(List.of()).stream()
                  .filter(event -> event.result().symbol().equals(symbol))
                  .toList();
          return SymbolPage.of(explanation, events);
        });
  }

  /** Its closed minutes, oldest first: {@code {"minutes":[[open time, close],…]}}. */
  public String prices(Symbol symbol) {
    return answer(
        "prices " + symbol,
        PRICES_MILLIS,
        from -> {
          List<String> kept = minutes(from, symbol);
          return SymbolPage.prices(kept.isEmpty() ? seen(from, symbol) : kept);
        });
  }

  private static List<String> minutes(Redis from, Symbol symbol) {
    Optional<String> venue =
        SettingsReader.read(from)
            .value(SuiteService.MARKET_STATE, "MARKET_REST_URL")
            .flatMap(SymbolDesk::authority);
    if (venue.isEmpty()) {
      return List.of();
    }
    try {
      return from.commands().lrange(from.names().minutes(venue.get(), symbol), -MINUTES, -1);
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
      return List.of(); // a key of another type holds no minutes
    }
  }

  /** Closes of the minutes that are in the stream of prices: a replay keeps no others. */
  private static List<String> seen(Redis from, Symbol symbol) {
    SortedMap<Long, String> closes = new TreeMap<>();
    try {
      from.commands()
          .xrevrange(from.names().priceUpdate(), Range.unbounded(), Limit.from(PRICES))
          .forEach(
              entry -> {
                if (FeedEvent.decodePrice(entry.getBody(), entry.getId())
                        instanceof Decoded.Ok<FeedEvent>(PriceUpdate update, _)
                    && update.symbol().equals(symbol)) {
                  closes.putIfAbsent(
                      update.timestampMillis() / MINUTE * MINUTE, update.price().toString());
                }
              });
    } catch (RedisCommandExecutionException e) {
      if (RedisUnavailable.is(e)) {
        throw e;
      }
    }
    return closes.entrySet().stream().map(it -> it.getKey() + ":" + it.getValue()).toList();
  }

  private static Optional<String> authority(String url) {
    try {
      return Optional.ofNullable(URI.create(url).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private interface Question {
    String ask(Redis from);
  }

  private String answer(String about, long freshMillis, Question question) {
    long now = clock.getAsLong();
    synchronized (answers) {
      Answer before = answers.get(about);
      if (before != null && now - before.atMillis() < freshMillis && now >= before.atMillis()) {
        return before.json();
      }
    }
    Redis from =
        redis.get().orElseThrow(() -> new RedisUnavailable("the console waits for it", null));
    Answer fresh = new Answer(question.ask(from), now);
    synchronized (answers) {
      answers.remove(about);
      answers.put(about, fresh);
      if (answers.size() > KEPT) {
        answers.pollFirstEntry();
      }
    }
    return fresh.json();
  }
}
