package quantum.marketstate;

import java.util.HashMap;
import java.util.Map;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.marketdata.MarkTick;

/**
 * What was published last of each symbol, so that two sources of the same prices (a socket, its
 * successor, REST) do not tell them twice or in the wrong order where they overlap.
 */
final class LastPrices {
  /** The source that is polled; sockets are numbered from 1. */
  static final int REST = 0;

  /**
   * A price of another source that is older by at most this is one that lost the race; one that is
   * older still is a venue that begins again, as a restarted replay does. Event time, milliseconds.
   */
  private static final long RACE_MILLIS = 10_000;

  private record Last(long timeMillis, Price price, int source) {}

  private final Map<Symbol, Last> bySymbol = new HashMap<>();

  /**
   * Whether the price is to be published, and remembers it if so.
   *
   * <p>A socket that repeats itself does so as a sign of life and is believed; REST answers the
   * same price until there is a new one.
   *
   * @param source {@link #REST} or the socket's number
   */
  boolean isNews(MarkTick tick, int source) {
    Last now = new Last(tick.timeMillis(), tick.price(), source);
    Last last = bySymbol.get(tick.symbol());
    boolean sameSocket = last != null && source != REST && last.source == source;
    if (last == null || sameSocket) {
      bySymbol.put(tick.symbol(), now);
      return true;
    }
    long behindMillis = last.timeMillis - tick.timeMillis();
    if (behindMillis > 0 && behindMillis <= RACE_MILLIS) {
      return false;
    }
    boolean repeated = behindMillis == 0 && last.price.compareTo(tick.price()) == 0;
    bySymbol.put(tick.symbol(), now);
    return !repeated;
  }
}
