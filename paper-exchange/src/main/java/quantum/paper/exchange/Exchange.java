package quantum.paper.exchange;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.Placement;
import quantum.paper.account.SymbolFilters;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.Tick;
import quantum.paper.prices.TickSequence;
import quantum.paper.refusal.Refusal;

/**
 * The market and the account that trades in it. Prices are those of a recording or are told by a
 * market elsewhere; the exchange's time is that of the latest price. Every change is a {@link
 * Command}; it is applied, then noted, then told to the listener, under one lock, so that the
 * journal, the events and the state never disagree in order. Nobody has seen a change before it is
 * noted: what a crash takes was never answered.
 *
 * <p>Prices from elsewhere come without end and mean nothing to the account until somebody trades,
 * so the latest of each symbol is noted before the next other command, and the others never.
 */
public final class Exchange {
  private final SortedMap<Symbol, CandleSeries> series;
  private final Iterator<Tick> ticks;
  private final long totalTicks;
  private final PaperAccount account;
  private final Map<Symbol, Tick> lastTick = new HashMap<>();
  private final SortedMap<Symbol, PriceEvent> lastPrice = new TreeMap<>();
  private final SortedMap<Symbol, Command.SetPrice> unnoted = new TreeMap<>();
  private final List<ReceivedOrder> received = new ArrayList<>();
  private final CommandLog log;
  private final ExchangeListener listener;
  private Optional<Tick> next;
  private long ticksDone;
  private long nowMillis;
  private OptionalLong listeningSinceMillis = OptionalLong.empty();
  private boolean recovering;

  /** An exchange that begins with the first recorded price. */
  public Exchange(
      SortedMap<Symbol, CandleSeries> series,
      Collection<SymbolFilters> filters,
      AccountTerms terms,
      CommandLog log,
      ExchangeListener listener) {
    this(series, Long.MIN_VALUE, filters, terms, log, listener);
  }

  /**
   * @param startMillis replay time at which it begins; bars that ended before are its history, and
   *     the last of them is the present price
   */
  public Exchange(
      SortedMap<Symbol, CandleSeries> series,
      long startMillis,
      Collection<SymbolFilters> filters,
      AccountTerms terms,
      CommandLog log,
      ExchangeListener listener) {
    this.series = series;
    TickSequence sequence = new TickSequence(series.values(), startMillis);
    this.ticks = sequence.iterator();
    this.totalTicks = sequence.size();
    this.account = new PaperAccount(terms, filters);
    this.log = log;
    this.listener = listener;
    this.next = take();
    this.nowMillis = next.map(Tick::timeMillis).orElse(0L);
    series.values().forEach(each -> beginAfter(each, each.firstEndingFrom(startMillis) - 1));
  }

  /** An exchange whose prices are {@link #heard}, and whose rules are told by {@link #setRules}. */
  public static Exchange following(AccountTerms terms, CommandLog log, ExchangeListener listener) {
    return new Exchange(new TreeMap<>(), List.of(), terms, log, listener);
  }

  /** The bar's last price is the one that is known when the replay begins. */
  private void beginAfter(CandleSeries of, int bar) {
    if (bar >= 0) {
      BigDecimal close = of.candles().get(bar).close();
      Bar whole = bar(of, bar, Tick.PER_BAR - 1);
      long time = whole.closeTimeMillis();
      lastTick.put(of.symbol(), new Tick(time, of.symbol(), close, bar, Tick.PER_BAR - 1));
      lastPrice.put(
          of.symbol(),
          new PriceEvent(of.symbol(), close, time, Optional.of(whole), Optional.empty()));
      account.mark(of.symbol(), close);
    }
  }

  /** Applies the noted commands of an earlier life, telling nobody. */
  public synchronized void recover(Iterable<Command> commands) {
    recovering = true;
    try {
      for (Command command : commands) {
        switch (command) {
          case Command.Advance advance -> advance();
          case Command.SetRules(SymbolFilters rules) -> setRules(rules);
          case Command.SetPrice price -> setPrice(price);
          case Command.Place place -> place(place);
          case Command.SetLeverage leverage -> setLeverage(leverage);
          case Command.Adjust adjust -> adjust(adjust);
          case Command.KeepListening listen -> keepListening(listen.wallMillis());
          case Command.StopListening stop -> stopListening();
        }
      }
    } finally {
      recovering = false;
    }
  }

