package quantum.harvestproposal.decide;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import quantum.kernel.kill.KillMemory;
import quantum.kernel.position.Excursion;
import quantum.kernel.position.Position;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * The example position of SPEC §6: LONG at 100 for symbols containing BTC, else 50; price +5 %,
 * stop −2 %, one hour old, one base unit.
 */
public final class Synthetic {
  private static final BigDecimal GAIN = new BigDecimal("1.05");
  private static final BigDecimal RISK = new BigDecimal("0.02");
  private static final long AGE_MILLIS = 3_600_000;
  private static final Quantity ONE = Quantity.of("1");

  private Synthetic() {}

  /**
   * @param nowMillis event time that its age is counted back from
   */
  public static Subject of(Symbol symbol, long nowMillis) {
    Price entry = Price.of(symbol.name().contains("BTC") ? "100" : "50");
    BigDecimal risk = entry.value().multiply(RISK);
    Position position =
        new Position(
            symbol,
            Side.LONG,
            new PositionId("synthetic"),
            ONE,
            ONE,
            entry,
            Optional.of(risk),
            Optional.of(new Price(entry.value().subtract(risk))),
            Optional.empty(),
            List.of(),
            List.of(),
            Leverage.NONE,
            Optional.empty(),
            nowMillis - AGE_MILLIS,
            0,
            Optional.empty());
    return new Subject(
        position,
        FoundIn.SYNTHETIC,
        Excursion.at(new Price(entry.value().multiply(GAIN))),
        nowMillis,
        KillMemory.NONE);
  }
}
