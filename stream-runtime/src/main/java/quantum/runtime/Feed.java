package quantum.runtime;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import quantum.contracts.ApplyResult;
import quantum.contracts.Decoded;
import quantum.contracts.EventTime;
import quantum.contracts.FeedEvent;
import quantum.contracts.Oddity;
import quantum.contracts.PriceUpdate;

/**
 * Results and prices as the brains take them, with what the clocks say about their times (SPEC §2,
 * §7): a price that cannot be yet is refused, an old one decides nothing, and a result happened no
 * later than it was told. Replays, whose prices are of any time, have the last rule only.
 */
public final class Feed {
  /** Clocks differ; what is further ahead is no time. */
  private static final long AHEAD_MILLIS = 5_000;

  private final Clock clock;
  private final String priceStream;
  private final long freshMillis;
  private final boolean replay;

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
          when price.timestampMillis() > latestMillis() ->
          new Decoded.Bad<>(
              "timestamp",
              EventTime.format(price.timestampMillis()),
              "a price more than " + AHEAD_MILLIS / 1000 + " s ahead of the clock");
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

  /** Whether the price is young enough to act on. */
  public boolean isFresh(PriceUpdate price) {
    return clock.millis() - price.timestampMillis() <= freshMillis;
  }

  /** The latest event time that can be; what lies beyond is no time. */
  public long latestMillis() {
    return replay ? Long.MAX_VALUE : clock.millis() + AHEAD_MILLIS;
  }
}
