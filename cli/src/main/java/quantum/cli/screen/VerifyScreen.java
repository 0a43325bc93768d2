package quantum.cli.screen;

import java.util.ArrayList;
import java.util.List;
import quantum.account.json.Json;
import quantum.account.judge.Finding;
import quantum.account.judge.Trades;
import quantum.account.judge.Trades.Tally;
import quantum.account.snapshot.Account;
import quantum.contracts.OpenPosition;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was verified, with what was done and what is open. */
public final class VerifyScreen {
  private final Account account;
  private final List<Finding> findings;
  private final Trades trades;

  public VerifyScreen(Account account, List<Finding> findings, Trades trades) {
    this.account = account;
    this.findings = findings;
    this.trades = trades;
  }

  public List<String> lines(long minutes, Paint paint) {
    List<String> lines = new ArrayList<>(FindingsScreen.lines(findings, paint));
    lines.add("");
    lines.add("Plans by action and source, last " + minutes + " min");
    Table plans = new Table().figures("COUNT").column("ACTION").column("SOURCE");
    trades
        .plansByAction()
        .forEach(it -> plans.row(count(it), it.words().get(0), it.words().get(1)));
    lines.addAll(plans.lines(paint));
    lines.add("Results by action, status and reason");
    Table results = new Table().figures("COUNT").column("ACTION").column("STATUS").column("REASON");
    trades
        .resultsByAction()
        .forEach(
            it -> results.row(count(it), it.words().get(0), it.words().get(1), it.words().get(2)));
    lines.addAll(results.lines(paint));
    lines.add("Open positions");
    lines.addAll(new PositionsScreen(account, paint).lines());
    return lines;
  }

  private static String count(Tally tally) {
    return Integer.toString(tally.count());
  }

  public String json(String namespace, long minutes) {
    ObjectNode root = Json.object().put("namespace", namespace).put("minutes", minutes);
    FindingsScreen.write(root, findings);
    tallies(root.putArray("plans"), trades.plansByAction(), List.of("action", "source"));
    tallies(
        root.putArray("results"), trades.resultsByAction(), List.of("action", "status", "error"));
    ArrayNode positions = root.putArray("positions");
    account
        .holdings()
        .forEach(
            holding ->
                holding
                    .position()
                    .value()
                    .ifPresent(open -> position(positions.addObject(), open, holding)));
    return Json.text(root);
  }

  private static void position(
      ObjectNode node, OpenPosition open, quantum.account.snapshot.Holding holding) {
    var p = open.position();
    node.put("symbol", p.symbol().name()).put("side", p.side().name());
    node.put("qty", p.qty().value()).put("entry_price", p.entry().value());
    p.stop().ifPresent(stop -> node.put("stop_loss", stop.value()));
    holding
        .evaluation()
        .value()
        .ifPresent(
            it ->
                node.put("current_price", it.current().value())
                    .put("R_net", it.rNet())
                    .put("kill_score", it.killScore()));
    node.put("harvested", String.join(",", open.harvested()));
    node.put("source", open.source()).put("position_id", p.id().value());
  }

  private static void tallies(ArrayNode array, List<Tally> tallies, List<String> names) {
    for (Tally tally : tallies) {
      ObjectNode node = array.addObject();
      for (int i = 0; i < names.size(); i++) {
        node.put(names.get(i), tally.words().get(i));
      }
      node.put("count", tally.count());
    }
  }
}
