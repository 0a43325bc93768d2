package quantum.paper.exchange;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.AlgoBook;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoPlacement;
import quantum.paper.account.Income;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.Placement;
import quantum.paper.account.SymbolFilters;
import quantum.paper.prices.CandleSeries;
import quantum.paper.prices.Tick;
import quantum.paper.refusal.Refusal;

/**
 * The market and the account that trades in it. Prices are those of a recording or are told by a
 * market elsewhere; the exchange's time is that of the latest price. Every change is a {@link
 * Command}; it is applied, then noted, then told to the listener, under one lock, so that the
 * journal, the events and the state never disagree in order. Nobody has seen a change before it is
 * noted: what a crash takes was never answered.
 *
 * <p>Prices from elsewhere come without end and mean nothing to the account until somebody trades,
 * so the latest of each symbol is noted before the next other command, and of the others only those
 * that a resting order meets.
 */
public final class Exchange {
  private final Recording recording;
  private final PaperAccount account;
  private final AlgoBook algos;
  private final SortedMap<Symbol, PriceEvent> lastPrice = new TreeMap<>();
  private final SortedMap<Symbol, Command.SetPrice> unnoted = new TreeMap<>();
  private final List<ReceivedOrder> received = new ArrayList<>();
  private final CommandLog log;
  private final ExchangeListener listener;
  private final Announcer announcer;
  private final Funding funding;
  private final Liquidator liquidator;
  private Optional<PriceEvent> untold = Optional.empty();
  private long nowMillis;
  private OptionalLong listeningSinceMillis = OptionalLong.empty();

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
    this.recording = new Recording(series, startMillis);
    this.account = new PaperAccount(terms, filters);
    this.algos = new AlgoBook(account);
    this.log = log;
    this.listener = listener;
    this.announcer = new Announcer(listener, account);
    this.funding = new Funding(account, announcer);
    this.liquidator = new Liquidator(account, algos, announcer);
    this.nowMillis = recording.next().map(Tick::timeMillis).orElse(0L);
    for (PriceEvent known : recording.known(startMillis)) {
      lastPrice.put(known.symbol(), known);
      account.mark(known.symbol(), known.price());
    }
  }

  /** An exchange whose prices are {@link #heard}, and whose rules are told by {@link #setRules}. */
  public static Exchange following(AccountTerms terms, CommandLog log, ExchangeListener listener) {
    return new Exchange(new TreeMap<>(), List.of(), terms, log, listener);
  }

  /** Applies the noted commands of an earlier life, telling nobody. */
  public synchronized void recover(Iterable<Command> commands) {
    announcer.silent(true);
    try {
      for (Command command : commands) {
        Replayed.apply(command, this);
      }
    } finally {
      announcer.silent(false);
    }
  }

  /** Lets the next recorded price arrive; empty at the end of the recording. */
  public synchronized Optional<PriceEvent> advance() {
    return advance(false);
  }

  /**
   * As {@link #advance()}, but a price that meets a resting order is {@link #untold}: the account
   * hears what it traded, and the market hears the price when {@link #tell} is called, or the next
   * one comes. So a replay can have the trade booked before anybody decides on its price; at the
   * venue, whose two streams know nothing of each other, either may be first.
   */
  public synchronized Optional<PriceEvent> advanceFillsFirst() {
    return advance(true);
  }

  /** The price that waits to be told. */
  public synchronized Optional<PriceEvent> untold() {
    return untold;
  }

  /** Tells the market the price that waits, if there is one. */
  public synchronized void tell() {
    untold.ifPresent(announcer::priced);
    untold = Optional.empty();
  }

  private Optional<PriceEvent> advance(boolean fillsFirst) {
    if (recording.next().isEmpty()) {
      return Optional.empty();
    }
    Tick tick = recording.take();
    boolean waits = fillsFirst && algos.meets(tick.symbol(), tick.price());
    PriceEvent event =
        priced(
            new Command.SetPrice(tick.symbol(), tick.price(), tick.timeMillis()), Optional.empty());
    note(new Command.Advance());
    // between two prices of a bar the market passed through every level, between two bars it jumped
    return Optional.of(meet(event, tick.opensBar(), waits));
  }

  /** As {@link #advance()}, but only if the next price is due before {@code endMillis}. */
  public synchronized Optional<PriceEvent> advanceBefore(long endMillis) {
    return recording
        .next()
        .filter(tick -> tick.timeMillis() < endMillis)
        .flatMap(tick -> advance());
  }

  /** Lets a price made by hand arrive; empty if the symbol is not traded here. */
  public synchronized Optional<PriceEvent> setPrice(Command.SetPrice command) {
    if (account.filters(command.symbol()).isEmpty()) {
      return Optional.empty();
    }
    PriceEvent event = priced(command, Optional.empty());
    note(command);
    return Optional.of(meet(event, true, false));
  }

  /**
   * Lets a price of the market elsewhere arrive.
   *
   * @param fundingRate of the running interval, a fraction
   * @throws IllegalArgumentException if the symbol has no rules
   */
  public synchronized void heard(Command.SetPrice told, Optional<BigDecimal> fundingRate) {
    boolean pays = funding.isPaid(nowMillis, told.timeMillis());
    PriceEvent event = priced(told, fundingRate);
    if (pays) {
      note(told); // behind all before it, whose marks are paid for
    } else if (algos.meets(told.symbol(), told.price()) || liquidator.isDue()) {
      unnoted.remove(told.symbol());
      note(told); // behind the others', so that it is met at the same time again
    } else {
      unnoted.put(told.symbol(), told);
    }
    meet(event, true, false);
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

  /** Takes a conditional order; it may trade at any price from the next one on. */
  public synchronized AlgoPlacement place(Command.PlaceAlgo command) {
    AlgoPlacement placement = algos.place(command.request(), nowMillis);
    if (placement instanceof AlgoPlacement.Accepted(AlgoOrder order)) {
      note(command);
      announcer.changed(order);
    }
    return placement;
  }

  /** Cancels a conditional order; empty if there is none such that rests. */
  public synchronized Optional<AlgoOrder> cancel(Command.CancelAlgo command) {
    Optional<AlgoOrder> cancelled = algos.cancel(command.algoId(), nowMillis);
    ended(command, cancelled.stream().toList());
    return cancelled;
  }

  /** Cancels the conditional orders of a symbol that rest. */
  public synchronized void cancel(Command.CancelAlgos command) {
    ended(command, algos.cancelAll(command.symbol(), nowMillis));
  }

  /** Lets triggers hang, as the venue's sometimes do. */
  public synchronized void hangTriggers(Command.HangTriggers command) {
    if (algos.hangingTriggers() != command.times()) {
      algos.hangTriggers(command.times());
      note(command);
    }
  }

  /** Remembers an order that a fault kept from the account. */
  public synchronized void lost(OrderRequest request, String fault) {
    received.add(new ReceivedOrder(request, Optional.empty(), fault, nowMillis));
  }

  public synchronized Placement adjust(Command.Adjust command) {
    Placement placement =
        account.adjust(command.symbol(), command.side(), command.target(), nowMillis);
    note(command);
    announce(placement);
    return placement;
  }

  public synchronized Optional<Refusal> setLeverage(Command.SetLeverage command) {
    Optional<Refusal> refusal = account.leverage(command.symbol(), command.leverage());
    if (refusal.isEmpty()) {
      note(command);
      announcer.leverageChanged(command.symbol(), command.leverage(), nowMillis);
    }
    return refusal;
  }

  public synchronized void setFundingRate(Command.SetFundingRate command) {
    if (funding.rate().compareTo(command.rate()) != 0) {
      funding.rate(command.rate());
      note(command);
    }
  }

  /** Lets funding be paid now, at the marks that hold. */
  public synchronized List<Income> payFunding(Command.PayFunding command) {
    List<Income> paid = account.fund(command.rate(), nowMillis);
    note(command);
    paid.forEach(announcer::paid);
    return paid;
  }

  public synchronized void setPaidIn(Command.SetPaidIn command) {
    account.paidIn(command.assets());
    note(command);
  }

  public synchronized Income transfer(Command.Transfer command) {
    Income income = account.transfer(command.asset(), command.amount(), nowMillis);
    note(command);
    announcer.paid(income);
    return income;
  }

  /**
   * Changes the position mode; the venue tells nobody.
   *
   * @return -4059 if it is so already, -4067 while an order rests, -4068 while anything is open
   */
  public synchronized Optional<Refusal> setHedge(Command.SetHedge command) {
    // whether conditional orders count is not known of the venue; unlike a position they would
    // belong to no mode after it
    boolean blocked = account.isHedge() != command.dual() && !algos.open().isEmpty();
    Optional<Refusal> refusal =
        blocked ? Optional.of(Refusal.MODE_WITH_ORDERS) : account.hedge(command.dual());
    if (refusal.isEmpty()) {
      note(command);
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

  /** Reads the conditional orders while nothing changes them. */
  public synchronized <T> T askAlgos(Function<AlgoBook, T> question) {
    return question.apply(algos);
  }

  /** The present price of every symbol that has one, by symbol. */
  public synchronized List<PriceEvent> lastPrices() {
    return List.copyOf(lastPrice.values());
  }

  /** The present prices as the market was told them. */
  public synchronized List<PriceEvent> toldPrices() {
    return lastPrice.values().stream()
        .filter(price -> untold.filter(price::equals).isEmpty())
        .toList();
  }

  /** Tells the listener the present price of every symbol once more, as the venue does. */
  public synchronized void repeatPrices() {
    toldPrices().forEach(listener::priced);
  }

  /** Replay time, epoch milliseconds. */
  public synchronized long nowMillis() {
    return nowMillis;
  }

  /** Replay time of the next recorded price; empty at the end. */
  public synchronized OptionalLong nextMillis() {
    Optional<Tick> next = recording.next();
    return next.isPresent() ? OptionalLong.of(next.get().timeMillis()) : OptionalLong.empty();
  }

  public synchronized long ticksDone() {
    return recording.ticksDone();
  }

  public long totalTicks() {
    return recording.totalTicks();
  }

  public synchronized Optional<PriceEvent> lastPrice(Symbol symbol) {
    return Optional.ofNullable(lastPrice.get(symbol));
  }

  public synchronized List<ReceivedOrder> received() {
    return List.copyOf(received);
  }

  /** Length of a symbol's bars; empty if it is not traded here. */
  public Optional<Long> intervalMillis(Symbol symbol) {
    return Optional.ofNullable(recording.series().get(symbol)).map(CandleSeries::intervalMillis);
  }

  /** The shortest bar of all symbols, by which "one bar" is counted. */
  public long shortestIntervalMillis() {
    return recording.intervals().min().orElse(60_000);
  }

  /** The longest bar of all symbols. */
  public long longestIntervalMillis() {
    return recording.intervals().max().orElse(60_000);
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
    return recording.bars(symbol, fromMillis, toMillis, limit);
  }

  private PriceEvent priced(Command.SetPrice told, Optional<BigDecimal> fundingRate) {
    tell(); // prices are told in their order
    // A price from the past is passed on with its own time, but does not turn the clock back.
    long before = nowMillis;
    nowMillis = Math.max(nowMillis, told.timeMillis());
    funding.pass(before, nowMillis);
    account.mark(told.symbol(), told.price());
    Optional<Bar> bar = recording.present(told.symbol());
    PriceEvent event =
        new PriceEvent(told.symbol(), told.price(), told.timeMillis(), bar, fundingRate);
    lastPrice.put(told.symbol(), event);
    return event;
  }

  /**
   * Lets a noted price meet the orders that rest.
   *
   * @param waits whether it is seen only when it is told; otherwise it is seen first
   */
  private PriceEvent meet(PriceEvent event, boolean jumped, boolean waits) {
    if (waits) {
      untold = Optional.of(event);
    } else {
      announcer.priced(event);
    }
    algos.priced(event.symbol(), jumped, nowMillis, announcer);
    liquidator.look(nowMillis);
    return event;
  }

  private void ended(Command command, List<AlgoOrder> cancelled) {
    if (!cancelled.isEmpty()) {
      note(command);
      cancelled.forEach(announcer::changed);
    }
  }

  private void announce(Placement placement) {
    if (placement instanceof Placement.Accepted accepted) {
      announcer.traded(accepted);
      algos.traded(accepted.order().symbol(), nowMillis, announcer);
    }
  }

  private void note(Command command) {
    if (!announcer.isSilent()) {
      unnoted.values().forEach(log::append);
      unnoted.clear();
      log.append(command);
    }
  }
}
