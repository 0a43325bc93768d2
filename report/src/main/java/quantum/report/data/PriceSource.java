package quantum.report.data;

import java.util.List;

/** Where the candles around a position come from; asked only for positions that are drawn. */
@FunctionalInterface
public interface PriceSource {
  /** There are none: positions are drawn by their own prices. */
  PriceSource NONE = (symbol, from, to) -> List.of();

  /** The bars that open in [from, to], epoch milliseconds, in time order; empty if unknown. */
  List<Bar> bars(String symbol, long fromMillis, long toMillis);
}
