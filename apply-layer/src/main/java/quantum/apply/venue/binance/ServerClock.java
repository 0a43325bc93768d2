package quantum.apply.venue.binance;

import java.util.function.LongSupplier;

/** The exchange's clock as seen from here: our clock plus an offset measured now and then. */
final class ServerClock {
  /** Quartz drifts by a few milliseconds in this time; the exchange tolerates a second. */
  private static final long MEASURE_EVERY_MILLIS = 30 * 60_000L;

  private final LongSupplier wallMillis;
  private volatile long offsetMillis;
  private volatile long measuredAtMillis = Long.MIN_VALUE;

  ServerClock(LongSupplier wallMillis) {
    this.wallMillis = wallMillis;
  }

  /** Our own clock, to time a measurement. */
  long local() {
    return wallMillis.getAsLong();
  }

  /** Epoch milliseconds as the exchange counts them. */
  long now() {
    return local() + offsetMillis;
  }

  boolean dueForMeasuring() {
    long measured = measuredAtMillis;
    // a wall clock set back makes the measurement void as well
    return measured == Long.MIN_VALUE || Math.abs(local() - measured) > MEASURE_EVERY_MILLIS;
  }

  /**
   * Takes the exchange's time as that of the middle of the round trip.
   *
   * @param askedAt our clock when the question went out
   * @param serverTime the answer
   */
  void measured(long askedAt, long serverTime) {
    long answeredAt = local();
    offsetMillis = serverTime - (askedAt + (answeredAt - askedAt) / 2);
    measuredAtMillis = answeredAt;
  }
}
