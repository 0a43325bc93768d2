package quantum.console.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import quantum.account.explain.Explanation;
import quantum.account.explain.Level;
import quantum.account.explain.StopStep;
import quantum.account.json.Json;
import quantum.account.snapshot.Account;
import quantum.account.snapshot.Holding;
import quantum.console.model.Facts;
import quantum.console.model.Outlook;
import quantum.contracts.Evaluation;
import quantum.contracts.OpenPosition;
import quantum.contracts.StopState;
import quantum.kernel.position.Position;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Price;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row for each open position, by symbol. Prices and quantities are decimal texts, R, K and
 * percents numbers, times epoch milliseconds; what is not known is left out.
 */
public final class PositionRows {
  private PositionRows() {}

  public static SequencedMap<String, String> of(Facts facts) {
    SequencedMap<String, String> rows = new LinkedHashMap<>();
    for (Outlook outlook : facts.positions()) {
      rows.put(outlook.holding().symbol().name(), row(facts.account(), outlook).toString());
    }
    return rows;
  }

  private static ObjectNode row(Account account, Outlook outlook) {
    Holding holding = outlook.holding();
    ObjectNode node = Json.object().put("symbol", holding.symbol().name());
    holding.position().garbled().ifPresent(why -> node.put("unreadable", why));
    holding
        .position()
        .value()
        .ifPresent(open -> position(node, open, outlook, account.liquidation(open)));
    Optional.ofNullable(
            account.hand().pausesAt(account.readAtMillis()).get(holding.symbol().name()))
        .ifPresent(pause -> node.put("paused", pause.inWords()));
    return node;
  }

  private static void position(
      ObjectNode node, OpenPosition open, Outlook outlook, Optional<Price> liquidation) {
    Holding holding = outlook.holding();
    Position position = open.position();
    node.put("id", position.id().value())
        .put("side", position.side().name())
        .put("qty", position.qty().toString())
        .put("initial_qty", position.initialQty().toString())
        .put("entry", position.entry().toString())
        .put("leverage", position.leverage().value())
        .put("opened_at", position.openedAtMillis())
        .put("realized", Decimals.plain(open.realizedPnl()))
        .put("keeping", open.keeping().toString());
    protection(node, open);
    Optional<Evaluation> evaluation = holding.evaluation().value();
    Optional<Price> price = outlook.price();
    evaluation.ifPresent(
        e -> {
          node.put("k", e.killScore());
          node.put("evaluated_at", e.lastUpdateMillis());
          ArrayNode taken = node.putArray("taken");
          e.levelsTaken().forEach(level -> taken.add(Decimals.plain(level)));
          outlook.bestR().ifPresent(best -> node.put("best_r", best));
          outlook.worstR().ifPresent(worst -> node.put("worst_r", worst));
        });
    position.entryRisk().ifPresent(risk -> node.put("risk", Decimals.plain(risk)));
    holding
        .ticker()
        .value()
        .ifPresent(
            t ->
                node.put("price_at", t.receivedAtMillis())
                    .put("price_event_at", t.timestampMillis()));
    price.ifPresent(at -> priced(node, position, at, outlook, liquidation));
    outlook.explanation().ifPresent(e -> next(node, e, price));
  }

  private static void priced(
      ObjectNode node,
      Position position,
      Price price,
      Outlook outlook,
      Optional<Price> liquidation) {
    node.put("price", price.toString())
        .put("unrealized", Decimals.plain(position.unrealizedPnl(price)));
    outlook.netR(price).ifPresent(net -> node.put("r", net));
    outlook
        .explanation()
        .flatMap(Explanation::kill)
        .ifPresent(k -> node.put("k_threshold", k.verdict().score().threshold()));
    position
        .stop()
        .ifPresent(
            stop -> {
              node.put("stop_away_pct", away(price, stop));
              node.put("at_stop", Decimals.plain(position.unrealizedPnl(stop)));
              position
                  .entryRisk()
                  .ifPresent(
                      risk -> node.put("stop_r", ratio(position.exactPnlPerUnit(stop), risk)));
            });
    liquidation.ifPresent(
        at -> node.put("liquidation", at.toString()).put("liquidation_away_pct", away(price, at)));
  }

  private static void protection(ObjectNode node, OpenPosition open) {
    Optional<Price> stop = open.position().stop();
    stop.ifPresent(it -> node.put("stop", it.toString()));
    StopState state = open.protection().state();
    node.put("stop_state", state.toString());
    node.put("protected", Outlook.isProtected(open));
    open.protection().sinceMillis().ifPresent(since -> node.put("stop_since", since));
  }

  private static void next(ObjectNode node, Explanation explanation, Optional<Price> price) {
    ArrayNode levels = node.putArray("levels");
    for (Level level : explanation.levels()) {
      ObjectNode it =
          levels.addObject().put("r", Decimals.plain(level.r())).put("state", level.state().name());
      level.percentOfOpen().ifPresent(p -> it.put("percent", Decimals.plain(p)));
      level
          .price()
          .ifPresent(
              at -> {
                it.put("price", at.toString());
                price.ifPresent(now -> it.put("away_pct", away(now, at)));
              });
    }
    for (StopStep step : explanation.stopSteps()) {
      if (step.at().isPresent() && step.stop().isPresent()) {
        ObjectNode it =
            node.putObject("stop_next")
                .put("price", step.at().get().toString())
                .put("stop", step.stop().get().toString())
                .put("reason", step.reason().name());
        price.ifPresent(now -> it.put("away_pct", away(now, step.at().get())));
        break;
      }
    }
    explanation.reasons().stream()
        .findFirst()
        .ifPresent(reason -> node.put("why", reason.text()).put("why_code", reason.code().name()));
    node.put("live", explanation.terms().live());
  }

  /** How far a price is from here, percent of here. */
  private static double away(Price from, Price to) {
    return to.value()
        .subtract(from.value())
        .movePointRight(2)
        .divide(from.value(), MathContext.DECIMAL32)
        .doubleValue();
  }

  private static double ratio(BigDecimal part, BigDecimal whole) {
    return part.divide(whole, MathContext.DECIMAL32).doubleValue();
  }
}
