package quantum.replay.trades;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import java.util.OptionalLong;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/**
 * A position as its trader closed it.
 *
 * @param line where it begins in the file
 * @param openedMillis the first fill, epoch milliseconds
 * @param enteredMillis the last fill that made it larger before it was first made smaller
 * @param closedMillis the last fill; empty where it is not known
 * @param entry average of all fills that made it larger
 * @param exit average of all that made it smaller
 * @param qty everything that was opened, base units
 * @param stop its first stop, where the file knows it
 * @param profit before fees, quote currency
 * @param fees in US dollars or an asset that counts as such; negative is a rebate
 * @param funding what it was paid, negative if it paid; 0 where the file says none
 * @param adds fills that made it larger after it had been made smaller
 */
public record OwnPosition(
    long line,
    Symbol symbol,
    Side side,
    long openedMillis,
    long enteredMillis,
    OptionalLong closedMillis,
    Price entry,
    Price exit,
    Quantity qty,
    Optional<Price> stop,
    BigDecimal profit,
    BigDecimal fees,
    BigDecimal funding,
    int adds) {

  /** After all costs that the file knows, quote currency. */
  public BigDecimal realized() {
    return profit.subtract(fees).add(funding);
  }

  /**
   * Realized R: {@link #realized()} / (risk · qty).
   *
   * @param riskPerUnit quote currency per base unit, &gt; 0
   */
  public double realizedR(BigDecimal riskPerUnit) {
    return realized()
        .divide(riskPerUnit.multiply(qty.value()), MathContext.DECIMAL64)
        .doubleValue();
  }

  /** |entry − stop|; where the file knows no stop, that fraction of the entry. */
  public BigDecimal riskPerUnit(BigDecimal stopFraction) {
    return stop.map(it -> it.value().subtract(entry.value()).abs())
        .filter(it -> it.signum() > 0)
        .orElseGet(() -> entry.value().multiply(stopFraction));
  }
}
