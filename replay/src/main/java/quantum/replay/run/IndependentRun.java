package quantum.replay.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.paper.rules.ExchangeInfo;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Journal;
import quantum.replay.journal.PositionSummary;
import quantum.replay.journal.ReportedPositions;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.ReplayWindow;
import quantum.report.data.ReportedPosition;

/**
 * Each entry on its own, as if it were the only position of an account: entries may overlap, and
 * none is skipped because another one is open.
 */
public final class IndependentRun {
  /**
   * How one entry went.
   *
   * @param position empty if the entry opened nothing
   * @param told the same position for the report
   * @param refusal why it opened nothing; empty otherwise
   * @param finalR realized R, what is still open valued at the last price
   */
  public record Outcome(
      EntryOrder entry,
      List<PositionSummary> position,
      List<ReportedPosition> told,
      String refusal,
      double finalR) {}

  private final SortedMap<Symbol, CandleSeries> prices;
  private final MarketHistory markets;
  private final ExchangeInfo exchange;
  private final Fills fills;

  /** On four prices of each bar, as the demo decides. */
  IndependentRun(SortedMap<Symbol, CandleSeries> prices, MarketHistory markets) {
    this(prices, markets, Fills.DEMO);
  }

  /**
   * As {@code fills} say.
   *
   * @param prices of every symbol that has entries
   * @param markets what the kill score is fed with
   */
  public IndependentRun(
      SortedMap<Symbol, CandleSeries> prices, MarketHistory markets, Fills fills) {
    this.fills = fills;
    this.prices = new TreeMap<>(prices);
    this.markets = markets;
    this.exchange = ExchangeInfo.of(prices.values(), Map.of());
  }

  /** The outcomes in the order of the entries, which are run side by side. */
  public List<Outcome> run(Collection<EntryOrder> entries, Backtest.Rules rules) {
    List<Future<Outcome>> running = new ArrayList<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (EntryOrder entry : entries) {
        running.add(threads.submit(() -> run(entry, rules)));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> outcome : running) {
        outcomes.add(outcome.get());
      }
      return outcomes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Outcome run(EntryOrder entry, Backtest.Rules rules) {
    ReplayWindow window = ReplayWindow.of(prices, List.of(entry), 0);
    Backtest backtest =
        new Backtest(window, exchange, markets, List.of(entry), rules, fills, _ -> {});
    Journal journal = backtest.run();
    List<PositionSummary> position =
        fills.model() == Fills.Model.PATH ? journal.positions() : journal.positions(window.ticks());
    String refusal =
        backtest.refused().stream()
            .map(decision -> decision.action() + " " + decision.reason())
            .findFirst()
            .orElse("never sent: the prices end before it");
    return new Outcome(
        entry,
        position,
        ReportedPositions.of(journal, position, markets),
        position.isEmpty() ? refusal : "",
        position.stream()
            .mapToDouble(
                p -> p.finalR(prices.get(entry.symbol()).candles().getLast().close()).orElse(0.0))
            .sum());
  }
}
