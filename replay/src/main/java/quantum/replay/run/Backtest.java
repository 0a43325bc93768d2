package quantum.replay.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import quantum.apply.decide.EntryRules;
import quantum.brain.decide.HarvestRules;
import quantum.bridge.decide.BridgeRules;
import quantum.contracts.PriceUpdate;
import quantum.exitbrain.decide.ExitRules;
import quantum.kernel.value.Price;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.Tick;
import quantum.paper.rules.ExchangeInfo;
import quantum.replay.entry.EntryOrder;
import quantum.replay.entry.EntrySchedule;
import quantum.replay.journal.Decision;
import quantum.replay.journal.Journal;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.MarketRules;
import quantum.replay.market.ReplayWindow;

/** The suite's decisions over recorded prices, in one thread and without Redis. */
public final class Backtest {
  /**
   * The rules of all services.
   *
   * @param harvest of harvest-brain
   * @param bridge of intent-bridge
   * @param entries of apply-layer
   * @param exchangeStops whether stops rest at the exchange; otherwise only exitbrain watches them
   * @param exits of exitbrain
   * @param market of market-state, and how long the brains believe it
   */
  public record Rules(
      HarvestRules harvest,
      BridgeRules bridge,
      EntryRules entries,
      boolean exchangeStops,
      ExitRules exits,
      MarketRules market) {}

  private final ReplayWindow window;
  private final MarketHistory markets;
  private final EntrySchedule schedule;
  private final ReplayExchange exchange;
  private final ReplayDesk desk;
  private final ServiceChain chain;
  private final PathWalk walk;
  private final Fills fills;
  private final List<Decision> refused = new ArrayList<>();

  /**
   * As the demo decides, on four prices of each bar.
   *
   * @param markets what the kill score is fed with
   * @param listener is told each decision as it is made
   */
  public Backtest(
      ReplayWindow window,
      MarketHistory markets,
      List<EntryOrder> entries,
      Rules rules,
      Consumer<Decision> listener) {
    this(window, markets, entries, rules, Fills.DEMO, listener);
  }

  /**
   * As {@code fills} say.
   *
   * @param markets what the kill score is fed with
   * @param listener is told each decision as it is made
   */
  public Backtest(
      ReplayWindow window,
      MarketHistory markets,
      List<EntryOrder> entries,
      Rules rules,
      Fills fills,
      Consumer<Decision> listener) {
    this(
        window,
        ExchangeInfo.of(window.series().values(), Map.of()),
        markets,
        entries,
        rules,
        fills,
        listener);
  }

  /**
   * @param venue what may be traded there
   */
  Backtest(
      ReplayWindow window,
      ExchangeInfo venue,
      MarketHistory markets,
      List<EntryOrder> entries,
      Rules rules,
      Fills fills,
      Consumer<Decision> listener) {
    this.window = window;
    this.markets = markets;
    this.fills = fills;
    this.schedule = new EntrySchedule(entries);
    this.exchange = new ReplayExchange(venue, fills.terms());
    this.desk = new ReplayDesk(exchange, rules.entries(), rules.exchangeStops());
    this.chain = new ServiceChain(exchange, desk, rules, listener);
    this.walk =
        new PathWalk(
            exchange, desk, chain, markets, rules, fills, window.series().values(), entries);
  }

  /** Entries whose moment lay behind the last price; with the path they are refused instead. */
  public List<EntryOrder> unsent() {
    return fills.model() == Fills.Model.PATH ? List.of() : schedule.remaining();
  }

  /** Entries that opened nothing, and why. */
  public List<Decision> refused() {
    return refused;
  }

  /** Runs until the prices end, or every entry is sent and every position closed. */
  public Journal run() {
    switch (fills.model()) {
      case PATH -> {
        walk.walk(window);
        refused.addAll(walk.refused());
        chain.journal().extremes(walk.extremes());
      }
      case RECORDED -> ticks();
    }
    return chain.journal();
  }

  private void ticks() {
    for (Tick tick : window.ticks()) {
      enter(tick.timeMillis());
      if (schedule.isEmpty() && desk.isFlat()) {
        return;
      }
      desk.priced(tick).forEach(chain::happened);
      if (desk.position(tick.symbol()).isPresent()) {
        decide(new PriceUpdate(tick.symbol(), new Price(tick.price()), tick.timeMillis()));
      }
    }
    enter(Long.MAX_VALUE);
    if (fills.valuesAtEnd()) {
      for (Symbol symbol : window.symbols()) {
        if (desk.position(symbol).isPresent()) {
          desk.value(symbol, exchange.pricedAtMillis(symbol))
              .forEach(closed -> chain.happened(closed, "data_end", "the prices end"));
        }
      }
    }
  }

  private void enter(long nextTickMillis) {
    for (EntryOrder entry : schedule.due(nextTickMillis, exchange::hasPrice)) {
      chain.enter(entry, true).ifPresent(refused::add);
    }
  }

  private void decide(PriceUpdate update) {
    chain.load(
        markets
            .at(update.symbol(), update.timestampMillis())
            .map(conditions -> Map.of(update.symbol(), conditions))
            .orElse(Map.of()));
    chain.decide(update);
  }
}
