package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import quantum.contracts.LimitsRecord;

class LimitsTest {
  private static final long MIDNIGHT = 20_000L * 86_400_000;
  private static final long HOUR = 3_600_000;
  private static final Limits.Rules RULES =
      new Limits.Rules(new BigDecimal("500"), new BigDecimal("10"), 3, false);

  private static Limits.Seen seen(long at, String equity, String transfers) {
    BigDecimal worth = new BigDecimal(equity);
    BigDecimal paid = new BigDecimal(transfers);
    return new Limits.Seen(at, worth, worth, paid, paid, Optional.of(worth.subtract(paid)));
  }

  private static LimitsRecord begun(String equity) {
    return Limits.first(RULES, seen(MIDNIGHT, equity, "0"));
  }

  private static LimitsRecord at(LimitsRecord before, long at, String equity, String transfers) {
    return Limits.next(RULES, before, seen(at, equity, transfers), 0);
  }

  private static Optional<Limits.Kind> breach(LimitsRecord now) {
    return Limits.breach(now).map(Limits.Breach::kind);
  }

  @Test
  void lossOfTheDay_isTheEquityThatIsGone_openPositionsIncluded() {
    LimitsRecord now = at(begun("10000"), MIDNIGHT + HOUR, "9500.01", "0");
    assertThat(breach(now)).isEmpty();
    now = at(now, MIDNIGHT + 2 * HOUR, "9500", "0");
    assertThat(Limits.breach(now))
        .contains(
            new Limits.Breach(
                Limits.Kind.DAILY_LOSS,
                "the day's result is -500.00: equity 9500.00 - 10000.00 at 00:00 UTC - transfers"
                    + " 0.00; LIMIT_DAILY_LOSS_USDT=500"));
  }

  @Test
  void moneyPaidInOrOut_isNeitherWonNorLost() {
    LimitsRecord out = at(begun("10000"), MIDNIGHT + HOUR, "6000", "-4000");
    assertThat(out.result()).isEqualByComparingTo("0");
    assertThat(out.drawdownPct()).isEqualByComparingTo("0");
    assertThat(breach(out)).isEmpty();

    LimitsRecord in = at(begun("10000"), MIDNIGHT + HOUR, "14400", "5000");
    assertThat(in.result()).isEqualByComparingTo("-600");
    assertThat(breach(in)).contains(Limits.Kind.DAILY_LOSS);
  }

  /** In the balance already, in the list not yet: no height from which anything has fallen. */
  @Test
  void moneyThatIsNotListedYet_raisesNoPeak() {
    Limits.Seen early =
        new Limits.Seen(
            MIDNIGHT + HOUR,
            new BigDecimal("20000"),
            new BigDecimal("20000"),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            Optional.of(new BigDecimal("10000")));
    LimitsRecord now = Limits.next(RULES, begun("10000"), early, 0);
    now = at(now, MIDNIGHT + 2 * HOUR, "20000", "10000");
    assertThat(now.peakNow()).isEqualByComparingTo("20000");
    assertThat(breach(now)).isEmpty();
  }

  @Test
  void startInTheMiddleOfTheDay_countsWhatTheDayHasBooked_andAllThatIsOpen() {
    Limits.Seen late =
        new Limits.Seen(
            MIDNIGHT + 12 * HOUR,
            new BigDecimal("9300"),
            new BigDecimal("9600"),
            new BigDecimal("-400"),
            BigDecimal.ZERO,
            Optional.empty());
    LimitsRecord now = Limits.first(RULES, late);
    assertThat(now.dayEquity()).isEqualByComparingTo("10000");
    assertThat(now.result()).isEqualByComparingTo("-700");
  }

  @Test
  void newDay_beginsWithTheEquityOfTheLastLook_andKeepsThePeak() {
    LimitsRecord before = at(begun("10000"), MIDNIGHT + 24 * HOUR - 10_000, "9600", "-200");
    assertThat(before.peakNow()).isEqualByComparingTo("9800");
    LimitsRecord now = at(before, MIDNIGHT + 24 * HOUR + 5_000, "9590", "0");
    assertThat(now.dayEquity()).isEqualByComparingTo("9600");
    assertThat(now.result()).isEqualByComparingTo("-10");
    assertThat(now.peakNow()).isEqualByComparingTo("9800");
  }

  @Test
  void dailyLoss_endsWithTheDay_andTheOthersDoNot() {
    LimitsRecord lost = at(begun("10000"), MIDNIGHT + 23 * HOUR, "9400", "0");
    Limits.Breach daily = Limits.breach(lost).orElseThrow();
    assertThat(daily.untilMillis(MIDNIGHT + 23 * HOUR))
        .isEqualTo(OptionalLong.of(MIDNIGHT + 24 * HOUR));
    LimitsRecord stopped = Limits.stopped(lost, daily.kind());
    assertThat(at(stopped, MIDNIGHT + 24 * HOUR, "9400", "0").breached()).isEmpty();

    LimitsRecord drawn = Limits.stopped(lost, Limits.Kind.DRAWDOWN);
    assertThat(at(drawn, MIDNIGHT + 24 * HOUR, "9400", "0").breached()).isEqualTo("DRAWDOWN");
    assertThat(new Limits.Breach(Limits.Kind.DRAWDOWN, "").untilMillis(MIDNIGHT)).isEmpty();
  }

  @Test
  void drawdown_isOfTheHighestEquity() {
    LimitsRecord now = at(begun("10000"), MIDNIGHT + HOUR, "12000", "0");
    now = at(now, MIDNIGHT + 2 * HOUR, "10801", "0");
    assertThat(breach(now)).isEmpty();
    now = at(now, MIDNIGHT + 3 * HOUR, "10800", "0");
    assertThat(Limits.breach(now))
        .contains(
            new Limits.Breach(
                Limits.Kind.DRAWDOWN,
                "equity 10800.00 is 10.00 % below its highest, 12000.00; LIMIT_DRAWDOWN_PCT=10"));
  }

  @Test
  void lossesInARow_areCounted() {
    LimitsRecord two = Limits.next(RULES, begun("10000"), seen(MIDNIGHT + 1, "10000", "0"), 2);
    LimitsRecord three = Limits.next(RULES, begun("10000"), seen(MIDNIGHT + 1, "10000", "0"), 3);
    assertThat(breach(two)).isEmpty();
    assertThat(breach(three)).contains(Limits.Kind.LOSSES_IN_A_ROW);
  }

  @Test
  void resumed_countsAnew_andTheSameLossStopsNothingAgain() {
    LimitsRecord lost = at(begun("10000"), MIDNIGHT + HOUR, "8800", "0");
    LimitsRecord now = Limits.resumed(Limits.stopped(lost, Limits.Kind.DAILY_LOSS));
    assertThat(breach(now)).isEmpty();
    assertThat(breach(at(now, MIDNIGHT + 2 * HOUR, "8301", "0"))).isEmpty();
    assertThat(breach(at(now, MIDNIGHT + 2 * HOUR, "8300", "0"))).contains(Limits.Kind.DAILY_LOSS);
    assertThat(now.countedSinceMillis()).isEqualTo(MIDNIGHT + HOUR);
  }

  @Test
  void limitsThatAreOff_stopNothing() {
    LimitsRecord ruin = Limits.first(Limits.Rules.OFF, seen(MIDNIGHT, "10000", "0"));
    ruin = Limits.next(Limits.Rules.OFF, ruin, seen(MIDNIGHT + 1, "1", "0"), 99);
    assertThat(Limits.breach(ruin)).isEmpty();
    assertThat(Limits.Rules.OFF.areOff()).isTrue();
  }
}
