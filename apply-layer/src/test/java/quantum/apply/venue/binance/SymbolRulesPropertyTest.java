package quantum.apply.venue.binance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quantum.apply.venue.SymbolRules;
import quantum.kernel.value.Quantity;

/** Flooring, closing and splitting over the real filters of every symbol. */
class SymbolRulesPropertyTest {
  private static final int QUANTITIES_PER_SYMBOL = 60;
  private static final Models.Rules ALL =
      Models.rules(
          Answers.parse(SharedFolder.venueFixture("exchangeInfo_testnet_2025-12-24.json.gz")));

  @Test
  void rules_everySymbolOfTheExchange_areRead() {
    assertThat(ALL.unreadable()).isEmpty();
    assertThat(ALL.bySymbol()).hasSize(660);
  }

  @Test
  void floor_anyQuantity_isTheLargestMultipleNotAboveIt() {
    forAll(
        (rules, quantity, _) -> {
          Quantity floor = rules.floor(quantity);
          assertThat(floor).isLessThanOrEqualTo(quantity);
          assertThat(onStep(rules, floor)).isTrue();
          assertThat(quantity.minus(floor).value()).isLessThan(rules.marketStep());
        });
  }

  @Test
  void closing_anyShareOfAPosition_leavesNothingUntradable() {
    forAll(
        (rules, quantity, random) -> {
          Quantity open = rules.floor(quantity);
          BigDecimal percent = BigDecimal.valueOf(random.nextInt(1, 1001), 1);
          Quantity close = rules.closing(open, percent);
          assertThat(close).isLessThanOrEqualTo(open);
          assertThat(onStep(rules, close)).isTrue();
          Quantity remainder = open.minus(close);
          assertThat(close.isZero() || remainder.isZero() || rules.tradable(remainder)).isTrue();
          if (!remainder.isZero()) {
            Quantity wanted = open.percent(percent);
            boolean raised =
                close.equals(rules.least()) && wanted.plus(wanted).compareTo(close) >= 0;
            assertThat(raised || close.compareTo(wanted) <= 0).isTrue();
          }
        });
  }

  @Test
  void split_anyTradableQuantity_isOrderedWholeWithinTheBounds() {
    forAll(
        (rules, quantity, _) -> {
          List<Quantity> parts = rules.split(quantity);
          assertThat(parts).allMatch(part -> onStep(rules, part));
          assertThat(parts)
              .allMatch(
                  part ->
                      part.compareTo(rules.marketMin()) >= 0
                          && part.compareTo(rules.marketMax()) <= 0);
          Quantity sum = parts.stream().reduce(Quantity.ZERO, Quantity::plus);
          assertThat(sum.value())
              .isEqualByComparingTo(
                  rules.tradable(quantity) ? rules.floor(quantity).value() : BigDecimal.ZERO);
        });
  }

  private interface Check {
    void check(SymbolRules rules, Quantity quantity, Random random);
  }

  private static void forAll(Check check) {
    Random random = new Random(20251224);
    for (SymbolRules rules : ALL.bySymbol().values()) {
      for (int i = 0; i < QUANTITIES_PER_SYMBOL; i++) {
        Quantity quantity = quantity(rules, random);
        try {
          check.check(rules, quantity, random);
        } catch (AssertionError e) {
          throw new AssertionError(quantity + " under " + rules, e);
        }
      }
    }
  }

  /** From a fraction of a step to five times the largest order, evenly over the magnitudes. */
  private static Quantity quantity(SymbolRules rules, Random random) {
    double least = rules.marketStep().doubleValue() / 2;
    double most = rules.marketMax().asDouble() * 5;
    double value = least * Math.pow(most / least, random.nextDouble());
    return new Quantity(
        BigDecimal.valueOf(value)
            .setScale(random.nextInt(0, rules.marketStep().scale() + 3), RoundingMode.HALF_UP));
  }

  private static boolean onStep(SymbolRules rules, Quantity quantity) {
    return quantity.value().remainder(rules.marketStep()).signum() == 0;
  }
}
