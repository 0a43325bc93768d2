package quantum.apply.decide;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import quantum.contracts.LimitsRecord;

/**
 * What stops an account: the loss of a day, the fall from the highest equity, losses in a row (SPEC
 * §12). Pure arithmetic over what was seen; money that was paid in or out is neither won nor lost.
 */
public final class Limits {
  private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

  private Limits() {}

  /**
   * What the operator allows; 0 is no limit.
   *
   * @param dailyLoss USDT
   * @param drawdownPct percent of the highest equity
   * @param flattens whether a breach closes what is open, and does not only halt
   */
  public record Rules(
      BigDecimal dailyLoss, BigDecimal drawdownPct, int lossesInARow, boolean flattens) {
    public static final Rules OFF = new Rules(BigDecimal.ZERO, BigDecimal.ZERO, 0, false);

    public boolean areOff() {
      return dailyLoss.signum() == 0 && drawdownPct.signum() == 0 && lossesInARow == 0;
    }
  }

  /**
   * One look at the account.
   *
   * @param nowMillis wall clock, epoch milliseconds
   * @param equity USDT
   * @param walletChange of today, by all incomes that are listed, transfers included
   * @param wallet balance without open positions
   * @param transfers of today, what came in less what went out
   * @param lasting equity less transfers, as two looks with a list of their own saw it at least:
   *     what was paid in shows in the balance before it is listed, and is no new height
   */
  public record Seen(
      long nowMillis,
      BigDecimal equity,
      BigDecimal wallet,
      BigDecimal walletChange,
      BigDecimal transfers,
      Optional<BigDecimal> lasting) {}

  /** Which limit, in the order in which they are looked at. */
  public enum Kind {
    DAILY_LOSS,
    DRAWDOWN,
    LOSSES_IN_A_ROW
  }

  /**
   * A limit that is reached.
   *
   * @param arithmetic how it was reckoned, with the setting
   */
  public record Breach(Kind kind, String arithmetic) {
    /** When what it stops may go on by itself: the day's end; the others by the trader only. */
    public OptionalLong untilMillis(long nowMillis) {
      return kind == Kind.DAILY_LOSS
          ? OptionalLong.of(dayOf(nowMillis) + DAY_MILLIS)
          : OptionalLong.empty();
    }
  }

  /** 00:00 UTC of that day, epoch milliseconds. */
  public static long dayOf(long millis) {
    return Math.floorDiv(millis, DAY_MILLIS) * DAY_MILLIS;
  }

  /**
   * The account as of this look, with nothing known of before: the day began with what the wallet
   * held then, so all that open positions have won or lost counts as of today.
   */
  public static LimitsRecord first(Rules rules, Seen seen) {
    BigDecimal dayEquity = seen.wallet().subtract(seen.walletChange());
    BigDecimal net = seen.equity().subtract(seen.transfers());
    return new LimitsRecord(
        dayOf(seen.nowMillis()),
        dayEquity,
        seen.transfers(),
        seen.equity(),
        BigDecimal.ZERO,
        net,
        0,
        seen.nowMillis(),
        "",
        rules.dailyLoss(),
        rules.drawdownPct(),
        rules.lossesInARow(),
        seen.nowMillis());
  }

  /**
   * The account as of this look. Where the look before was of yesterday its equity is what the day
   * began with, open positions included, unless that is too long ago to tell.
   *
   * @param lossesInARow counted since the record says
   */
  public static LimitsRecord next(Rules rules, LimitsRecord before, Seen seen, int lossesInARow) {
    long day = dayOf(seen.nowMillis());
    boolean sameDay = day == before.dayMillis();
    boolean justBefore = day - before.updatedAtMillis() <= TimeUnit.MINUTES.toMillis(2);
    BigDecimal dayEquity =
        sameDay
            ? before.dayEquity()
            : justBefore ? before.equity() : seen.wallet().subtract(seen.walletChange());
    BigDecimal footing = sameDay ? before.peak() : before.peakNow();
    String breached =
        !sameDay && before.breached().equals(Kind.DAILY_LOSS.name()) ? "" : before.breached();
    return new LimitsRecord(
        day,
        dayEquity,
        seen.transfers(),
        seen.equity(),
        sameDay ? before.accepted() : BigDecimal.ZERO,
        seen.lasting().map(footing::max).orElse(footing),
        lossesInARow,
        before.countedSinceMillis(),
        breached,
        rules.dailyLoss(),
        rules.drawdownPct(),
        rules.lossesInARow(),
        seen.nowMillis());
  }

  /**
   * The trader has resumed after a breach: what was lost is accepted, and everything counts from
   * here. Without that the same loss would stop the account again at the next look.
   */
  public static LimitsRecord resumed(LimitsRecord now) {
    return new LimitsRecord(
        now.dayMillis(),
        now.dayEquity(),
        now.transfers(),
        now.equity(),
        now.result(),
        now.equity().subtract(now.transfers()),
        0,
        now.updatedAtMillis(),
        "",
        now.dailyLossLimit(),
        now.drawdownLimitPct(),
        now.lossesLimit(),
        now.updatedAtMillis());
  }

  /** The same, stopped by this limit. */
  public static LimitsRecord stopped(LimitsRecord now, Kind by) {
    return new LimitsRecord(
        now.dayMillis(),
        now.dayEquity(),
        now.transfers(),
        now.equity(),
        now.accepted(),
        now.peak(),
        now.lossesInARow(),
        now.countedSinceMillis(),
        by.name(),
        now.dailyLossLimit(),
        now.drawdownLimitPct(),
        now.lossesLimit(),
        now.updatedAtMillis());
  }

  /** The first limit that is reached, if any is. */
  public static Optional<Breach> breach(LimitsRecord now) {
    BigDecimal counted = now.result().subtract(now.accepted());
    if (now.dailyLossLimit().signum() > 0
        && counted.negate().compareTo(now.dailyLossLimit()) >= 0) {
      return Optional.of(
          new Breach(
              Kind.DAILY_LOSS,
              "the day's result is %s: equity %s - %s at 00:00 UTC - transfers %s%s;"
                      .formatted(
                          cents(counted),
                          cents(now.equity()),
                          cents(now.dayEquity()),
                          cents(now.transfers()),
                          now.accepted().signum() == 0
                              ? ""
                              : " - " + cents(now.accepted()) + " accepted by resuming")
                  + " LIMIT_DAILY_LOSS_USDT="
                  + now.dailyLossLimit().toPlainString()));
    }
    if (now.drawdownLimitPct().signum() > 0
        && now.drawdownPct().compareTo(now.drawdownLimitPct()) >= 0) {
      return Optional.of(
          new Breach(
              Kind.DRAWDOWN,
              "equity %s is %s %% below its highest, %s; LIMIT_DRAWDOWN_PCT=%s"
                  .formatted(
                      cents(now.equity()),
                      now.drawdownPct().setScale(2, RoundingMode.HALF_EVEN).toPlainString(),
                      cents(now.peakNow()),
                      now.drawdownLimitPct().toPlainString())));
    }
    if (now.lossesLimit() > 0 && now.lossesInARow() >= now.lossesLimit()) {
      return Optional.of(
          new Breach(
              Kind.LOSSES_IN_A_ROW,
              "%d positions in a row ended with a loss; LIMIT_LOSSES_IN_A_ROW=%d"
                  .formatted(now.lossesInARow(), now.lossesLimit())));
    }
    return Optional.empty();
  }

  private static String cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }
}