  /** Lets the next recorded price arrive; empty at the end of the recording. */
  public synchronized Optional<PriceEvent> advance() {
    if (next.isEmpty()) {
      return Optional.empty();
    }
    Tick tick = next.get();
    next = take();
    ticksDone++;
    lastTick.put(tick.symbol(), tick);
    PriceEvent event =
        priced(
            new Command.SetPrice(tick.symbol(), tick.price(), tick.timeMillis()), Optional.empty());
    note(new Command.Advance());
    tell(event);
    return Optional.of(event);
  }

  /** As {@link #advance()}, but only if the next price is due before {@code endMillis}. */
  public synchronized Optional<PriceEvent> advanceBefore(long endMillis) {
    return next.filter(tick -> tick.timeMillis() < endMillis).flatMap(tick -> advance());
  }

  /** Lets a price made by hand arrive; empty if the symbol is not traded here. */
  public synchronized Optional<PriceEvent> setPrice(Command.SetPrice command) {
    if (account.filters(command.symbol()).isEmpty()) {
      return Optional.empty();
    }
    PriceEvent event = priced(command, Optional.empty());
    note(command);
    tell(event);
    return Optional.of(event);
  }

  /**
   * Lets a price of the market elsewhere arrive.
   *
   * @param fundingRate of the running interval, a fraction
   * @throws IllegalArgumentException if the symbol has no rules
   */
  public synchronized void heard(Command.SetPrice told, Optional<BigDecimal> fundingRate) {
    PriceEvent event = priced(told, fundingRate);
    unnoted.put(told.symbol(), told);
    tell(event);
  }

  /** Lets a bar of the market elsewhere be seen; it has no effect on the account. */
  public synchronized void heard(Symbol symbol, Bar bar) {
    listener.barred(
        symbol, bar, bar.closed() ? Math.max(nowMillis, bar.closeTimeMillis()) : nowMillis);
  }

  /** Forgets the present prices, but not what the account was last valued at. */
  public synchronized void forgetPrices() {
    lastPrice.clear();
  }

  /** Takes the rules for a symbol; noted only where they are new. */
  public synchronized void setRules(SymbolFilters rules) {
    if (!account.filters(rules.symbol()).equals(Optional.of(rules))) {
      account.rules(rules);
      note(new Command.SetRules(rules));
    }
  }

  public synchronized Placement place(Command.Place command) {
    Placement placement = account.place(command.request(), command.fillable(), nowMillis);
    received.add(
        new ReceivedOrder(command.request(), Optional.of(placement), command.fault(), nowMillis));
    note(command);
    announce(placement);
    return placement;
  }

  /** Remembers an order that a fault kept from the account. */
  public synchronized void lost(OrderRequest request, String fault) {
    received.add(new ReceivedOrder(request, Optional.empty(), fault, nowMillis));
  }

  public synchronized Placement adjust(Command.Adjust command) {
    Placement placement = account.adjust(command.symbol(), command.target(), nowMillis);
    note(command);
    announce(placement);
    return placement;
  }

  public synchronized Optional<Refusal> setLeverage(Command.SetLeverage command) {
    Optional<Refusal> refusal = account.leverage(command.symbol(), command.leverage());
    if (refusal.isEmpty()) {
      note(command);
      if (!recovering) {
        listener.leverageChanged(command.symbol(), command.leverage(), nowMillis);
      }
    }
    return refusal;
  }

  public synchronized void keepListening(long wallMillis) {
    listeningSinceMillis = OptionalLong.of(wallMillis);
    note(new Command.KeepListening(wallMillis));
  }

  public synchronized void stopListening() {
    listeningSinceMillis = OptionalLong.empty();
    note(new Command.StopListening());
  }

  /** Wall time at which the listen key was last created or extended. */
  public synchronized OptionalLong listeningSinceMillis() {
    return listeningSinceMillis;
  }

  /** Reads the account while nothing changes it. */
  public synchronized <T> T ask(Function<PaperAccount, T> question) {
    return question.apply(account);
  }

