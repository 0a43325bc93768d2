package quantum.account.snapshot;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import quantum.runtime.Redis;

/**
 * What is booked: nobody sums fees and funding by the day, so a day is the positions that ended in
 * it, with all that their lives have cost.
 *
 * @param dayMillis 00:00 UTC of the day, epoch milliseconds
 * @param endedToday positions that ended since then
 * @param ledgers all symbols, since their ledgers began
 */
public record Books(long dayMillis, ClosedTrades endedToday, LedgerSums ledgers) {
  /**
   * @param nowMillis wall clock
   */
  public static Books read(Redis redis, long nowMillis) {
    long day = Instant.ofEpochMilli(nowMillis).truncatedTo(ChronoUnit.DAYS).toEpochMilli();
    return new Books(
        day, ClosedTrades.read(redis, day, Long.MAX_VALUE / 2, _ -> true), LedgerSums.read(redis));
  }

  /** Keys that this user may not read. */
  public List<String> withheld() {
    return Stream.concat(endedToday.withheld().stream(), ledgers.withheld().stream()).toList();
  }
}
