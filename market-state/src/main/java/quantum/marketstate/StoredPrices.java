package quantum.marketstate;

import io.lettuce.core.RedisException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import quantum.contracts.Ticker;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;
import quantum.runtime.Redis;
import quantum.runtime.snapshot.Found;
import quantum.runtime.snapshot.Keys;

/** The prices that an earlier run has published last ({@code quantum:ticker:{SYMBOL}}). */
final class StoredPrices {
  /** What is further ahead of the clock was published by a clock that was wrong. */
  private static final long AHEAD_MILLIS = 5_000;

  private final Redis redis;
  private final Clock clock;
  private final Keys keys;

  StoredPrices(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
    this.keys = new Keys(redis, (key, why) -> {}); // it is replaced by the next price
  }

  /** Of these symbols, as far as there are any and Redis tells. */
  List<MarkTick> of(Set<Symbol> symbols) {
    List<Symbol> all = List.copyOf(symbols);
    List<MarkTick> ticks = new ArrayList<>();
    try {
      var hashes = keys.hashes(all.stream().map(redis.names()::ticker).toList());
      for (int i = 0; i < all.size(); i++) {
        Symbol symbol = all.get(i);
        Found<Ticker> found =
            keys.record(redis.names().ticker(symbol), hashes.get(i), Ticker::decode);
        found
            .value()
            .filter(ticker -> ticker.timestampMillis() <= clock.millis() + AHEAD_MILLIS)
            .ifPresent(
                ticker ->
                    ticks.add(
                        new MarkTick(
                            symbol,
                            ticker.markPrice(),
                            ticker.fundingRate(),
                            ticker.timestampMillis())));
      }
    } catch (RedisException _) {
      // then the first price told is the newest that is known
    }
    return ticks;
  }
}
