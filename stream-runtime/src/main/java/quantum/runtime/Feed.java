package quantum.runtime;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quantum.contracts.Alarm;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.FeedEvent;
import quantum.contracts.Oddity;
import quantum.contracts.PriceUpdate;
import quantum.kernel.value.Symbol;

/**
 * Results and prices as the brains take them, with what the clocks say about their times (SPEC §2,
 * §7): a price that cannot be yet is refused, an old one decides nothing, and a result happened no
 * later than it was told. Replays, whose prices are of any time, have the last rule only.
 *
 * <p>Where none of a symbol's prices may be acted on, nobody watches its stop, and somebody has to
 * hear of it: most likely the clock of the machine is wrong. Not thread-safe: one loop's.
 */
public final class Feed {
  /** Clocks differ; what is further ahead is no time. */
  private static final long AHEAD_MILLIS = 5_000;

  /** A backlog that is worked off is stale for a moment; that is no alarm. */
  private static final long STALE_MILLIS = 5_000;

  private final Clock clock;
  private final String priceStream;
  private final long freshMillis;
  private final boolean replay;
  private final Map<Symbol, Stale> stale = new HashMap<>();

  /**
   * No price of a symbol could be acted on.
   *
   * @param sinceMillis wall clock of the first of them
   * @param newestMillis event time of the last
   */
  private record Stale(long sinceMillis, long newestMillis) {}

  /**
   * @param freshSeconds a price older than this by the wall clock decides nothing; 0 = a replay
   */
  public Feed(Clock clock, String priceStream, int freshSeconds, boolean lockstep) {
    this.clock = clock;
    this.priceStream = priceStream;
    this.freshMillis = freshSeconds == 0 ? Long.MAX_VALUE : freshSeconds * 1000L;
    this.replay = freshSeconds == 0 || lockstep;
  }

  public Decoded<FeedEvent> decode(StreamEntry entry) {
    Decoded<FeedEvent> decoded =
        entry.stream().equals(priceStream)
            ? FeedEvent.decodePrice(entry.fields(), entry.id())
            : FeedEvent.decode(entry.fields(), entry.id());
    return switch (decoded) {
      case Decoded.Ok<FeedEvent>(PriceUpdate price, _)
          when price.timestampMillis() > latestMillis() -> {
        notActedOn(price);
        yield new Decoded.Bad<>(
            "timestamp",
            EventTime.format(price.timestampMillis()),
            "a price more than " + AHEAD_MILLIS / 1000 + " s ahead of the clock");
      }
      case Decoded.Ok<FeedEvent>(ApplyResult result, var oddities)
          when result.timestampMillis() > entry.idMillis() + AHEAD_MILLIS ->
          new Decoded.Ok<>(result.at(entry.idMillis()), plus(oddities, ahead(result)));
      case Decoded.Ok<FeedEvent> _, Decoded.Bad<FeedEvent> _ -> decoded;
    };
  }

  private static Oddity ahead(ApplyResult result) {
    return new Oddity(
        result.source(),
        "timestamp",
        EventTime.format(result.timestampMillis()),
        "is ahead of the stream, whose time counts");
  }

  private static List<Oddity> plus(List<Oddity> oddities, Oddity one) {
    List<Oddity> all = new ArrayList<>(oddities);
    all.add(one);
    return all;
  }

  /** Whether the price is young enough to act on; takes note of it. */
  public boolean isFresh(PriceUpdate price) {
    if (clock.millis() - price.timestampMillis() <= freshMillis) {
      stale.remove(price.symbol());
      return true;
    }
    notActedOn(price);
    return false;
  }

  private void notActedOn(PriceUpdate price) {
    Stale before = stale.get(price.symbol());
    long since = before == null ? clock.millis() : before.sinceMillis();
    stale.put(price.symbol(), new Stale(since, price.timestampMillis()));
  }

  /** Says of which open positions no price can be acted on, and of which that is over. */
  public void look(Set<Symbol> open, Alarms alarms) {
    long now = clock.millis();
    stale.keySet().retainAll(open);
    Set<Alarm.Cause> blind = new HashSet<>();
    stale.forEach(
        (symbol, prices) -> {
          // a clock that was set back hides nothing for longer than that
          if (Math.abs(now - prices.sinceMillis()) >= STALE_MILLIS) {
            Alarm.Cause cause = Alarm.PRICES_STALE.of(symbol);
            blind.add(cause);
            long behind = (now - prices.newestMillis()) / 1000;
            alarms.raise(cause, Math.abs(behind), behind >= 0 ? "behind" : "ahead of");
          }
        });
    alarms.endWhere(cause -> cause.kind() == Alarm.PRICES_STALE && !blind.contains(cause));
  }

  /** The latest event time that can be; what lies beyond is no time. */
  public long latestMillis() {
    return replay ? Long.MAX_VALUE : clock.millis() + AHEAD_MILLIS;
  }
}
