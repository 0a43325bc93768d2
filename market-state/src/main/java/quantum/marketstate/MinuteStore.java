package quantum.marketstate;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.runtime.Redis;
import quantum.runtime.RedisUnavailable;

/**
 * The closed minutes that are known, kept in Redis ({@code quantum:minutes:{venue}:{SYMBOL}}), so
 * that a restart asks the venue for what is missing only. They can be asked for again: what Redis
 * does not take or give is no reason to wait.
 */
final class MinuteStore {
  private static final Logger log = LoggerFactory.getLogger(MinuteStore.class);
  private static final long KEPT_SECONDS = Duration.ofDays(2).toSeconds();
  private static final int SYMBOLS_AT_ONCE = 50;
  private static final long TIMEOUT_SECONDS = 5;

  private final Redis redis;
  private final String venue;
  private final int kept;

  /**
   * @param venue host of its REST API, and port if it has one
   * @param kept minutes of each symbol
   */
  MinuteStore(Redis redis, String venue, int kept) {
    this.redis = redis;
    this.venue = venue;
    this.kept = kept;
  }

  /** The newest minutes known of each symbol without a hole between them, oldest first. */
  Map<Symbol, List<Minute>> read(Collection<Symbol> symbols) {
    Map<Symbol, List<Minute>> minutes = new HashMap<>();
    List<Symbol> all = List.copyOf(symbols);
    for (int from = 0; from < all.size(); from += SYMBOLS_AT_ONCE) {
      Map<Symbol, RedisFuture<List<String>>> asked = new HashMap<>();
      for (Symbol symbol : all.subList(from, Math.min(all.size(), from + SYMBOLS_AT_ONCE))) {
        asked.put(symbol, redis.async().lrange(key(symbol), 0, -1));
      }
      asked.forEach(
          (symbol, answer) ->
              read(symbol, answer)
                  .map(MinuteStore::unbroken)
                  .filter(known -> !known.isEmpty())
                  .ifPresent(known -> minutes.put(symbol, known)));
    }
    return minutes;
  }

  /** The symbol's minutes are these and no others. */
  void replace(Symbol symbol, List<Minute> minutes) {
    write(symbol, minutes, true);
  }

  /** More minutes are known. */
  void add(Symbol symbol, List<Minute> minutes) {
    write(symbol, minutes, false);
  }

  private Optional<List<String>> read(Symbol symbol, RedisFuture<List<String>> answer) {
    try {
      return Optional.of(answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      if (e.getCause() instanceof RuntimeException cause && RedisUnavailable.isWrongType(cause)) {
        log.warn("[MARKET] {} is no list: its minutes are asked for again", key(symbol));
        replace(symbol, List.of());
      } else {
        log.debug("Minutes of {} not read: {}", symbol, e.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Entries that are no minutes end what is known as a hole does. */
  private static List<Minute> unbroken(List<String> entries) {
    List<Minute> minutes = new ArrayList<>(entries.size());
    for (String entry : entries) {
      Optional<Minute> minute = minute(entry);
      if (minute.isEmpty()
          || !minutes.isEmpty() && minutes.getLast().nextMillis() < minute.get().openTimeMillis()) {
        minutes.clear();
      }
      minute
          .filter(m -> minutes.isEmpty() || minutes.getLast().nextMillis() == m.openTimeMillis())
          .ifPresent(minutes::add);
    }
    return minutes;
  }

  private static Optional<Minute> minute(String entry) {
    int colon = entry.indexOf(':');
    try {
      long openTime = Long.parseLong(entry.substring(0, Math.max(colon, 0)));
      return openTime > 0 && openTime % Minute.MILLIS == 0
          ? Optional.of(new Minute(openTime, Price.of(entry.substring(colon + 1))))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void write(Symbol symbol, List<Minute> minutes, boolean anew) {
    if (!redis.mayAct()) {
      return; // two that append would leave each minute twice
    }
    String key = key(symbol);
    String[] entries =
        minutes.stream()
            .map(minute -> minute.openTimeMillis() + ":" + minute.close())
            .toArray(String[]::new);
    try {
      RedisAsyncCommands<String, String> commands = redis.async();
      if (anew) {
        commands.del(key);
      }
      if (entries.length > 0) {
        commands
            .rpush(key, entries)
            .exceptionally(
                failure -> {
                  log.debug("Minutes of {} not kept: {}", symbol, failure.getMessage());
                  return null;
                });
        commands.ltrim(key, -kept, -1);
        commands.expire(key, KEPT_SECONDS);
      }
    } catch (RedisException e) {
      log.debug("Minutes of {} not kept: {}", symbol, e.getMessage());
    }
  }

  private String key(Symbol symbol) {
    return redis.names().minutes(venue, symbol);
  }
}
