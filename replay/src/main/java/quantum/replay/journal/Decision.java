package quantum.replay.journal;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One thing that was decided and what became of it.
 *
 * @param timeMillis event time, epoch milliseconds
 * @param side of the position
 * @param price of the fill, or that it was decided at
 * @param rNet net R at which it was decided
 * @param killScore 0 to 1, at which it was decided
 * @param action ENTRY, PARTIAL_25 …, FULL_CLOSE_PROPOSED, PROFIT_LOCK_SL, EXCHANGE_STOP …, or the
 *     code of a skip
 * @param qty base units that changed hands; empty for a stop move or a skip
 * @param stop the new stop of a stop move, the first stop of an entry
 * @param reason of the plan, or of what was refused
 */
public record Decision(
    long timeMillis,
    Symbol symbol,
    Optional<Side> side,
    Optional<Price> price,
    Optional<Double> rNet,
    Optional<Double> killScore,
    String action,
    Optional<Quantity> qty,
    Optional<Price> stop,
    String reason) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The same for another reason. */
  public Decision because(String why) {
    return new Decision(timeMillis, symbol, side, price, rNet, killScore, action, qty, stop, why);
  }

  /** One JSON object in one line; numbers that are prices or quantities keep their decimals. */
  public String json() {
    return node().toString();
  }

  /** The same object to put into another one. */
  public ObjectNode node() {
    ObjectNode node = JSON.createObjectNode().put("time_ms", timeMillis);
    node.put("symbol", symbol.name());
    side.ifPresent(value -> node.put("side", value.name()));
    price.ifPresent(value -> node.put("price", plain(value.value())));
    rNet.ifPresent(value -> node.put("R_net", rounded(value)));
    killScore.ifPresent(value -> node.put("kill_score", rounded(value)));
    node.put("action", action);
    qty.ifPresent(value -> node.put("qty", plain(value.value())));
    stop.ifPresent(value -> node.put("stop", plain(value.value())));
    return node.put("reason", reason);
  }

  /** The same number always looks the same, however it was computed. */
  public static BigDecimal plain(BigDecimal value) {
    return new BigDecimal(Decimals.plain(value));
  }

  /** One line for a terminal. */
  public String text() {
    return String.format(
            Locale.ROOT,
            "%s  %-12s %-5s %-20s price=%s R=%s K=%s qty=%s stop=%s  %s",
            java.time.Instant.ofEpochMilli(timeMillis),
            symbol,
            side.map(Side::name).orElse("-"),
            action,
            price.map(Price::toString).orElse("-"),
            rNet.map(value -> String.format(Locale.ROOT, "%.2f", value)).orElse("-"),
            killScore.map(value -> String.format(Locale.ROOT, "%.3f", value)).orElse("-"),
            qty.map(Quantity::toString).orElse("-"),
            stop.map(Price::toString).orElse("-"),
            reason)
        .stripTrailing();
  }

  private static double rounded(double value) {
    return Math.round(value * 1e6) / 1e6;
  }
}
