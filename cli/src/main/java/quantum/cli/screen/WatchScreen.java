package quantum.cli.screen;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import quantum.account.explain.Say;
import quantum.account.json.AccountJson;
import quantum.account.judge.Finding;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Books;
import quantum.account.snapshot.GroupProgress;
import quantum.account.snapshot.Harvests;
import quantum.account.snapshot.Requests;
import quantum.account.snapshot.Requests.Request;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One look at an account as it lives. */
public final class WatchScreen {
  private static final String NONE = "-";

  private final Account account;
  private final List<Finding> findings;
  private final Books books;
  private final Harvests harvests;
  private final Requests requests;

  public WatchScreen(
      Account account, List<Finding> findings, Books books, Harvests harvests, Requests requests) {
    this.account = account;
    this.findings = findings;
    this.books = books;
    this.harvests = harvests;
    this.requests = requests;
  }

  /**
   * @param heading where this was read from
   */
  public List<String> lines(String heading, Paint paint) {
    List<String> lines =
        new ArrayList<>(new StatusScreen(account, paint).lines(heading, findings, books));
    lines.add("");
    lines.addAll(streams(paint));
    lines.add("");
    lines.addAll(new PositionsScreen(account, paint).lines());
    lines.add("");
    lines.addAll(asked(paint));
    lines.add("");
    lines.addAll(HarvestsScreen.lines(harvests, paint));
    return lines;
  }

  private List<String> streams(Paint paint) {
    Table table =
        new Table()
            .column("STREAM")
            .column("READ BY")
            .figures("LAG entries")
            .figures("PENDING entries");
    for (GroupProgress group : account.groups()) {
      table.row(
          group.stream(),
          group.service(),
          group.lag().isPresent() ? Long.toString(group.lag().getAsLong()) : NONE,
          group.exists() ? Long.toString(group.pending()) : NONE);
    }
    return table.lines(paint);
  }

  private List<String> asked(Paint paint) {
    if (requests.newest().isEmpty()) {
      return List.of("nothing was asked for yet");
    }
    Table table =
        new Table()
            .column("ASKED FOR, UTC")
            .column("SYMBOL")
            .column("INTENT")
            .figures("LEVEL R")
            .figures("STOP")
            .figures("CLOSES %")
            .column("BY");
    for (Request it : requests.newest()) {
      table.row(
          Say.time(it.atMillis()).replace("Z", ""),
          it.exit().symbol().name(),
          it.exit().intentType(),
          it.exit().level().orElse(NONE),
          it.exit().stop().map(Price::toString).orElse(NONE),
          it.exit().closePct().map(BigDecimal::toPlainString).orElse(NONE),
          it.exit().source() + (it.shadow() ? ", shadow" : ""));
    }
    return table.lines(paint);
  }

  /** One line. */
  public String json() {
    ObjectNode root = AccountJson.statusOf(account, findings, books);
    ArrayNode streams = root.putArray("streams");
    for (GroupProgress group : account.groups()) {
      ObjectNode node =
          streams
              .addObject()
              .put("stream", group.stream())
              .put("service", group.service())
              .put("group", group.group())
              .put("exists", group.exists())
              .put("pending", group.pending());
      group.lag().ifPresent(lag -> node.put("lag", lag));
    }
    ArrayNode asked = root.putArray("asked");
    for (Request it : requests.newest()) {
      ObjectNode node = asked.addObject().put("at", it.atMillis()).put("shadow", it.shadow());
      it.exit().encode().forEach(node::put);
    }
    ArrayNode done = root.putArray("harvests");
    harvests.executed().forEach(it -> it.encode().forEach(done.addObject()::put));
    return root.toString();
  }
}
