package quantum.replay.trades;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Price;
import quantum.kernel.value.Quantity;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;

/** The kinds of files, the most particular first. */
enum Dialect {
  SUITE(
      "closed positions of the suite (position_id symbol side opened_at closed_at entry_price"
          + " exit_price initial_qty realized_pnl …)") {
    @Override
    boolean fits(Columns columns) {
      return columns.has("positionid")
          && columns.has("openedat")
          && columns.has("entryprice")
          && columns.has("exitprice")
          && columns.has("initialqty");
    }

    @Override
    OwnTrades read(List<Row> rows) throws BadTrades {
      List<OwnPosition> positions = new ArrayList<>();
      for (Row row : rows) {
        long opened = row.require(row::millis, "openedat");
        BigDecimal fees = row.read(Amount::parse, "commission").map(Amount::value).orElse(ZERO);
        BigDecimal funding = row.read(Amount::parse, "funding").map(Amount::value).orElse(ZERO);
        BigDecimal realized = row.require(Amount::parse, "realizedpnl").value();
        positions.add(
            new OwnPosition(
                row.line(),
                row.require(Symbol::of, "symbol"),
                row.require(Side::parse, "side"),
                opened,
                opened,
                OptionalLong.of(row.require(row::millis, "closedat")),
                row.require(Dialect::price, "entryprice"),
                row.require(Dialect::price, "exitprice"),
                row.require(Dialect::quantity, "initialqty"),
                row.read(Dialect::price, "initialstop"),
                realized.add(fees).subtract(funding),
                fees,
                funding,
                0));
      }
      return whole(positions, List.of(), List.of());
    }
  },

  POSITION_HISTORY(
      "Binance Futures position history (Symbol, Position Side, Entry Price, Avg. Close Price, Closed"
          + " Vol., Closing PNL, Opened, Closed)") {
    @Override
    boolean fits(Columns columns) {
      return columns.has("entryprice")
          && columns.has("avgcloseprice")
          && columns.has("opened")
          && columns.has("positionside", "side");
    }

    @Override
    OwnTrades read(List<Row> rows) throws BadTrades {
      List<OwnPosition> positions = new ArrayList<>();
      List<String> leftOut = new ArrayList<>();
      for (Row row : rows) {
        Symbol symbol = row.require(Dialect::symbol, "symbol");
        Optional<String> status =
            row.text("status").filter(text -> !text.equalsIgnoreCase("closed"));
        if (status.isPresent()) {
          leftOut.add("line " + row.line() + ": " + symbol + " is " + status.get());
          continue;
        }
        long opened = row.require(row::millis, "opened");
        positions.add(
            new OwnPosition(
                row.line(),
                symbol,
                row.require(Side::parse, "positionside", "side"),
                opened,
                opened,
                OptionalLong.of(row.require(row::millis, "closed")),
                row.require(Dialect::price, "entryprice"),
                row.require(Dialect::price, "avgcloseprice"),
                row.require(Dialect::quantity, "closedvol", "closedvolume", "maxopeninterest"),
                Optional.empty(),
                row.require(Amount::parse, "closingpnl").value(),
                ZERO,
                ZERO,
                0));
      }
      return whole(
          positions, leftOut, List.of("position history says no fees: they count as 0 here"));
    }
  },

  FILLS(
      "fills (symbol side time price qty; Binance Futures trade history with Fee and Realized"
          + " Profit)") {
    @Override
    boolean fits(Columns columns) {
      return columns.has("symbol", "pair", "contract")
          && columns.has("side")
          && columns.has("price")
          && columns.has(TIMES)
          && columns.has(QUANTITIES);
    }

    @Override
    OwnTrades read(List<Row> rows) throws BadTrades {
      List<OwnFill> fills = new ArrayList<>();
      SortedSet<String> foreign = new TreeSet<>();
      List<Row> ordered = new ArrayList<>(rows);
      if (newestFirst(rows)) {
        Collections.reverse(ordered);
      }
      for (Row row : ordered) {
        Optional<Amount> paid = row.read(Amount::parse, "fee", "commission");
        String asset =
            row.text("feecoin", "commissionasset", "feeasset", "feecurrency")
                .map(text -> text.toUpperCase(Locale.ROOT))
                .orElse(paid.map(Amount::unit).orElse(""));
        Amount fee = new Amount(paid.map(Amount::value).orElse(ZERO), asset);
        if (!fee.isDollars() && fee.value().signum() != 0) {
          foreign.add(asset);
        }
        fills.add(
            new OwnFill(
                row.line(),
                row.require(row::millis, TIMES),
                row.require(Dialect::symbol, "symbol", "pair", "contract"),
                row.require(Dialect::orderSide, "side"),
                row.text("positionside").flatMap(Dialect::leg),
                row.require(Dialect::price, "price"),
                row.require(Dialect::quantity, QUANTITIES),
                fee.isDollars() ? fee.value() : ZERO,
                row.read(Amount::parse, "realizedprofit", "realizedpnl", "realisedpnl")
                    .map(Amount::value)));
      }
      List<String> notes = new ArrayList<>();
      if (!foreign.isEmpty()) {
        notes.add("fees in " + String.join(", ", foreign) + " are not counted");
      }
      return Pairing.of(says(), fills, List.of(), notes);
    }
  };

  private static final BigDecimal ZERO = BigDecimal.ZERO;
  private static final String[] TIMES = {"time", "date", "timestamp", "datetime", "tradetime"};
  private static final String[] QUANTITIES = {"quantity", "qty", "executed", "size"};

  private final String says;

  Dialect(String says) {
    this.says = says;
  }

  String says() {
    return says;
  }

  abstract boolean fits(Columns columns);

  abstract OwnTrades read(List<Row> rows) throws BadTrades;

  OwnTrades whole(List<OwnPosition> positions, List<String> leftOut, List<String> notes) {
    List<OwnPosition> sorted = new ArrayList<>(positions);
    sorted.sort(Comparator.comparingLong(OwnPosition::openedMillis));
    return new OwnTrades(says, sorted, leftOut, notes);
  }

  static String wanted() {
    List<String> all = new ArrayList<>();
    for (Dialect each : values()) {
      all.add(each.says);
    }
    return String.join("; ", all);
  }

  /** Exports list the newest first: fills of one second are in the opposite order then. */
  private static boolean newestFirst(List<Row> rows) throws BadTrades {
    if (rows.size() < 2) {
      return false;
    }
    Row first = rows.getFirst();
    Row last = rows.getLast();
    return first.require(first::millis, TIMES) > last.require(last::millis, TIMES);
  }

  private static Symbol symbol(String text) {
    return Symbol.of(text.replaceAll("(?i)[/ ]|:USDT$|\\s*perp(etual)?$", ""));
  }

  private static Price price(String text) {
    return new Price(Amount.parse(text).value());
  }

  private static Quantity quantity(String text) {
    return new Quantity(Amount.parse(text).value());
  }

  private static OrderSide orderSide(String text) {
    return Side.parse(text).opening();
  }

  /** BOTH is one-way. */
  private static Optional<Side> leg(String text) {
    return text.equalsIgnoreCase("both") ? Optional.empty() : Optional.of(Side.parse(text));
  }
}
