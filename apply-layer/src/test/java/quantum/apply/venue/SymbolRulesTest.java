package quantum.apply.venue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Symbol;

class SymbolRulesTest {
  private static final SymbolRules RIVER = rules("0.01", "0.01", "120");

  @Test
  void closing_workedExample_floorsToTheStep() {
    // SPEC §7: 75 % of 1.83 at step 0.01
    assertThat(RIVER.closing(Quantity.of("1.83"), percent(75))).hasToString("1.37");
  }

  @Test
  void closing_partBelowOneStep_isZero() {
    assertThat(RIVER.closing(Quantity.of("0.03"), percent(25)).isZero()).isTrue();
  }

  @Test
  void closing_remainderBelowTheLeastOrder_closesTheWhole() {
    SymbolRules rules = rules("0.01", "0.10", "120");
    assertThat(rules.closing(Quantity.of("0.35"), percent(75))).hasToString("0.35");
  }

  @Test
  void closing_partBelowTheLeastOrder_isRaisedToItIfHalfOfItWasWanted() {
    SymbolRules rules = rules("1", "10", "120");
    assertThat(rules.closing(Quantity.of("20"), percent(25))).hasToString("10");
    assertThat(rules.closing(Quantity.of("39"), percent(25))).hasToString("10");
    assertThat(rules.closing(Quantity.of("19"), percent(25)).isZero()).isTrue();
    assertThat(rules.closing(Quantity.of("100"), percent(4)).isZero()).isTrue();
    assertThat(rules("1", "9", "120").closing(Quantity.of("18"), percent(25))).hasToString("9");
  }

  @Test
  void closing_raisedPartLeavesNothingTradable_closesTheWhole() {
    SymbolRules rules = rules("1", "10", "120");
    assertThat(rules.closing(Quantity.of("15"), percent(50))).hasToString("15");
    assertThat(rules.closing(Quantity.of("8"), percent(75))).hasToString("8");
    assertThat(rules.closing(Quantity.of("8"), percent(100))).hasToString("8");
  }

  @Test
  void closing_remainderIsNothing_closesTheWhole() {
    assertThat(RIVER.closing(Quantity.of("1.83"), percent(100))).hasToString("1.83");
  }

  @Test
  void split_aboveTheLargestOrder_fillsWholeOrdersFirst() {
    assertThat(RIVER.split(Quantity.of("250.017")))
        .extracting(Quantity::toString)
        .containsExactly("120", "120", "10.01");
  }

  @Test
  void split_restBelowTheLeastOrder_isSharedWithThePartBefore() {
    SymbolRules rules = rules("1", "5", "10");
    assertThat(rules.split(Quantity.of("12")))
        .extracting(Quantity::toString)
        .containsExactly("7", "5");
  }

  @Test
  void split_belowTheLeastOrder_isEmpty() {
    assertThat(rules("1", "5", "10").split(Quantity.of("4"))).isEmpty();
  }

  @Test
  void constructor_stepOfZero_namesTheSymbol() {
    assertThatThrownBy(() -> rules("0", "1", "2"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RIVERUSDT");
  }

  private static SymbolRules rules(String step, String min, String max) {
    return new SymbolRules(
        Symbol.of("RIVERUSDT"),
        SymbolRules.TRADING,
        new BigDecimal(step),
        Quantity.of(min),
        Quantity.of(max),
        new BigDecimal("0.001"),
        new BigDecimal("5"));
  }

  private static BigDecimal percent(int percent) {
    return BigDecimal.valueOf(percent);
  }
}
