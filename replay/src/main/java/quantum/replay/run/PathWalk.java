package quantum.replay.run;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quantum.contracts.ApplyResult;
import quantum.contracts.OpenPosition;
import quantum.contracts.PriceUpdate;
import quantum.kernel.kill.KillReference;
import quantum.kernel.value.PositionId;
import quantum.kernel.value.Price;
import quantum.kernel.value.Side;
import quantum.kernel.value.Symbol;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.Tick;
import quantum.paper.prices.TickSequence;
import quantum.replay.entry.EntryOrder;
import quantum.replay.journal.Decision;
import quantum.replay.journal.Extremes;
import quantum.replay.market.Funding;
import quantum.replay.market.MarketHistory;
import quantum.replay.market.ReplayWindow;

/**
 * Walks the path of the prices: inside a bar from the open over the nearer extreme and the other
 * one to the close, through every price between them.
 *
 * <p>What happens at a level happens there, in the order in which the path meets the levels. Where
 * the levels are is asked of those who act on them: the exchange of its resting stops and its
 * liquidation, the services' own decisions of everything else. A price further along the path at
 * which they would do something is looked for the first tick at which they would; a stretch at
 * whose end they do nothing holds nothing, because their decisions only grow with the price's way
 * in one direction. The open of a bar is a jump: what lies between is not traded through, and fills
 * at the open.
 */
final class PathWalk {
  /**
   * Each tightens the stop or takes a level, so it ends by itself; this is for a mistake of ours.
   */
  private static final int MOST_DECISIONS_AT_A_PRICE = 64;

  private final ReplayExchange exchange;
  private final ReplayDesk desk;
  private final ServiceChain chain;
  private final Levels levels;
  private final MarketHistory markets;
  private final Fills fills;
  private final boolean kills;
  private final long maxAgeMillis;
  private final Map<Symbol, SymbolPath> paths = new HashMap<>();
  private final Map<PositionId, Extremes> extremes = new HashMap<>();
  private final List<Decision> refused = new ArrayList<>();
  private int waiting;

  PathWalk(
      ReplayExchange exchange,
      ReplayDesk desk,
      ServiceChain chain,
      MarketHistory markets,
      Backtest.Rules rules,
      Fills fills,
      Iterable<CandleSeries> series,
      List<EntryOrder> entries) {
    this.exchange = exchange;
    this.desk = desk;
    this.chain = chain;
    this.levels = new Levels(exchange, chain);
    this.markets = markets;
    this.fills = fills;
    this.kills = rules.exits().policy().killRule().reference() != KillReference.OFF;
    this.maxAgeMillis = rules.exits().policy().maxAgeSec() * 1000;
    for (CandleSeries each : series) {
      paths.put(
          each.symbol(),
          new SymbolPath(
              each,
              entries,
              fills.funding().getOrDefault(each.symbol(), List.of()),
              exchange.rules(each.symbol()).tick()));
    }
    waiting = entries.size();
  }

  /** Entries that opened nothing, and why. */
  List<Decision> refused() {
    return List.copyOf(refused);
  }

  Map<PositionId, Extremes> extremes() {
    return extremes;
  }

  /** Until the prices end, or every entry is sent and every position closed. */
  void walk(ReplayWindow window) {
    if (paths.size() == 1) {
      alone(paths.values().iterator().next(), window.startMillis());
    } else {
      together(window.ticks());
    }
    for (SymbolPath path : paths.values()) {
      for (EntryOrder late = path.entryBefore(Long.MAX_VALUE);
          late != null;
          late = path.entryBefore(Long.MAX_VALUE)) {
        send(path, late);
      }
    }
  }

  /** One symbol, bar by bar. */
  private void alone(SymbolPath path, long startMillis) {
    CandleSeries series = path.series();
    for (int bar = series.firstEndingFrom(startMillis); bar < series.size(); bar++) {
      if (isUneventful(path, bar)) {
        skip(path, bar);
      } else {
        Iterator<Tick> ticks = TickSequence.ofBar(series, bar);
        while (ticks.hasNext() && !path.isSkipped(bar)) {
          step(path, ticks.next());
        }
      }
      if (isOver(path, bar)) {
        return;
      }
    }
  }

