package quantum.cli.practice;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.contracts.EntryFeatures;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.contracts.TradeIntent;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * One entry of the practice.
 *
 * @param stopPercent its stop's distance from the entry, percent; a near one is a small R, so that
 *     the first levels are soon reached
 */
public record PracticeEntry(Symbol symbol, Side side, BigDecimal stopPercent) {
  private static final BigDecimal MARGIN_USD = new BigDecimal("300");
  private static final Leverage LEVERAGE = new Leverage(10);
  private static final BigDecimal NEAR = new BigDecimal("0.4");

  /**
   * For the shipped prices, all at the same minute: four whose way goes up at once, and one against
   * it, which its stop ends. That belongs to it, too.
   */
  public static final List<PracticeEntry> RECORDED =
      List.of(
          of("ENAUSDT", Side.LONG, NEAR),
          of("ETHUSDT", Side.LONG, NEAR),
          of("SOLUSDT", Side.LONG, NEAR),
          of("SUIUSDT", Side.LONG, NEAR),
          of("LAYERUSDT", Side.SHORT, new BigDecimal("0.8")));

  /** What is always traded: nobody knows where they go. */
  public static final List<PracticeEntry> LIVE =
      List.of(
          of("BTCUSDT", Side.LONG, new BigDecimal("0.2")),
          of("ETHUSDT", Side.SHORT, new BigDecimal("0.2")));

  private static PracticeEntry of(String symbol, Side side, BigDecimal stopPercent) {
    return new PracticeEntry(Symbol.of(symbol), side, stopPercent);
  }

  TradeIntent.Entry intent(long nowMillis) {
    return new TradeIntent.Entry(
        symbol,
        side,
        new EntrySize.Margin(MARGIN_USD, LEVERAGE),
        LEVERAGE,
        Optional.empty(),
        EntryLevels.NONE,
        Optional.of(stopPercent),
        Optional.empty(),
        EntryFeatures.NONE,
        false,
        "practice",
        nowMillis);
  }
}