  /** The present price of every symbol that has one, by symbol. */
  public synchronized List<PriceEvent> lastPrices() {
    return List.copyOf(lastPrice.values());
  }

  /** Tells the listener the present price of every symbol once more, as the venue does. */
  public synchronized void repeatPrices() {
    lastPrice.values().forEach(listener::priced);
  }

  /** Replay time, epoch milliseconds. */
  public synchronized long nowMillis() {
    return nowMillis;
  }

  /** Replay time of the next recorded price; empty at the end. */
  public synchronized OptionalLong nextMillis() {
    return next.isPresent() ? OptionalLong.of(next.get().timeMillis()) : OptionalLong.empty();
  }

  public synchronized long ticksDone() {
    return ticksDone;
  }

  public long totalTicks() {
    return totalTicks;
  }

  public synchronized Optional<PriceEvent> lastPrice(Symbol symbol) {
    return Optional.ofNullable(lastPrice.get(symbol));
  }

  public synchronized List<ReceivedOrder> received() {
    return List.copyOf(received);
  }

  /** Length of a symbol's bars; empty if it is not traded here. */
  public Optional<Long> intervalMillis(Symbol symbol) {
    return Optional.ofNullable(series.get(symbol)).map(CandleSeries::intervalMillis);
  }

  /** The shortest bar of all symbols, by which "one bar" is counted. */
  public long shortestIntervalMillis() {
    return series.values().stream().mapToLong(CandleSeries::intervalMillis).min().orElse(60_000);
  }

  /** The longest bar of all symbols. */
  public long longestIntervalMillis() {
    return series.values().stream().mapToLong(CandleSeries::intervalMillis).max().orElse(60_000);
  }

  /**
   * The bars that have begun, the last one as it looks now.
   *
   * @param fromMillis earliest open time
   * @param toMillis latest open time
   * @param limit of bars; with a start the first ones, otherwise the last ones
   */
  public synchronized List<Bar> bars(
      Symbol symbol, OptionalLong fromMillis, OptionalLong toMillis, int limit) {
    Tick last = lastTick.get(symbol);
    if (last == null) {
      return List.of();
    }
    CandleSeries of = series.get(symbol);
    int first = fromMillis.isPresent() ? of.firstFrom(fromMillis.getAsLong()) : 0;
    int end = last.bar() + 1;
    if (toMillis.isPresent() && toMillis.getAsLong() < Long.MAX_VALUE) {
      end = Math.min(end, of.firstFrom(toMillis.getAsLong() + 1));
    }
    if (fromMillis.isPresent()) {
      end = Math.min(end, first + limit);
    } else {
      first = Math.max(first, end - limit);
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = first; i < end; i++) {
      bars.add(bar(of, i, i == last.bar() ? last.quarter() : Tick.PER_BAR - 1));
    }
    return bars;
  }

  private PriceEvent priced(Command.SetPrice told, Optional<BigDecimal> fundingRate) {
    // A price from the past is passed on with its own time, but does not turn the clock back.
    nowMillis = Math.max(nowMillis, told.timeMillis());
    account.mark(told.symbol(), told.price());
    Optional<Bar> bar =
        Optional.ofNullable(lastTick.get(told.symbol()))
            .map(tick -> bar(series.get(told.symbol()), tick.bar(), tick.quarter()));
    PriceEvent event =
        new PriceEvent(told.symbol(), told.price(), told.timeMillis(), bar, fundingRate);
    lastPrice.put(told.symbol(), event);
    return event;
  }

  private void tell(PriceEvent event) {
    if (!recovering) {
      listener.priced(event);
    }
  }

  private void announce(Placement placement) {
    if (!recovering && placement instanceof Placement.Accepted accepted) {
      listener.traded(accepted, account, account.position(accepted.order().symbol()).orElseThrow());
    }
  }

  private void note(Command command) {
    if (!recovering) {
      unnoted.values().forEach(log::append);
      unnoted.clear();
      log.append(command);
    }
  }

  private Optional<Tick> take() {
    return ticks.hasNext() ? Optional.of(ticks.next()) : Optional.empty();
  }

  private static Bar bar(CandleSeries of, int index, int quarter) {
    return Bar.after(of.candles().get(index), of.intervalMillis(), quarter);
  }
}
