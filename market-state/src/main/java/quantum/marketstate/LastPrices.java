package quantum.marketstate;

import java.util.HashMap;
import java.util.Map;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;

/**
 * What was published last of each symbol, so that several sources of the same prices (a socket, its
 * successor, REST, what stood in Redis at the start) never tell an older price over a newer one.
 */
final class LastPrices {
  /** The source that is polled, and what was published before this start; sockets count from 1. */
  static final int REST = 0;

  /** What is further behind did not lose a race; of a replay it has begun again. */
  private static final long RACE_MILLIS = 10_000;

  /** What is to be done with a price. */
  enum Verdict {
    NEWS,
    /** News of a replay that has begun again. */
    BEGINS_AGAIN,
    /** Told before. */
    KNOWN,
    /** A newer one was told a moment before: it lost the race of two sources. */
    OVERTAKEN,
    /** A newer one was told long before: no source should tell it now. */
    OLDER
  }

  private record Last(long timeMillis, Price price, int source) {}

  private final boolean replay;
  private final Map<Symbol, Last> bySymbol = new HashMap<>();

  /**
   * @param replay whether the venue is a replay, which may begin again; any other one's time only
   *     goes forward
   */
  LastPrices(boolean replay) {
    this.replay = replay;
  }

  /** What an earlier run has published. */
  void published(MarkTick tick) {
    bySymbol.putIfAbsent(tick.symbol(), new Last(tick.timeMillis(), tick.price(), REST));
  }

  /**
   * Judges the price, and remembers it if it is news. A socket that repeats itself does so as a
   * sign of life and is believed; REST answers the same price until there is a new one.
   *
   * @param source {@link #REST} or the socket's number
   */
  Verdict judge(MarkTick tick, int source) {
    Last last = bySymbol.get(tick.symbol());
    long behindMillis = last == null ? 0 : last.timeMillis - tick.timeMillis();
    if (behindMillis > 0 && (!replay || behindMillis <= RACE_MILLIS && source != last.source)) {
      return behindMillis <= RACE_MILLIS ? Verdict.OVERTAKEN : Verdict.OLDER;
    }
    boolean told =
        last != null
            && behindMillis == 0
            && last.price.compareTo(tick.price()) == 0
            && (source == REST || source != last.source);
    bySymbol.put(tick.symbol(), new Last(tick.timeMillis(), tick.price(), source));
    if (told) {
      return Verdict.KNOWN;
    }
    return behindMillis > RACE_MILLIS ? Verdict.BEGINS_AGAIN : Verdict.NEWS;
  }
}