  /** Several symbols by the times of their ticks. */
  private void together(Iterable<Tick> ticks) {
    for (Tick tick : ticks) {
      SymbolPath path = paths.get(tick.symbol());
      if (tick.opensBar() && isUneventful(path, tick.bar())) {
        skip(path, tick.bar());
      } else if (!path.isSkipped(tick.bar())) {
        step(path, tick);
      }
      if (tick.closesBar() && isOver(path, tick.bar())) {
        return;
      }
    }
  }

  private void step(SymbolPath path, Tick tick) {
    if (tick.opensBar()) {
      jump(path, tick);
      if (kills && isQuietBar(path, tick.bar())) {
        skip(path, tick.bar()); // the kill score was all that had to be asked
      }
    } else {
      glide(path, tick);
    }
  }

  /** Whether nothing is left to walk for, after a bar. */
  private boolean isOver(SymbolPath path, int bar) {
    if (fills.valuesAtEnd() && bar == path.series().size() - 1) {
      value(path, "data_end", "the prices end");
    }
    return waiting == 0 && desk.isFlat();
  }

  /** Whether nothing can happen in a bar, which most are: then it is not walked at all. */
  private boolean isUneventful(SymbolPath path, int bar) {
    return (!kills || desk.position(path.symbol()).isEmpty()) && isQuietBar(path, bar);
  }

  /** Whether neither a time nor a price of a bar makes anything happen. */
  private boolean isQuietBar(SymbolPath path, int bar) {
    CandleSeries series = path.series();
    long open = series.openMillis(bar);
    Optional<OpenPosition> held = desk.position(path.symbol());
    if (path.nextMoment(deadline(held)) < open + series.intervalMillis()) {
      return false;
    }
    return held.isEmpty()
        || levels.isSafe(path, series.lowAsDouble(bar))
            && levels.isSafe(path, series.highAsDouble(bar))
            && open - path.timeMillis() - 1 <= fills.maxGapMillis()
            && path.isQuiet(series.lowAsDouble(bar), series.highAsDouble(bar));
  }

  private void skip(SymbolPath path, int bar) {
    if (desk.position(path.symbol()).isPresent()) {
      CandleSeries series = path.series();
      extremes.get(path.held()).note(series, bar);
      exchange.marked(
          path.symbol(), series.close(bar), series.openMillis(bar) + series.intervalMillis() - 1);
    }
    path.skip(bar);
  }

  private long deadline(Optional<OpenPosition> open) {
    return maxAgeMillis == 0 || open.isEmpty()
        ? Long.MAX_VALUE
        : open.get().position().openedAtMillis() + maxAgeMillis;
  }

  /** The way to the open of a bar, which leads through nothing. */
  private void jump(SymbolPath path, Tick open) {
    Symbol symbol = open.symbol();
    for (EntryOrder early = path.entryBefore(open.timeMillis());
        early != null;
        early = path.entryBefore(open.timeMillis())) {
      send(path, early);
    }
    if (path.isPriced() && open.timeMillis() - path.timeMillis() - 1 > fills.maxGapMillis()) {
      long minutes = (open.timeMillis() - path.timeMillis()) / 60_000;
      value(path, "data_gap", "no prices for " + minutes + " min");
    }
    fund(path, open.timeMillis() - 1);
    boolean held = desk.position(symbol).isPresent();
    if (!held) {
      path.at(open.price(), open.timeMillis());
    } else {
      boolean quiet = path.isQuiet(open.price()) && levels.isSafe(path, open.price().doubleValue());
      note(path, open.price());
      path.at(open.price(), open.timeMillis());
      if (quiet) {
        exchange.marked(symbol, open.price(), open.timeMillis());
      } else {
        path.disturbed();
        desk.priced(open).forEach(chain::happened);
        liquidate(path);
      }
      if (kills) {
        chain.load(
            markets
                .at(symbol, open.timeMillis())
                .map(conditions -> Map.of(symbol, conditions))
                .orElse(Map.of()));
      }
      if (!quiet) {
        settle(path);
      } else if (kills) {
        askKill(path);
      }
    }
    path.beginSegment(open);
    sendDue(path);
    fund(path, path.timeMillis());
  }

  private void sendDue(SymbolPath path) {
    for (EntryOrder due = path.entryBefore(path.timeMillis() + 1);
        due != null;
        due = path.entryBefore(path.timeMillis() + 1)) {
      send(path, due);
    }
  }

