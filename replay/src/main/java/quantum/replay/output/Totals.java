package quantum.replay.output;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import quantum.kernel.value.Decimals;
import quantum.replay.journal.Decision;
import quantum.replay.journal.PositionSummary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a backtest comes to.
 *
 * @param won positions that realized more than 0
 * @param cut positions that a hole or the end of the prices ended
 * @param liquidated positions that the exchange closed for want of margin
 * @param refused entries that opened nothing
 * @param realizedPnl of all positions, net of fees, with funding, USDT
 * @param meanR realized, of the positions that have a risk to measure by
 */
public record Totals(
    int positions,
    int won,
    int cut,
    int liquidated,
    int refused,
    BigDecimal realizedPnl,
    OptionalDouble meanR) {

  /**
   * The sums.
   *
   * @param refused entries that opened nothing
   */
  public static Totals of(List<PositionSummary> positions, int refused) {
    BigDecimal pnl =
        positions.stream()
            .map(PositionSummary::realizedPnl)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return new Totals(
        positions.size(),
        (int) positions.stream().filter(p -> p.realizedPnl().signum() > 0).count(),
        (int) positions.stream().filter(PositionSummary::isCutByData).count(),
        (int) positions.stream().filter(PositionSummary::isLiquidated).count(),
        refused,
        pnl,
        positions.stream()
            .flatMap(p -> p.realizedR().stream())
            .mapToDouble(Double::doubleValue)
            .average());
  }

  /** 0 all as asked, 1 something was refused or cut. */
  public int exitCode() {
    return refused == 0 && cut == 0 ? 0 : 1;
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "total        %d positions, %d won, realized %s USDT, mean %s R; %d liquidated, %d ended by"
            + " the data, %d entries refused",
        positions,
        won,
        Decimals.plain(realizedPnl),
        meanR.isPresent() ? String.format(Locale.ROOT, "%.4f", meanR.getAsDouble()) : "-",
        liquidated,
        cut,
        refused);
  }

  ObjectNode node() {
    ObjectNode node =
        JsonMapper.shared()
            .createObjectNode()
            .put("positions", positions)
            .put("won", won)
            .put("realized_pnl", Decision.plain(realizedPnl))
            .put("liquidated", liquidated)
            .put("cut_by_data", cut)
            .put("refused", refused);
    meanR.ifPresent(mean -> node.put("mean_R", mean));
    return node;
  }
}
