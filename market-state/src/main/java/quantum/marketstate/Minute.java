package quantum.marketstate;

import quantum.kernel.value.Price;
import quantum.marketdata.Kline;

/**
 * A closed minute of a symbol.
 *
 * @param openTimeMillis event time of its first millisecond, a whole minute
 */
record Minute(long openTimeMillis, Price close) {
  static final long MILLIS = Kline.INTERVAL_MILLIS;

  static Minute of(Kline kline) {
    return new Minute(kline.openTimeMillis(), kline.close());
  }

  /** Its last millisecond. */
  long closeTimeMillis() {
    return openTimeMillis + MILLIS - 1;
  }

  /** Open time of the minute behind it. */
  long nextMillis() {
    return openTimeMillis + MILLIS;
  }
}
