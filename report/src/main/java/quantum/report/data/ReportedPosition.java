package quantum.report.data;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import quantum.kernel.value.Side;

/**
 * How one position went.
 *
 * @param symbol any text: what others exported need not be a symbol of ours
 * @param closedAtMillis of its last close, or when it was last heard of
 * @param entryPrice average of what opened it
 * @param exitPrice average of what closed it; empty where no trade tells it
 * @param initialQty base units, above 0
 * @param entryRisk |entry − first stop| per base unit, above 0; empty if it had no stop
 * @param maxR the best gross R that it stood at (MFE)
 * @param minR the worst gross R that it stood at (MAE)
 * @param stops where its stop stood, in time order
 * @param exitReason why it ended
 * @param regime the market's at its entry; empty if it is not known
 * @param source who opened it
 */
public record ReportedPosition(
    String id,
    String symbol,
    Side side,
    long openedAtMillis,
    long closedAtMillis,
    BigDecimal entryPrice,
    Optional<BigDecimal> exitPrice,
    BigDecimal initialQty,
    Optional<BigDecimal> initialStop,
    Optional<BigDecimal> entryRisk,
    Money money,
    Optional<Double> maxR,
    Optional<Double> minR,
    List<Tranche> tranches,
    List<StopStep> stops,
    String exitReason,
    Optional<String> regime,
    String source) {

  /**
   * @throws IllegalArgumentException naming the position, the field and its value
   */
  public ReportedPosition {
    tranches = List.copyOf(tranches);
    stops = List.copyOf(stops);
    check(id, "closed", closedAtMillis, closedAtMillis >= openedAtMillis, "not before its opening");
    check(id, "initial qty", initialQty, initialQty.signum() > 0, "above 0");
    check(id, "entry risk", entryRisk, entryRisk.filter(r -> r.signum() <= 0).isEmpty(), "above 0");
    check(id, "max R", maxR, maxR.filter(r -> !Double.isFinite(r)).isEmpty(), "a finite number");
    check(id, "min R", minR, minR.filter(r -> !Double.isFinite(r)).isEmpty(), "a finite number");
  }

  private static void check(String id, String field, Object value, boolean holds, String must) {
    if (!holds) {
      throw new IllegalArgumentException(
          "position " + id + ": " + field + " must be " + must + ", was " + value);
    }
  }

  /** USD, after commission and with funding. */
  public BigDecimal net() {
    return money.net();
  }

  /** net / (entry risk · initial quantity); empty without a stop. */
  public Optional<Double> realizedR() {
    return entryRisk.map(
        risk -> net().divide(risk.multiply(initialQty), MathContext.DECIMAL64).doubleValue());
  }

  /** What was kept of the best it stood at: realized R / max R; empty where that is not above 0. */
  public Optional<Double> capture() {
    return maxR.filter(best -> best > 0).flatMap(best -> realizedR().map(r -> r / best));
  }

  /** max R − realized R. */
  public Optional<Double> giveBack() {
    return maxR.flatMap(best -> realizedR().map(r -> best - r));
  }

  /** How long it was held. */
  public long heldMillis() {
    return closedAtMillis - openedAtMillis;
  }

  /**
   * The price of what was closed last: the average exit without the tranches in it. Empty where no
   * trade tells it, or the tranches left nothing.
   */
  public Optional<BigDecimal> lastExit() {
    BigDecimal left = initialQty;
    BigDecimal taken = BigDecimal.ZERO;
    for (Tranche tranche : tranches) {
      if (tranche.fill().isEmpty()) {
        return Optional.empty();
      }
      Fill fill = tranche.fill().get();
      left = left.subtract(fill.qty());
      taken = taken.add(fill.qty().multiply(fill.price()));
    }
    if (left.signum() <= 0) {
      return Optional.empty();
    }
    BigDecimal rest = left;
    BigDecimal sum = taken;
    return exitPrice.map(
        average -> average.multiply(initialQty).subtract(sum).divide(rest, MathContext.DECIMAL64));
  }
}