  /** From where the path is to a price of its bar, through every price between. */
  private void glide(SymbolPath path, Tick to) {
    path.heads(to);
    while (true) {
      Optional<OpenPosition> open = desk.position(to.symbol());
      long deadline = deadline(open);
      long stopAt = Math.min(path.nextMoment(deadline), to.timeMillis());
      BigDecimal limit = path.priceAt(stopAt);
      if (open.isPresent() && meets(path, limit)) {
        continue;
      }
      advance(path, limit, stopAt, open.isPresent());
      fund(path, stopAt);
      if (stopAt == deadline) {
        settle(path);
      }
      sendDue(path);
      if (stopAt == to.timeMillis()) {
        return;
      }
    }
  }

  /** Lets the first thing happen that a level on the way to {@code limit} makes happen, if any. */
  private boolean meets(SymbolPath path, BigDecimal limit) {
    Optional<Levels.Level> first = levels.first(path, limit);
    if (first.isEmpty()) {
      return false;
    }
    Levels.Level level = first.get();
    advance(path, level.price(), path.timeAt(level.price()), true);
    switch (level.what()) {
      case STOP -> desk.priced(path.tick()).forEach(chain::happened);
      case LIQUIDATION -> liquidate(path);
      case DECISION -> settle(path);
    }
    path.disturbed();
    return true;
  }

  /**
   * At the open of a bar where no level is: what is quiet stays so, because a level asks for the
   * price and the kill score for the market.
   */
  private void askKill(SymbolPath path) {
    long before = chain.told();
    chain.decide(new PriceUpdate(path.symbol(), new Price(path.price()), path.timeMillis()));
    if (chain.told() != before) {
      settle(path);
    }
  }

  /** Lets the services decide where the path is until they want nothing more. */
  private void settle(SymbolPath path) {
    exchange.marked(path.symbol(), path.price(), path.timeMillis());
    for (int i = 0; i < MOST_DECISIONS_AT_A_PRICE; i++) {
      long before = chain.told();
      chain.decide(new PriceUpdate(path.symbol(), new Price(path.price()), path.timeMillis()));
      if (chain.told() == before || desk.position(path.symbol()).isEmpty()) {
        break;
      }
    }
    path.disturbed();
  }

  private void liquidate(SymbolPath path) {
    BigDecimal paid = exchange.insurance();
    for (ApplyResult closed : desk.liquidate(path.timeMillis())) {
      chain.happened(closed, "liquidated", "the margin is used up");
      SymbolPath its = paths.get(closed.symbol());
      its.disturbed();
      extremes.get(its.held()).insure(exchange.insurance().subtract(paid));
      paid = exchange.insurance();
    }
  }

  private void advance(SymbolPath path, BigDecimal price, long atMillis, boolean held) {
    if (held) {
      note(path, price);
      exchange.marked(path.symbol(), price, atMillis);
    }
    path.at(price, atMillis);
  }

  private void note(SymbolPath path, BigDecimal price) {
    extremes.get(path.held()).note(price);
  }

  private void fund(SymbolPath path, long upToMillis) {
    for (Funding due = path.fundingUpTo(upToMillis);
        due != null;
        due = path.fundingUpTo(upToMillis)) {
      if (desk.position(path.symbol()).isPresent()) {
        extremes.get(path.held()).fund(exchange.fund(path.symbol(), due.rate(), due.atMillis()));
        path.disturbed();
      }
    }
  }

  /** Closes what is open where the prices stop, so that it counts with what it is worth there. */
  private void value(SymbolPath path, String source, String reason) {
    if (desk.position(path.symbol()).isPresent()) {
      exchange.marked(path.symbol(), path.price(), path.timeMillis());
      desk.value(path.symbol(), path.timeMillis())
          .forEach(closed -> chain.happened(closed, source, reason));
    }
  }

  /** At the tick that is no better for whoever enters. */
  private void send(SymbolPath path, EntryOrder entry) {
    waiting--;
    boolean priced = path.isPricedAt(entry.atMillis());
    boolean free = desk.position(entry.symbol()).isEmpty();
    if (priced) {
      BigDecimal price =
          free ? path.worseTick(entry.side() == Side.LONG, path.price()) : path.price();
      exchange.marked(entry.symbol(), price, entry.atMillis());
    }
    chain.enter(entry, priced).ifPresent(refused::add);
    Optional<OpenPosition> open = desk.position(entry.symbol()).filter(_ -> free);
    if (open.isPresent()) {
      path.holds(open.get().position().id());
      extremes.put(open.get().position().id(), new Extremes(open.get().position().entry().value()));
    }
  }
}
