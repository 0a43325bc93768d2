package quantum.cli.screen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import quantum.account.explain.Say;
import quantum.account.json.Json;
import quantum.account.snapshot.Harvests;
import quantum.contracts.ApplyResult;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Executed harvests, a row each. */
public final class HarvestsScreen {
  private static final String NONE = "-";

  private HarvestsScreen() {}

  public static List<String> lines(Harvests harvests, Paint paint) {
    if (harvests.executed().isEmpty()) {
      return List.of("no harvest was executed yet");
    }
    Table table =
        new Table()
            .column("TIME UTC")
            .column("SYMBOL")
            .column("ACTION")
            .figures("LEVEL R")
            .figures("QTY")
            .figures("PRICE")
            .figures("PROFIT USDT")
            .figures("FEES USDT")
            .column("BY");
    BigDecimal profit = BigDecimal.ZERO;
    BigDecimal fees = BigDecimal.ZERO;
    for (ApplyResult it : harvests.executed()) {
      profit = profit.add(it.execution().realizedPnl().orElse(BigDecimal.ZERO));
      fees = fees.add(it.execution().commission().orElse(BigDecimal.ZERO));
      table.row(
          Say.time(it.timestampMillis()).replace("Z", ""),
          it.symbol().name(),
          it.action(),
          it.level().orElse(NONE),
          it.execution().filledQty().toString(),
          it.execution().price().map(Price::toString).orElse(NONE),
          it.execution().realizedPnl().map(Say::number).orElse(NONE),
          it.execution().commission().map(Say::number).orElse(NONE),
          it.source());
    }
    List<String> lines = new ArrayList<>(table.lines(paint));
    lines.add(
        harvests.executed().size()
            + " harvests, together "
            + Say.number(profit)
            + " USDT before fees, "
            + Say.number(fees)
            + " USDT of fees");
    if (harvests.unreadable() > 0) {
      lines.add(harvests.unreadable() + " members of the history are unreadable");
    }
    return lines;
  }

  public static String json(Harvests harvests) {
    ObjectNode root = Json.object().put("unreadable", harvests.unreadable());
    ArrayNode array = root.putArray("harvests");
    harvests.executed().forEach(it -> it.encode().forEach(array.addObject()::put));
    return Json.text(root);
  }
}
