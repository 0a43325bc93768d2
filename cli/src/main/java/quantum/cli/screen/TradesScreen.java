package quantum.cli.screen;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import quantum.account.explain.Say;
import quantum.account.json.Json;
import quantum.account.judge.TradeFigures;
import quantum.account.snapshot.ClosedTrades;
import quantum.contracts.AssetSums;
import quantum.contracts.ClosedPosition;
import quantum.contracts.StreamCatalog;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Positions that have ended: a row each and what they come to, or as JSON or CSV. */
public final class TradesScreen {
  private static final String NONE = "-";
  private static final String CRLF = "\r\n";

  private TradesScreen() {}

  /**
   * @param shown of them a row each, the newest
   */
  public static List<String> lines(ClosedTrades trades, int shown, Paint paint) {
    if (trades.ended().isEmpty()) {
      return List.of("no position has ended, as far as was asked for");
    }
    Table table =
        new Table()
            .column("CLOSED UTC")
            .column("SYMBOL")
            .column("SIDE")
            .figures("ENTRY")
            .figures("EXIT")
            .figures("NET USD")
            .figures("FEES USD")
            .figures("R")
            .figures("BEST R")
            .column("WHY");
    trades.ended().stream().limit(shown).forEach(one -> row(table, one, paint));
    List<String> lines = new ArrayList<>(table.lines(paint));
    if (shown < trades.ended().size()) {
      lines.add("and " + (trades.ended().size() - shown) + " older ones (--count)");
    }
    lines.addAll(totals(TradeFigures.of(trades.ended())));
    if (trades.unreadable() > 0) {
      lines.add(trades.unreadable() + " members of the list are unreadable");
    }
    return lines;
  }

  private static void row(Table table, ClosedPosition one, Paint paint) {
    String time = Say.time(one.closedAtMillis());
    table.row(
        one.netPnl().signum() < 0 ? paint::doubtful : text -> text,
        time.substring(0, "yyyy-MM-dd HH:mm".length()),
        one.symbol().name(),
        one.side().name(),
        one.entryPrice().toString(),
        one.exitPrice().map(exit -> average(exit, one.entryPrice())).orElse(NONE),
        Say.cents(one.netPnl()),
        Say.cents(one.commission()),
        one.realizedR().map(TradesScreen::r).orElse(NONE),
        one.maxR().map(TradesScreen::r).orElse(NONE),
        one.exitReason() + (one.pending().isEmpty() ? "" : " (not complete)"));
  }

  private static List<String> totals(TradeFigures f) {
    List<String> lines = new ArrayList<>();
    lines.add(
        f.count()
            + (f.count() == 1 ? " trade: " : " trades: ")
            + f.won()
            + " won, "
            + f.lost()
            + " lost ("
            + f.winRate().map(TradesScreen::percent).orElse(NONE)
            + "), profit factor "
            + f.profitFactor().map(TradesScreen::r).orElse(NONE));
    lines.add(
        "net "
            + Say.cents(f.net())
            + " USD = profit "
            + Say.cents(f.profit())
            + " - fees "
            + Say.cents(f.fees())
            + inAssets(f.feeAssets())
            + " + funding "
            + Say.cents(f.funding())
            + inAssets(f.fundingAssets()));
    if (f.withR() > 0) {
      lines.add(
          "R mean "
              + f.meanR().map(TradesScreen::r).orElse(NONE)
              + ", median "
              + f.medianR().map(TradesScreen::r).orElse(NONE)
              + "; kept "
              + f.capture().map(TradesScreen::percent).orElse(NONE)
              + " of the best it stood at, gave back "
              + f.giveBackR().map(TradesScreen::r).orElse(NONE)
              + " R a trade"
              + (f.withR() < f.count() ? " (of the " + f.withR() + " with a stop)" : ""));
    }
    if (f.pending() > 0) {
      lines.add(f.pending() + " not complete: their trades have not come from the exchange");
    }
    return lines.stream().flatMap(line -> Lines.pieces(line, Table.WIDTH).stream()).toList();
  }

  /** What is in other assets than USDT is said. */
  private static String inAssets(AssetSums sums) {
    return sums.byAsset().keySet().stream().allMatch("USDT"::equals)
        ? ""
        : sums.byAsset().entrySet().stream()
            .map(sum -> Say.number(sum.getValue()) + " " + sum.getKey())
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String r(BigDecimal r) {
    return Say.r(r.doubleValue());
  }

  private static String percent(BigDecimal fraction) {
    return Say.percent(fraction.doubleValue());
  }

  /** All of them, decimals as texts, times epoch seconds, and what they come to. */
  public static String json(ClosedTrades trades) {
    ObjectNode root = Json.object().put("unreadable", trades.unreadable());
    TradeFigures f = TradeFigures.of(trades.ended());
    ObjectNode totals = root.putObject("totals");
    totals.put("count", f.count()).put("won", f.won()).put("lost", f.lost());
    totals
        .put("net_pnl", Decimals.plain(f.net()))
        .put("realized_pnl", Decimals.plain(f.profit()))
        .put("commission", Decimals.plain(f.fees()))
        .put("funding", Decimals.plain(f.funding()));
    assets(totals.putObject("commission_assets"), f.feeAssets());
    assets(totals.putObject("funding_assets"), f.fundingAssets());
    put(totals, "win_rate", f.winRate());
    put(totals, "profit_factor", f.profitFactor());
    put(totals, "mean_r", f.meanR());
    put(totals, "median_r", f.medianR());
    put(totals, "capture", f.capture());
    put(totals, "give_back_r", f.giveBackR());
    totals.put("with_r", f.withR()).put("not_complete", f.pending());
    ArrayNode array = root.putArray("trades");
    trades.ended().forEach(one -> one.encode().forEach(array.addObject()::put));
    return Json.text(root);
  }

  private static void assets(ObjectNode node, AssetSums sums) {
    sums.byAsset().forEach((asset, amount) -> node.put(asset, Decimals.plain(amount)));
  }

  private static void put(ObjectNode node, String name, Optional<BigDecimal> figure) {
    figure.ifPresent(value -> node.put(name, Decimals.plain(value)));
  }

  /** As RFC 4180 has it: a head, lines that end in CR LF, quotes where there must be some. */
  public static String csv(ClosedTrades trades) {
    Set<String> head =
        StreamCatalog.POSITION_CLOSED.fields().stream()
            .map(field -> field.name())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    StringBuilder text = new StringBuilder(String.join(",", head)).append(CRLF);
    for (ClosedPosition one : trades.ended()) {
      Map<String, String> fields = one.encode();
      text.append(
              head.stream()
                  .map(name -> quoted(fields.getOrDefault(name, "")))
                  .collect(Collectors.joining(",")))
          .append(CRLF);
    }
    return text.toString();
  }

  private static String quoted(String value) {
    return value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + value.replace("\"", "\"\"") + '"'
        : value;
  }

  /** An average has any number of decimals: two more than a price of the symbol say enough. */
  private static String average(Price exit, Price entry) {
    int scale = Math.max(0, entry.value().stripTrailingZeros().scale()) + 2;
    return Decimals.plain(exit.value().setScale(scale, RoundingMode.HALF_EVEN));
  }
}
