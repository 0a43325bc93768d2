package quantum.paper.exchange;

import java.math.BigDecimal;
import quantum.paper.account.PaperAccount;

/** Lets funding be paid as time passes. */
public final class Funding {
  /** The venue's usual interval, from midnight UTC. */
  private static final long INTERVAL_MILLIS = 8 * 3_600_000L;

  private final PaperAccount account;
  private final Announcer announcer;
  private BigDecimal rate = BigDecimal.ZERO;

  Funding(PaperAccount account, Announcer announcer) {
    this.account = account;
    this.announcer = announcer;
  }

  /** The next payment after a time, epoch milliseconds. */
  public static long after(long millis) {
    return (millis / INTERVAL_MILLIS + 1) * INTERVAL_MILLIS;
  }

  /** Fraction of the notional value that LONG pays to SHORT; 0 pays nothing. */
  BigDecimal rate() {
    return rate;
  }

  void rate(BigDecimal next) {
    rate = next;
  }

  /** Whether something is paid while time goes from one to the other. */
  boolean isPaid(long fromMillis, long toMillis) {
    return rate.signum() != 0 && after(fromMillis) <= toMillis && !account.positions().isEmpty();
  }

  /** Pays whatever is due, at the marks that hold. */
  void pass(long fromMillis, long toMillis) {
    if (isPaid(fromMillis, toMillis)) {
      for (long due = after(fromMillis); due <= toMillis; due = after(due)) {
        account.fund(rate, due).forEach(announcer::paid);
      }
    }
  }
}
