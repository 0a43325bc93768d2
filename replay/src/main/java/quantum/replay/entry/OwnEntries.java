package quantum.replay.entry;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import quantum.contracts.EntryLevels;
import quantum.contracts.EntrySize;
import quantum.kernel.value.Leverage;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.replay.trades.OwnPosition;
import quantum.replay.trades.OwnTrades;

/**
 * The entries of a trader's own positions, for the suite to manage.
 *
 * @param positions those that there are prices of
 * @param orders one for each, in their order
 * @param leftOut what is not compared, and why
 */
public record OwnEntries(
    List<OwnPosition> positions, List<EntryOrder> orders, List<String> leftOut) {

  /**
   * Those of the trades whose symbols have prices.
   *
   * @param stopFraction of the entry, where a position's own stop is not known
   * @param balance of the account that each is entered with, USDT
   */
  public static OwnEntries of(
      OwnTrades trades,
      SortedMap<Symbol, CandleSeries> prices,
      BigDecimal stopFraction,
      BigDecimal balance) {
    List<OwnPosition> positions = new ArrayList<>();
    List<EntryOrder> orders = new ArrayList<>();
    List<String> leftOut = new ArrayList<>(trades.leftOut());
    for (OwnPosition position : trades.positions()) {
      if (!prices.containsKey(position.symbol())) {
        leftOut.add("line " + position.line() + ": there are no prices of " + position.symbol());
        continue;
      }
      positions.add(position);
      orders.add(order(position, stopFraction, balance));
    }
    return new OwnEntries(positions, orders, leftOut);
  }

  /**
   * Those that were entered in a time; how many were not is said.
   *
   * @param first epoch milliseconds
   * @param end epoch milliseconds, not in it
   */
  public OwnEntries within(long first, long end) {
    List<OwnPosition> inside = new ArrayList<>();
    List<EntryOrder> asked = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      long at = orders.get(i).atMillis();
      if (at >= first && at < end) {
        inside.add(positions.get(i));
        asked.add(orders.get(i));
      }
    }
    List<String> out = new ArrayList<>(leftOut);
    if (asked.size() < orders.size()) {
      out.add((orders.size() - asked.size()) + " positions lie outside --from and --to");
    }
    return new OwnEntries(inside, asked, out);
  }

  private static EntryOrder order(
      OwnPosition position, BigDecimal stopFraction, BigDecimal balance) {
    BigDecimal risk = position.riskPerUnit(stopFraction);
    BigDecimal entry = position.entry().value();
    BigDecimal stop = position.side() == Side.LONG ? entry.subtract(risk) : entry.add(risk);
    Optional<Price> known = stop.signum() > 0 ? Optional.of(new Price(stop)) : Optional.empty();
    // as little as pays for it: what the trader's margin was is not told
    double leverage =
        entry
            .multiply(position.qty().value())
            .multiply(BigDecimal.valueOf(1.1))
            .divide(balance, 0, RoundingMode.CEILING)
            .max(BigDecimal.ONE)
            .doubleValue();
    return new EntryOrder(
        position.symbol(),
        position.side(),
        position.enteredMillis(),
        new EntrySize.Units(position.qty()),
        new Leverage(leverage),
        new EntryLevels(known, Optional.empty(), List.of(), List.of()),
        Optional.empty(),
        Optional.empty());
  }
}
