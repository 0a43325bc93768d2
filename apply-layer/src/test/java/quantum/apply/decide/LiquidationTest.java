package quantum.apply.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quantum.apply.venue.AccountWorth;
import quantum.apply.venue.MarginMode;
import quantum.apply.venue.MarginTiers;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;

class LiquidationTest {
  private static final MarginTiers TIERS =
      new MarginTiers(
          List.of(
              tier("0", "0.005", "0"),
              tier("1000000", "0.01", "5000"),
              tier("10000000", "0.025", "155000")));

  /** Of no account under cross margin. */
  private static final int LEVERAGE = 7;

  private static MarginTiers.Tier tier(String floor, String rate, String cum) {
    return new MarginTiers.Tier(new BigDecimal(floor), new BigDecimal(rate), new BigDecimal(cum));
  }

  private static AccountWorth worth(String wallet, String unrealized, String maintenance) {
    return new AccountWorth(
        new BigDecimal(wallet),
        new BigDecimal(unrealized),
        new BigDecimal(maintenance),
        BigDecimal.ZERO);
  }

  private static Optional<Price> price(Side side, String qty, String entry, AccountWorth before) {
    return Liquidation.ofEntry(
        side,
        Quantity.of(qty),
        Price.of(entry),
        LEVERAGE,
        new Liquidation.Terms(TIERS, MarginMode.CROSS, before));
  }

  @ParameterizedTest
  @CsvSource({
    "LONG, 1, 100000, 10000, 90452.26", // (100000 − 10000) / 0.995
    "SHORT, 1, 100000, 10000, 109452.74", // (100000 + 10000) / 1.005
    "LONG, 20, 100000, 200000, 90656.57", // second tier: (2000000 − 200000 − 5000) / (20 · 0.99)
  })
  void formula_byHand(Side side, String qty, String entry, String wallet, double expected) {
    assertThat(price(side, qty, entry, worth(wallet, "0", "0")))
        .hasValueSatisfying(
            at -> assertThat(at.value().doubleValue()).isCloseTo(expected, within(0.01)));
  }

  @Test
  void longThatTheBalanceCovers_isNeverLiquidated_aShortAlwaysIsSomewhere() {
    AccountWorth rich = worth("200000", "0", "0");
    assertThat(price(Side.LONG, "1", "100000", rich)).isEmpty();
    assertThat(price(Side.SHORT, "1", "100000", rich)).isPresent();
  }

  @Test
  void otherPositions_takeTheirMargin_andBringOrCostWhatTheyHaveWonOrLost() {
    Price alone = price(Side.LONG, "1", "100000", worth("10000", "0", "0")).orElseThrow();
    Price beside = price(Side.LONG, "1", "100000", worth("10000", "-3000", "500")).orElseThrow();
    Price same = price(Side.LONG, "1", "100000", worth("6500", "0", "0")).orElseThrow();
    assertThat(beside.value()).isGreaterThan(alone.value()).isEqualTo(same.value());
  }

  /** The definition itself: there the equity is the margin, and before it is more. */
  @Test
  void atThePrice_theEquityIsTheMargin() {
    Random random = new Random(7);
    for (int i = 0; i < 1_000; i++) {
      Side side = random.nextBoolean() ? Side.LONG : Side.SHORT;
      double qty = 0.001 + random.nextDouble() * 300;
      double entry = 10 + random.nextDouble() * 100_000;
      double wallet = qty * entry * (0.01 + random.nextDouble());
      Optional<Price> found =
          Liquidation.ofEntry(
              side,
              new Quantity(BigDecimal.valueOf(qty)),
              new Price(BigDecimal.valueOf(entry)),
              LEVERAGE,
              new Liquidation.Terms(
                  TIERS,
                  MarginMode.CROSS,
                  new AccountWorth(
                      BigDecimal.valueOf(wallet),
                      BigDecimal.ZERO,
                      BigDecimal.ZERO,
                      BigDecimal.ZERO)));
      if (found.isPresent()) {
        double at = found.get().value().doubleValue();
        double won = (side == Side.LONG ? at - entry : entry - at) * qty;
        MarginTiers.Tier tier = TIERS.of(BigDecimal.valueOf(qty * at));
        double margin = qty * at * tier.rate().doubleValue() - tier.cum().doubleValue();
        assertThat(wallet + won)
            .as("%s %s at %s, wallet %s", side, qty, entry, wallet)
            .isCloseTo(margin, within(1e-6 * Math.max(1, wallet)));
      } else {
        assertThat(side).isEqualTo(Side.LONG);
        assertThat(wallet).isGreaterThanOrEqualTo(qty * entry);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LONG, 1, 100000, 10, 90452.26", // (100000 − 10000) / 0.995
    "SHORT, 1, 100000, 10, 109452.74", // (100000 + 10000) / 1.005
    "LONG, 20, 100000, 20, 95707.07", // second tier: (2000000 − 100000 − 5000) / (20 · 0.99)
    "LONG, 0.5, 2000, 1, ", // the whole price stands behind it
    "SHORT, 0.5, 2000, 1, 3980.10", // (1000 + 1000) / (0.5 · 1.005)
  })
  void isolated_whatWasSetAsideStandsBehindIt_andNothingElse(
      Side side, String qty, String entry, int leverage, Double expected) {
    for (AccountWorth before : List.of(worth("0", "0", "0"), worth("1000000", "-3000", "500"))) {
      Optional<Price> at =
          Liquidation.ofEntry(
              side,
              Quantity.of(qty),
              Price.of(entry),
              leverage,
              new Liquidation.Terms(TIERS, MarginMode.ISOLATED, before));
      if (expected == null) {
        assertThat(at).isEmpty();
      } else {
        assertThat(at.orElseThrow().value().doubleValue()).isCloseTo(expected, within(0.01));
      }
    }
  }

  @Test
  void stop_isBehindWhereItIsNotReachedFirst() {
    Price at = Price.of("100");
    assertThat(Liquidation.isBefore(Side.LONG, at, Price.of("99"))).isTrue();
    assertThat(Liquidation.isBefore(Side.LONG, at, Price.of("100"))).isTrue();
    assertThat(Liquidation.isBefore(Side.LONG, at, Price.of("101"))).isFalse();
    assertThat(Liquidation.isBefore(Side.SHORT, at, Price.of("101"))).isTrue();
    assertThat(Liquidation.isBefore(Side.SHORT, at, Price.of("99"))).isFalse();
  }
}
