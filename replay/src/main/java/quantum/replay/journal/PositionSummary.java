package quantum.replay.journal;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quantum.contracts.ApplyResult;
import quantum.contracts.PlanAction;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How one position went.
 *
 * @param id of the plan that opened it
 * @param openedAtMillis event time of its entry, epoch milliseconds
 * @param lastMillis event time of its last fill, epoch milliseconds
 * @param initialQty base units that were opened
 * @param entryRisk |entry − first stop| per base unit; empty if it had no stop
 * @param realizedPnl net of commission, with funding, USDT
 * @param realizedR realizedPnl / (entryRisk · initial quantity)
 * @param openQty what is left of it, base units
 * @param maxR the best gross R that the prices reached while it was open
 * @param minR the worst gross R; empty where only the four prices of a bar are looked at
 * @param funding what it was paid, USDT, in {@code realizedPnl}; negative if it paid
 * @param tranches actions of the partial closes, in order
 * @param exitReason action of the last close; OPEN while something is left
 */
public record PositionSummary(
    PositionId id,
    Symbol symbol,
    Side side,
    long openedAtMillis,
    long lastMillis,
    Price entry,
    Quantity initialQty,
    Optional<BigDecimal> entryRisk,
    BigDecimal realizedPnl,
    Optional<Double> realizedR,
    Quantity openQty,
    Optional<Double> maxR,
    Optional<Double> minR,
    BigDecimal funding,
    List<String> tranches,
    String exitReason) {
  /** Exit reason of what is still open. */
  public static final String OPEN = "OPEN";

  private static final String EXCHANGE_STOP = "EXCHANGE_STOP";
  private static final String STOP_HIT = "STOP_HIT";

  private static final String DATA_GAP = "DATA_GAP";
  private static final String DATA_END = "DATA_END";
  private static final String LIQUIDATED = "LIQUIDATED";

  /** Whether nothing is left of it. */
  public boolean isClosed() {
    return !exitReason.equals(OPEN);
  }

  /** The gross R that {@code price} stands for; empty without a stop. */
  Optional<Double> rAt(BigDecimal price) {
    double move = price.subtract(entry.value()).doubleValue() * side.direction();
    return entryRisk.map(risk -> move / risk.doubleValue() + 0.0); // nobody is at -0.00 R
  }

  /** Whether its stop closed it, at the exchange or by our own watch. */
  public boolean isStopped() {
    return isStoppedAtExchange() || exitReason.equals(STOP_HIT);
  }

  /** Whether the stop that rests at the exchange closed it. */
  public boolean isStoppedAtExchange() {
    return exitReason.equals(EXCHANGE_STOP);
  }

  /** Whether its prices ended before it did: it is valued there. */
  public boolean isCutByData() {
    return exitReason.equals(DATA_GAP) || exitReason.equals(DATA_END) || exitReason.equals(OPEN);
  }

  /** Whether it was open when its prices ended. */
  public boolean isCutAtEnd() {
    return exitReason.equals(DATA_END);
  }

  /** Whether the exchange closed it for want of margin. */
  public boolean isLiquidated() {
    return exitReason.equals(LIQUIDATED);
  }

  /** Whether the kill score closed it. */
  public boolean isKilled() {
    return exitReason.equals(PlanAction.FULL_CLOSE_PROPOSED.name());
  }

  /** Realized R with what is still open valued at {@code last}; empty without a stop. */
  public Optional<Double> finalR(BigDecimal last) {
    double open = openQty.value().doubleValue() / initialQty.value().doubleValue();
    return realizedR.flatMap(done -> rAt(last).map(r -> done + r * open));
  }

  /** With what its path met, and the funding it paid. */
  PositionSummary with(Extremes path) {
    BigDecimal best = side == Side.LONG ? path.highest() : path.lowest();
    BigDecimal worst = side == Side.LONG ? path.lowest() : path.highest();
    BigDecimal pnl = realizedPnl.add(path.funding()).add(path.insurance());
    return new PositionSummary(
        id,
        symbol,
        side,
        openedAtMillis,
        lastMillis,
        entry,
        initialQty,
        entryRisk,
        pnl,
        Builder.inR(pnl, entryRisk, initialQty),
        openQty,
        rAt(best),
        rAt(worst),
        path.funding(),
        tranches,
        exitReason);
  }

  PositionSummary withMaxR(Optional<Double> best) {
    return new PositionSummary(
        id,
        symbol,
        side,
        openedAtMillis,
        lastMillis,
        entry,
        initialQty,
        entryRisk,
        realizedPnl,
        realizedR,
        openQty,
        best,
        minR,
        funding,
        tranches,
        exitReason);
  }

  /** As one JSON object. */
  public ObjectNode node() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("symbol", symbol.name())
        .put("side", side.name())
        .put("opened_ms", openedAtMillis)
        .put("last_ms", lastMillis)
        .put("entry", Decision.plain(entry.value()))
        .put("qty", Decision.plain(initialQty.value()))
        .put("realized_pnl", Decision.plain(realizedPnl));
    realizedR.ifPresent(value -> node.put("realized_R", value));
    maxR.ifPresent(value -> node.put("max_R", value));
    minR.ifPresent(value -> node.put("min_R", value));
    if (funding.signum() != 0) {
      node.put("funding", Decision.plain(funding));
    }
    ArrayNode taken = node.putArray("tranches");
    tranches.forEach(taken::add);
    return node.put("exit_reason", exitReason);
  }

  static final class Builder {
    private final PositionId id;
    private final Symbol symbol;
    private final Side side;
    private final List<String> tranches = new ArrayList<>();
    private Optional<Price> entry = Optional.empty();
    private Quantity initial = Quantity.ZERO;
    private Optional<BigDecimal> risk = Optional.empty();
    private Quantity open = Quantity.ZERO;
    private BigDecimal pnl = BigDecimal.ZERO;
    private long openedAt;
    private long last;
    private String exit = OPEN;

    Builder(PositionId id, Symbol symbol, Side side) {
      this.id = id;
      this.symbol = symbol;
      this.side = side;
    }

    void add(ApplyResult result, Decision decision) {
      last = result.timestampMillis();
      open = result.positionQtyAfter().orElse(open);
      book(result);
      if (!result.reduceOnly()) {
        openedAt = last;
        entry = result.entryPrice().or(() -> result.execution().price());
        initial = initial.plus(result.execution().filledQty());
        risk =
            result
                .levels()
                .stopLoss()
                .flatMap(stop -> entry.map(e -> e.value().subtract(stop.value()).abs()))
                .filter(distance -> distance.signum() > 0);
        return;
      }
      if (result.positionQtyAfter().filter(Quantity::isZero).isPresent()) {
        exit = decision.action();
      }
      if (decision.action().startsWith("PARTIAL")) {
        tranches.add(decision.action());
      }
    }

    /** Profit and fees alone. */
    void book(ApplyResult result) {
      pnl =
          pnl.add(result.execution().realizedPnl().orElse(BigDecimal.ZERO))
              .subtract(result.execution().commission().orElse(BigDecimal.ZERO));
    }

    /** Empty if its entry was not seen: a position that was there before. */
    Optional<PositionSummary> build() {
      return entry.map(this::build);
    }

    static Optional<Double> inR(BigDecimal pnl, Optional<BigDecimal> risk, Quantity initial) {
      return risk.filter(_ -> !initial.isZero())
          .map(r -> pnl.divide(r.multiply(initial.value()), MathContext.DECIMAL64))
          .map(BigDecimal::doubleValue);
    }

    private PositionSummary build(Price entered) {
      Optional<Double> realizedR = inR(pnl, risk, initial);
      return new PositionSummary(
          id,
          symbol,
          side,
          openedAt,
          last,
          entered,
          initial,
          risk,
          pnl,
          realizedR,
          open,
          Optional.empty(),
          Optional.empty(),
          BigDecimal.ZERO,
          List.copyOf(tranches),
          exit);
    }
  }
}
