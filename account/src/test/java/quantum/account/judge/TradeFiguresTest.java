package quantum.account.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quantum.contracts.ClosedPosition;
import quantum.contracts.Decoded;

class TradeFiguresTest {
  /** A LONG of 1 at 100 with a risk of 10, so that 10 USD are 1 R. */
  private static ClosedPosition trade(String profit, String fee, String funding, String peak) {
    Map<String, String> fields =
        new TreeMap<>(
            Map.of(
                "position_id", "p1",
                "symbol", "BTCUSDT",
                "side", "LONG",
                "opened_at", "1",
                "closed_at", "2",
                "entry_price", "100",
                "initial_qty", "1",
                "entry_risk", "10",
                "realized_pnl", profit,
                "commission", fee));
    fields.putAll(Map.of("funding", funding, "peak_price", peak, "trough_price", "100"));
    return ((Decoded.Ok<ClosedPosition>) ClosedPosition.decode(fields)).value();
  }

  @Test
  void figures_areAfterAllCosts() {
    TradeFigures f =
        TradeFigures.of(
            List.of(
                trade("21", "1", "0", "130"), // +2 R of 3
                trade("0.5", "1", "0.5", "105"), // 0 of 0.5: neither won nor lost
                trade("0.5", "1", "-0.5", "100"), // −0.1, a loss by its costs; never stood better
                trade("-9", "1", "0", "110"))); // −1 of 1
    assertThat(f.count()).isEqualTo(4);
    assertThat(f.won()).isEqualTo(1);
    assertThat(f.lost()).isEqualTo(2);
    assertThat(f.net()).isEqualByComparingTo("9");
    assertThat(f.winRate()).contains(new BigDecimal("0.2500"));
    assertThat(f.profitFactor()).contains(new BigDecimal("1.8182")); // 20 / 11
    assertThat(f.meanR()).contains(new BigDecimal("0.2250"));
    assertThat(f.medianR()).contains(new BigDecimal("-0.0500"));
    assertThat(f.capture()).contains(new BigDecimal("0.2222")); // (2 + 0 − 1) / (3 + 0.5 + 1)
    assertThat(f.giveBackR()).contains(new BigDecimal("1.1667"));
  }

  @Test
  void nothing_andOnlyWins_haveNoFactor() {
    assertThat(TradeFigures.of(List.of()).winRate()).isEmpty();
    assertThat(TradeFigures.of(List.of()).medianR()).isEmpty();
    TradeFigures won = TradeFigures.of(List.of(trade("10", "0", "0", "120")));
    assertThat(won.profitFactor()).isEmpty();
    assertThat(won.medianR()).contains(new BigDecimal("1.0000"));
  }
}
