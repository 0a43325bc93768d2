package quantum.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.replay.compare.Block;
import quantum.replay.compare.Combination;
import quantum.replay.compare.Part;
import quantum.replay.compare.PartTable;
import quantum.replay.compare.Tried;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Journal;
import quantum.replay.journal.PositionSummary;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.ReplayWindow;
import quantum.replay.run.Backtest;
import quantum.replay.run.Fills;
import quantum.replay.run.IndependentRun;

/**
 * The entries of one part of the time, on the prices of that part and of what was before: a bar
 * that has not ended when the part ends is not there.
 *
 * @param prices of the part
 * @param shortened symbols whose prices go on behind the part
 * @param markets of each minute, of what had ended before it
 */
record ComparedPart(
    SortedMap<Symbol, CandleSeries> prices,
    List<Symbol> shortened,
    List<EntryOrder> orders,
    MarketHistory markets,
    Fills fills,
    boolean isIndependent) {

  /** Those entries before {@code splitMillis}; whose prices end there. */
  static ComparedPart first(
      LabInput input, long splitMillis, MarketHistory markets, boolean isIndependent) {
    SortedMap<Symbol, CandleSeries> before = new TreeMap<>();
    List<Symbol> shortened = new ArrayList<>();
    input
        .recorded()
        .forEach(
            (symbol, series) -> {
              int ended = series.firstFrom(splitMillis - series.intervalMillis() + 1);
              if (ended > 0) {
                before.put(symbol, series.slice(0, ended));
              }
              if (ended < series.size()) {
                shortened.add(symbol);
              }
            });
    return new ComparedPart(
        before,
        shortened,
        input.orders().stream().filter(entry -> entry.atMillis() < splitMillis).toList(),
        markets,
        input.fills(),
        isIndependent);
  }

  /** Those from {@code splitMillis} on. */
  static ComparedPart second(
      LabInput input, long splitMillis, MarketHistory markets, boolean isIndependent) {
    return new ComparedPart(
        input.recorded(),
        List.of(),
        input.orders().stream().filter(entry -> entry.atMillis() >= splitMillis).toList(),
        markets,
        input.fills(),
        isIndependent);
  }

  Part part(Block.Of blocks, Function<Combination, Backtest.Rules> rules) {
    return new Part(
        orders.stream().map(entry -> entry.symbol().name()).toList(),
        orders.stream().map(entry -> blocks.of(entry.symbol().name(), entry.atMillis())).toList(),
        combination -> tried(combination, rules.apply(combination)));
  }

  private Tried tried(Combination combination, Backtest.Rules rules) {
    PositionSummary[] positions = new PositionSummary[orders.size()];
    List<Integer> priced = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      if (prices.containsKey(orders.get(i).symbol())) {
        priced.add(i);
      }
    }
    List<EntryOrder> sent = priced.stream().map(orders::get).toList();
    if (isIndependent) {
      List<IndependentRun.Outcome> outcomes =
          new IndependentRun(prices, markets, fills).run(sent, rules);
      for (int i = 0; i < sent.size(); i++) {
        positions[priced.get(i)] = outcomes.get(i).position().stream().findFirst().orElse(null);
      }
    } else if (!sent.isEmpty()) {
      together(sent, rules)
          .forEach(position -> positions[priced.get(entryOf(position, sent))] = position);
    }
    return new Tried(
        combination,
        Arrays.stream(positions).map(ComparedPart::realized).toList(),
        Arrays.stream(positions).map(this::end).toList());
  }

  private List<PositionSummary> together(List<EntryOrder> sent, Backtest.Rules rules) {
    ReplayWindow window = ReplayWindow.of(prices, sent, 0);
    Journal journal = new Backtest(window, markets, sent, rules, fills, _ -> {}).run();
    return fills.model() == Fills.Model.PATH
        ? journal.positions()
        : journal.positions(window.ticks());
  }

  /** Whether every entry opened under every combination and none was ended by the data. */
  boolean isAllAsAsked(PartTable table) {
    return table.rows().stream()
        .allMatch(row -> row.positions() == orders.size() && row.cutByData() == 0);
  }

  /** The last one that was sent before it opened. */
  private static int entryOf(PositionSummary position, List<EntryOrder> sent) {
    int found = -1;
    for (int i = 0; i < sent.size(); i++) {
      EntryOrder entry = sent.get(i);
      if (entry.symbol().equals(position.symbol())
          && entry.side() == position.side()
          && entry.atMillis() <= position.openedAtMillis()
          && (found < 0 || entry.atMillis() > sent.get(found).atMillis())) {
        found = i;
      }
    }
    return found;
  }

  private Tried.End end(PositionSummary position) {
    if (position == null || !position.isCutByData()) {
      return Tried.End.ITSELF;
    }
    return position.isCutAtEnd() && shortened.contains(position.symbol())
        ? Tried.End.AT_SPLIT
        : Tried.End.BY_DATA;
  }

  private static OptionalDouble realized(PositionSummary position) {
    return position == null || position.realizedR().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(position.realizedR().get());
  }
}
