package quantum.kernel.position;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** Positions as tests need them. */
public final class Positions {
  /** When they were opened. */
  public static final long OPENED_AT = 1_700_000_000_000L;

  private static final Symbol SYMBOL = Symbol.of("TESTUSDT");

  private Positions() {}

  /** One unit without a tick, targets or ATR; its entry risk is its distance to the stop. */
  public static Position of(Side side, String entry, String stop) {
    return of(side, "1", entry, stop, Optional.empty(), Optional.empty());
  }

  public static Position of(
      Side side,
      String qty,
      String entry,
      String stop,
      Optional<BigDecimal> tick,
      Optional<BigDecimal> atr) {
    Opening opening =
        new Opening(
            SYMBOL,
            new PositionId("p1"),
            Optional.of(Price.of(stop)),
            Optional.empty(),
            List.of(),
            List.of(),
            Leverage.NONE,
            atr,
            tick);
    return open(side, qty, entry, opening);
  }

  /** Without a stop, so without a known risk. */
  public static Position bare(Side side, String entry) {
    return open(side, "1", entry, Opening.bare(SYMBOL, new PositionId("p1")));
  }

  public static Opening opening(String id) {
    return Opening.bare(SYMBOL, new PositionId(id));
  }

  public static PositionEvent.Fill fill(
      OrderSide side, String qty, String price, boolean reduceOnly) {
    return new PositionEvent.Fill(
        side, Quantity.of(qty), Price.of(price), reduceOnly, OPENED_AT + 1000);
  }

  private static Position open(Side side, String qty, String entry, Opening opening) {
    PositionEvent.Fill fill =
        new PositionEvent.Fill(side.opening(), Quantity.of(qty), Price.of(entry), false, OPENED_AT);
    return PositionFold.fill(Optional.empty(), fill, opening).after().orElseThrow();
  }
}
