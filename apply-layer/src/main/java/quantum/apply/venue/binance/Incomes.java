package quantum.apply.venue.binance;

import static quantum.apply.venue.binance.Answers.decimal;
import static quantum.apply.venue.binance.Answers.integer;
import static quantum.apply.venue.binance.Answers.list;
import static quantum.apply.venue.binance.Answers.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.apply.venue.Failure;
import quantum.apply.venue.IncomeId;
import quantum.apply.venue.Outcome;
import quantum.apply.venue.TradeId;
import quantum.apply.venue.VenueIncome;
import quantum.apply.venue.VenueIncome.Kind;
import quantum.kernel.value.Symbol;
import tools.jackson.databind.JsonNode;

/**
 * The account's incomes, page by page: all of a span or a failure.
 *
 * <p>A page begins with the millisecond that the one before it ended in, since more of that one may
 * have been cut off; {@code page} itself is being taken back by the exchange.
 *
 * <p>{@code tranId} is unique within a type only, and 0 for several rows of some types. Such rows
 * are told apart by time, asset and amount, and by their number where even those are equal: all of
 * a millisecond are looked at together, so the number is the same each time.
 */
final class Incomes {
  private static final int PER_PAGE = 1000;
  private static final int MAX_PAGES = 100;

  private final Calls calls;

  Incomes(Calls calls) {
    this.calls = calls;
  }

  Outcome<List<VenueIncome>> between(long fromMillis, long toMillis) {
    if (fromMillis > toMillis) {
      return Outcome.ok(List.of());
    }
    Map<IncomeId, VenueIncome> all = new LinkedHashMap<>();
    long from = fromMillis;
    for (int page = 0; page < MAX_PAGES; page++) {
      switch (calls.ask(page(from, toMillis), Incomes::rows)) {
        case Outcome.Failed<List<Row>>(Failure failure) -> {
          return Outcome.failed(failure);
        }
        case Outcome.Ok<List<Row>>(List<Row> rows) -> {
          if (rows.size() < PER_PAGE) {
            add(rows, all);
            return Outcome.ok(List.copyOf(all.values()));
          }
          long last = rows.getLast().timeMillis();
          if (last == from) {
            return Outcome.failed(
                new Failure.Retryable(
                    Diagnosis.SOON_MILLIS,
                    PER_PAGE + " incomes and more in millisecond " + last + " cannot be paged"));
          }
          add(rows.stream().filter(row -> row.timeMillis() < last).toList(), all);
          from = last;
        }
      }
    }
    return Outcome.failed(
        new Failure.Retryable(
            Diagnosis.SOON_MILLIS,
            "more than " + MAX_PAGES * PER_PAGE + " incomes; ask for a shorter span"));
  }

  private static Request page(long fromMillis, long toMillis) {
    Request from = Request.get("/fapi/v1/income").with("startTime", fromMillis);
    return (toMillis == Long.MAX_VALUE ? from : from.with("endTime", toMillis))
        .with("limit", PER_PAGE);
  }

  /** A row before it has its id. */
  private record Row(
      String word,
      long tranId,
      String asset,
      BigDecimal amount,
      Optional<Symbol> symbol,
      Optional<TradeId> trade,
      long timeMillis) {

    IncomeId id(Map<String, Integer> alike) {
      String id = word + ':' + tranId;
      if (tranId == 0) {
        id += ":" + timeMillis + ':' + asset + ':' + amount.stripTrailingZeros().toPlainString();
      }
      int nth = tranId == 0 ? alike.merge(id, 1, Integer::sum) : 1;
      return new IncomeId(nth == 1 ? id : id + ':' + nth);
    }

    VenueIncome income(IncomeId id) {
      return new VenueIncome(id, kind(word), word, asset, amount, symbol, trade, timeMillis);
    }
  }

  /**
   * @param rows whole milliseconds
   */
  private static void add(List<Row> rows, Map<IncomeId, VenueIncome> all) {
    Map<String, Integer> alike = new HashMap<>();
    for (Row row : rows) {
      IncomeId id = row.id(alike);
      all.putIfAbsent(id, row.income(id));
    }
  }

  /** All rows, oldest first, or none: an income that is left out is missing in the books. */
  private static List<Row> rows(JsonNode answer) {
    List<Row> rows = new ArrayList<>();
    for (JsonNode row : list(answer)) {
      rows.add(
          new Row(
              text(row, "incomeType"),
              integer(row, "tranId"),
              text(row, "asset"),
              decimal(row, "income"),
              named(row, "symbol").flatMap(Incomes::symbol),
              named(row, "tradeId").map(TradeId::new),
              integer(row, "time")));
    }
    rows.sort(Comparator.comparingLong(Row::timeMillis));
    return rows;
  }

  /** One that is no symbol of ours is none: its money counts all the same. */
  private static Optional<Symbol> symbol(String text) {
    try {
      return Optional.of(Symbol.of(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> named(JsonNode row, String field) {
    return Optional.of(row.path(field).asString("")).filter(value -> !value.isEmpty());
  }

  private static Kind kind(String word) {
    return switch (word) {
      case "REALIZED_PNL" -> Kind.REALIZED_PNL;
      case "COMMISSION" -> Kind.COMMISSION;
      case "FUNDING_FEE", "SPECIAL_FUNDING_FEE" -> Kind.FUNDING;
      case "COMMISSION_REBATE", "API_REBATE", "REFERRAL_KICKBACK", "FEE_RETURN" -> Kind.REBATE;
      case "INSURANCE_CLEAR" -> Kind.INSURANCE;
      case "TRANSFER",
          "INTERNAL_TRANSFER",
          "CROSS_COLLATERAL_TRANSFER",
          "STRATEGY_UMFUTURES_TRANSFER",
          "COIN_SWAP_DEPOSIT",
          "COIN_SWAP_WITHDRAW",
          "AUTO_EXCHANGE",
          "WELCOME_BONUS",
          "CONTEST_REWARD",
          "BFUSD_REWARD" ->
          Kind.TRANSFER;
      // what a word means that nobody has read about is not guessed
      default -> Kind.UNCLASSIFIED;
    };
  }
}
