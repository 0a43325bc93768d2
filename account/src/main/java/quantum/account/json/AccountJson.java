package quantum.account.json;

import java.math.BigDecimal;
import java.util.List;
import quantum.account.judge.Finding;
import quantum.account.judge.TradeFigures;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Books;
import quantum.account.snapshot.ClosedTrades;
import quantum.account.snapshot.Holding;
import quantum.account.snapshot.LedgerSums;
import quantum.account.snapshot.SuiteService;
import quantum.account.snapshot.Turns;
import quantum.account.snapshot.Withheld;
import quantum.contracts.Halt;
import quantum.contracts.HealthRecord;
import quantum.kernel.value.Decimals;
import quantum.runtime.snapshot.Found;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An account as one JSON object: prices and quantities decimal texts, times epoch milliseconds.
 * What this user may not read is {@code {"withheld": true}}, what is garbled {@code {"unreadable":
 * why}}.
 */
public final class AccountJson {
  private AccountJson() {}

  public static String status(Account account, List<Finding> findings, Books books) {
    return Json.text(statusOf(account, findings, books));
  }

  public static ObjectNode statusOf(Account account, List<Finding> findings, Books books) {
    ObjectNode root = Json.object();
    root.put("read_at", account.readAtMillis());
    root.put("kill_switch", account.kill().name().toLowerCase(java.util.Locale.ROOT));
    hand(root, account);
    ObjectNode services = root.putObject("services");
    account
        .services()
        .forEach((service, found) -> service(services.putObject(service.id()), account, service));
    account.limits().value().ifPresent(it -> it.encode().forEach(root.putObject("limits")::put));
    endedToday(root.putObject("ended_today"), books);
    ledgers(root.putObject("ledgers"), books.ledgers());
    positions(root, account);
    findings(root.putArray("findings"), findings);
    return root;
  }

  private static void endedToday(ObjectNode node, Books books) {
    ClosedTrades ended = books.endedToday();
    node.put("since", books.dayMillis());
    if (!ended.withheld().isEmpty()) {
      node.put("withheld", true);
      return;
    }
    if (ended.unknown().isPresent()) {
      node.put("unreadable", ended.unknown().get());
      return;
    }
    TradeFigures figures = TradeFigures.of(ended.ended());
    node.put("count", figures.count())
        .put("not_complete", figures.pending())
        .put("unreadable_members", ended.unreadable());
    sums(node, figures.net(), figures.profit(), figures.fees(), figures.funding());
  }

  private static void ledgers(ObjectNode node, LedgerSums ledgers) {
    if (!ledgers.withheld().isEmpty()) {
      node.put("withheld", true);
      return;
    }
    node.put("count", ledgers.ledgers());
    ledgers.unreadable().forEach(node.putArray("unreadable_symbols")::add);
    sums(node, ledgers.net(), ledgers.gross(), ledgers.commission(), ledgers.funding());
  }

  /**
   * The names are of neither hash: what one of them calls realized is gross, the other's is net.
   */
  private static void sums(
      ObjectNode node, BigDecimal net, BigDecimal gross, BigDecimal fees, BigDecimal funding) {
    node.put("unit", "USD")
        .put("net_pnl", Decimals.plain(net))
        .put("gross_pnl", Decimals.plain(gross))
        .put("commission", Decimals.plain(fees))
        .put("funding", Decimals.plain(funding));
  }

  public static String positions(Account account) {
    ObjectNode root = Json.object();
    root.put("read_at", account.readAtMillis());
    hand(root, account);
    positions(root, account);
    return Json.text(root);
  }

  /** Halt, pauses and an order to close everything. */
  public static void hand(ObjectNode root, Account account) {
    long now = account.readAtMillis();
    if (Withheld.is(account.hand().halt())) {
      root.putObject("halt").put("withheld", true);
    }
    account.hand().haltAt(now).ifPresent(halt -> halt(root.putObject("halt"), halt));
    ObjectNode paused = root.putObject("paused");
    account.hand().pausesAt(now).forEach((symbol, pause) -> halt(paused.putObject(symbol), pause));
    account.hand().flatten().value().ifPresent(order -> ActJson.flatten(root, order));
  }

  static void halt(ObjectNode node, Halt halt) {
    node.put("reason", halt.reason()).put("by", halt.by());
    if (halt.sinceMillis() > 0) {
      node.put("since", halt.sinceMillis());
    }
    halt.untilMillis().ifPresent(until -> node.put("until", until));
  }

  public static void findings(ArrayNode array, List<Finding> findings) {
    for (Finding finding : findings) {
      ObjectNode node =
          array
              .addObject()
              .put("name", finding.about())
              .put("verdict", finding.verdict().name())
              .put("evidence", finding.says());
      finding.mend().ifPresent(command -> node.put("mend", command));
    }
  }

  /** A service's sign of life, and which instance of it acts. */
  public static void service(ObjectNode node, Account account, SuiteService service) {
    health(node, account.services().getOrDefault(service, Found.absent()));
    turn(node, account.turns(), service);
  }

  private static void health(ObjectNode node, Found<HealthRecord> found) {
    unusable(node, found);
    found.value().ifPresent(health -> health.encode().forEach(node::put));
  }

  /** Who acts, and who waits to take its place: left out where there is none. */
  private static void turn(ObjectNode node, Turns turns, SuiteService service) {
    turns.lease(service).ifPresent(lease -> lease.encode().forEach(node.putObject("lease")::put));
    turns
        .standby(service)
        .ifPresent(standby -> standby.encode().forEach(node.putObject("standby")::put));
  }

  private static void positions(ObjectNode root, Account account) {
    account.unlisted().ifPresent(why -> root.put("positions_unknown", why));
    ArrayNode positions = root.putArray("positions");
    for (Holding holding : account.holdings()) {
      ObjectNode node = positions.addObject().put("symbol", holding.symbol().name());
      unusable(node, holding.position());
      holding
          .position()
          .value()
          .ifPresent(
              open -> {
                open.encode().forEach(node::put);
                holding.account().encode().forEach(node::put);
                node.put("side", open.position().side().name());
                account
                    .liquidation(open)
                    .ifPresent(at -> node.put("liquidation_price", at.toString()));
              });
      holding
          .evaluation()
          .value()
          .ifPresent(it -> it.encode().forEach(node.putObject("evaluation")::put));
      holding
          .ticker()
          .value()
          .ifPresent(
              it ->
                  node.put("price", it.markPrice().toString())
                      .put("price_age_ms", account.readAtMillis() - it.receivedAtMillis()));
    }
  }

  private static void unusable(ObjectNode node, Found<?> found) {
    if (Withheld.is(found)) {
      node.put("withheld", true);
    } else {
      found.garbled().ifPresent(why -> node.put("unreadable", why));
    }
  }
}
