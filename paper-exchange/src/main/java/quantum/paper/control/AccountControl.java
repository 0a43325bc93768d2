package quantum.paper.control;

import java.math.BigDecimal;
import quantum.kernel.value.Decimals;
import quantum.kernel.value.Symbol;
import quantum.paper.account.Income;
import quantum.paper.account.PaidIn;
import quantum.paper.account.Placement;
import quantum.paper.exchange.Command;
import quantum.paper.exchange.Exchange;
import quantum.paper.rest.Answers;
import quantum.paper.stream.Streams;
import quantum.paper.upstream.Upstream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /paper/position}, {@code funding}, {@code assets}, {@code transfer} and {@code mode}: what
 * an operator does to the account.
 */
final class AccountControl {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Exchange exchange;
  private final Streams streams;
  private final Pricing pricing;

  AccountControl(Exchange exchange, Streams streams, Pricing pricing) {
    this.exchange = exchange;
    this.streams = streams;
    this.pricing = pricing;
  }

  JsonNode position(Query query) {
    Symbol symbol = query.symbol();
    if (pricing instanceof Pricing.Followed(Upstream upstream) && upstream.isStale(symbol)) {
      throw new IllegalArgumentException("no present price of " + symbol + " from the upstream");
    }
    Placement placement =
        exchange.adjust(new Command.Adjust(symbol, query.side(), query.decimal("qty")));
    streams.flush();
    return switch (placement) {
      case Placement.Accepted accepted -> Inspection.trade(accepted.trades().getFirst());
      case Placement.Refused refused ->
          throw new IllegalArgumentException(
              refused.refusal().code() + " " + refused.refusal().message());
    };
  }

  /**
   * {@code rate} is what LONG pays to SHORT every 8 h of replay time, a fraction; {@code now=true}:
   * once, at once.
   */
  JsonNode fundingRate(Query query) {
    BigDecimal rate = query.decimal("rate");
    if (query.flag("now")) {
      int paid = exchange.payFunding(new Command.PayFunding(rate)).size();
      streams.flush();
      return JSON.createObjectNode().put("rate", Decimals.plain(rate)).put("paid", paid);
    }
    exchange.setFundingRate(new Command.SetFundingRate(rate));
    return JSON.createObjectNode().put("rate", Decimals.plain(rate));
  }

  /** {@code margin} is an asset, {@code bnb=true} takes fees in BNB while there is any. */
  JsonNode assets(Query query) {
    PaidIn assets = new PaidIn(query.text("margin").orElse(PaidIn.USDT), query.flag("bnb"));
    exchange.setPaidIn(new Command.SetPaidIn(assets));
    return JSON.createObjectNode().put("margin", assets.margin()).put("bnb", assets.feesInBnb());
  }

  JsonNode transfer(Query query) {
    String asset = query.text("asset").orElse(PaidIn.USDT);
    Income income = exchange.transfer(new Command.Transfer(asset, query.decimal("amount")));
    streams.flush();
    return JSON.createObjectNode()
        .put("amount", Answers.money(income.amount()))
        .put("asset", income.asset())
        .put("tranId", income.tranId());
  }

  /** {@code dual=true} is hedge mode. */
  JsonNode positionMode(Query query) {
    boolean dual = Boolean.parseBoolean(query.required("dual"));
    exchange
        .setHedge(new Command.SetHedge(dual))
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal.code() + " " + refusal.message());
            });
    return JSON.createObjectNode().put("dual", dual);
  }
}
