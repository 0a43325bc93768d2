package quantum.apply.venue.binance;

import static quantum.apply.venue.binance.Answers.decimal;
import static quantum.apply.venue.binance.Answers.list;
import static quantum.apply.venue.binance.Answers.optionalDecimal;
import static quantum.apply.venue.binance.Answers.text;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import quantum.apply.venue.AccountWorth;
import quantum.apply.venue.MarginMode;
import quantum.apply.venue.MarginTiers;
import quantum.apply.venue.Margins;
import quantum.apply.venue.Outcome;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * Margin at Binance: leverage brackets, the margin mode of a symbol, and the totals of the account.
 */
final class BinanceMargins implements Margins {
  private static final long KEPT_MILLIS = TimeUnit.HOURS.toMillis(1);

  private final Calls calls;
  private final LongSupplier monotonicMillis;
  private final Map<Symbol, Kept> known = new ConcurrentHashMap<>();

  private record Kept(MarginTiers tiers, long atMillis) {}

  BinanceMargins(Calls calls, LongSupplier monotonicMillis) {
    this.calls = calls;
    this.monotonicMillis = monotonicMillis;
  }

  @Override
  public Outcome<MarginTiers> tiers(Symbol symbol) {
    Kept kept = known.get(symbol);
    long now = monotonicMillis.getAsLong();
    if (kept != null && now - kept.atMillis() < KEPT_MILLIS) {
      return Outcome.ok(kept.tiers());
    }
    return calls
        .ask(
            Request.get("/fapi/v1/leverageBracket").with("symbol", symbol),
            answer -> read(symbol, answer))
        .map(
            tiers -> {
              known.put(symbol, new Kept(tiers, now));
              return tiers;
            });
  }

  /** One object, or a list of one: both are documented. */
  private static MarginTiers read(Symbol symbol, JsonNode answer) {
    JsonNode row = answer.isArray() ? answer.path(0) : answer;
    if (!row.path("symbol").asString("").equals(symbol.name())) {
      throw new Answers.Unreadable("brackets of another symbol than " + symbol);
    }
    return new MarginTiers(
        list(row, "brackets")
            .valueStream()
            .map(
                bracket ->
                    new MarginTiers.Tier(
                        decimal(bracket, "notionalFloor"),
                        decimal(bracket, "maintMarginRatio"),
                        decimal(bracket, "cum")))
            .toList());
  }

  /** Of a symbol that was never set to anything else, the exchange says CROSSED. */
  @Override
  public Outcome<MarginMode> mode(Symbol symbol) {
    return calls.ask(
        Request.get("/fapi/v1/symbolConfig").with("symbol", symbol),
        answer -> {
          JsonNode row = answer.isArray() ? answer.path(0) : answer;
          if (!row.path("symbol").asString("").equals(symbol.name())) {
            throw new Answers.Unreadable("configuration of another symbol than " + symbol);
          }
          String type = text(row, "marginType");
          return switch (type) {
            case "CROSSED", "CROSS" -> MarginMode.CROSS;
            case "ISOLATED" -> MarginMode.ISOLATED;
            default -> throw new Answers.Unreadable("marginType '" + type + "'");
          };
        });
  }

  @Override
  public Outcome<AccountWorth> worth() {
    return calls.ask(
        Request.get("/fapi/v3/account"),
        answer -> {
          BigDecimal wallet = decimal(answer, "totalWalletBalance");
          BigDecimal unrealized = decimal(answer, "totalUnrealizedProfit");
          BigDecimal cross =
              optionalDecimal(answer, "totalCrossWalletBalance")
                  .orElse(wallet)
                  .add(optionalDecimal(answer, "totalCrossUnPnl").orElse(unrealized));
          return new AccountWorth(
              wallet,
              unrealized,
              decimal(answer, "totalMaintMargin"),
              wallet.add(unrealized).subtract(cross).max(BigDecimal.ZERO));
        });
  }
}
