package quantum.paper.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.OrderSide;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.AlgoBook;
import quantum.paper.account.AlgoOrder;
import quantum.paper.account.AlgoRequest;
import quantum.paper.account.AlgoType;
import quantum.paper.account.Income;
import quantum.paper.account.OrderRequest;
import quantum.paper.account.OrderType;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.PaperPosition;
import quantum.paper.account.Placement;
import quantum.paper.account.PositionSide;
import quantum.paper.account.SymbolFilters;
import quantum.paper.account.TimeInForce;
import quantum.paper.account.WorkingType;
import quantum.paper.prices.Candle;
import quantum.paper.prices.CandleSeries;

class ExchangeTest {
  static final Symbol A = Symbol.of("AUSDT");
  static final BigDecimal WHOLE = BigDecimal.ONE;
  static final AlgoRequest.Size ALL = new AlgoRequest.Size.Position();

  @TempDir Path folder;

  @Test
  void bars_showOnlyWhatHasHappened() {
    Exchange exchange = exchange(CommandLog.NONE);
    assertThat(bars(exchange)).isEmpty();
    exchange.advance();
    assertThat(bars(exchange)).containsExactly("10/10/10/10 false");
    exchange.advance(); // the low is nearer
    assertThat(bars(exchange)).containsExactly("10/10/9/9 false");
    exchange.advance();
    assertThat(bars(exchange)).containsExactly("10/14/9/14 false");
    exchange.advance();
    assertThat(bars(exchange)).containsExactly("10/14/9/12 true");
    exchange.advance();
    assertThat(bars(exchange)).containsExactly("10/14/9/12 true", "12/12/12/12 false");
  }

  @Test
  void bars_canBeAskedForByTimeAndNumber() {
    Exchange exchange = exchange(CommandLog.NONE);
    while (exchange.advance().isPresent()) {
      assertThat(exchange.nextMillis()).isNotNull();
    }
    assertThat(opens(exchange, OptionalLong.empty(), OptionalLong.empty(), 2))
        .containsExactly(60_000L, 120_000L);
    assertThat(opens(exchange, OptionalLong.of(1), OptionalLong.empty(), 1))
        .containsExactly(60_000L);
    assertThat(opens(exchange, OptionalLong.of(0), OptionalLong.of(60_000), 9))
        .containsExactly(0L, 60_000L);
    assertThat(opens(exchange, OptionalLong.of(999_999), OptionalLong.empty(), 9)).isEmpty();
    assertThat(opens(exchange, OptionalLong.empty(), OptionalLong.of(-1), 9)).isEmpty();
  }

  @Test
  void priceFromThePast_doesNotTurnTheClockBack() {
    Exchange exchange = exchange(CommandLog.NONE);
    exchange.advance();
    exchange.advance();
    long now = exchange.nowMillis();
    var old = exchange.setPrice(new Command.SetPrice(A, new BigDecimal("11"), 5)).orElseThrow();
    assertThat(old.timeMillis()).isEqualTo(5);
    assertThat(exchange.nowMillis()).isEqualTo(now);
  }

  @Test
  void listener_hearsThePriceBeforeTheFillAtIt() {
    List<String> heard = new ArrayList<>();
    Exchange exchange =
        new Exchange(
            new TreeMap<>(Map.of(A, series())),
            List.of(SymbolFilters.derived(series())),
            AccountTerms.DEFAULTS,
            CommandLog.NONE,
            hearing(heard));
    exchange.advance();
    exchange.setLeverage(new Command.SetLeverage(A, 5));
    exchange.place(buy("c1", WHOLE));
    exchange.place(buy("bad id", WHOLE));
    assertThat(heard).containsExactly("10", "x5", "filled at 10");
  }

  @Test
  void journal_bringsBackTheSameExchange() throws IOException {
    List<Command> commands = everyCommand();
    Exchange before = exchange(CommandLog.NONE); // lives on, the journalled one dies
    try (Journal journal = Journal.open(folder, "same")) {
      for (Exchange exchange : List.of(before, exchange(journal))) {
        exchange.advance();
        exchange.advance();
        commands.forEach(command -> run(exchange, command));
      }
    }
    try (Journal journal = Journal.open(folder, "same")) {
      assertThat(journal.earlier()).hasSize(commands.size() + 2);
      Exchange after = exchange(journal);
      after.recover(journal.earlier());
      assertThat(after.ticksDone()).isEqualTo(before.ticksDone());
      assertThat(after.nowMillis()).isEqualTo(before.nowMillis());
      assertThat(after.lastPrices()).isEqualTo(before.lastPrices());
      assertThat(after.received()).isEqualTo(before.received()).hasSize(4);
      assertThat(after.listeningSinceMillis()).isEqualTo(before.listeningSinceMillis());
      assertThat(books(after)).isEqualTo(books(before));
      // and it goes on as if nothing had happened
      assertThat(after.place(buy("next", WHOLE))).isEqualTo(before.place(buy("next", WHOLE)));
      assertThat(after.advance()).isEqualTo(before.advance());
    }
  }

  @Test
  void command_survivesItsLine() {
    for (Command command : everyCommand()) {
      assertThat(Journal.decode(Journal.encode(command), 1)).isEqualTo(command);
    }
  }

  @Test
  void tornLastLine_isCutOff() throws IOException {
    try (Journal journal = Journal.open(folder, "f")) {
      journal.append(new Command.Advance());
    }
    Path file = folder.resolve("paper-exchange.journal");
    Files.writeString(file, "L\tAUSDT\t1", StandardOpenOption.APPEND);
    try (Journal journal = Journal.open(folder, "f")) {
      assertThat(journal.earlier()).containsExactly(new Command.Advance());
      journal.append(new Command.StopListening());
    }
    try (Journal journal = Journal.open(folder, "f")) {
      assertThat(journal.earlier())
          .containsExactly(new Command.Advance(), new Command.StopListening());
    }
  }

  @Test
  void journalOfOtherPrices_isRefused() throws IOException {
    Journal.open(folder, "one").close();
    assertThatThrownBy(() -> Journal.open(folder, "two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PAPER_STATE_DIR");
  }

  @Test
  void damagedJournal_isRefusedNamingTheLine() throws IOException {
    Journal.open(folder, "f").close();
    Files.writeString(
        folder.resolve("paper-exchange.journal"), "T\nX\tnonsense\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Journal.open(folder, "f")).hasMessageContaining("line 3");
  }

  static List<Object> books(Exchange exchange) {
    return exchange.ask(
        account ->
            List.of(
                account.orders(),
                account.trades(),
                account.positions(),
                account.wallet(),
                List.copyOf(exchange.askAlgos(AlgoBook::orders))));
  }

  private static List<Command> everyCommand() {
    return List.of(
        new Command.SetPrice(A, new BigDecimal("10.5"), 30_000),
        new Command.SetLeverage(A, 7),
        new Command.SetHedge(true),
        new Command.Adjust(A, PositionSide.SHORT, new BigDecimal("-2")),
        new Command.Adjust(A, PositionSide.LONG, new BigDecimal("3")),
        new Command.PlaceAlgo(
            new AlgoRequest(
                A,
                OrderSide.SELL,
                PositionSide.LONG,
                AlgoType.STOP_MARKET,
                new BigDecimal("9"),
                ALL,
                WorkingType.MARK_PRICE,
                false,
                TimeInForce.GTC,
                Optional.of("s7"))),
        new Command.Place(
            new OrderRequest(
                A,
                OrderSide.BUY,
                PositionSide.SHORT,
                OrderType.MARKET,
                BigDecimal.ONE,
                false,
                Optional.empty(),
                TimeInForce.GTC,
                Optional.of("c3")),
            WHOLE,
            ""),
        new Command.CancelAlgos(A),
        new Command.Adjust(A, PositionSide.LONG, BigDecimal.ZERO),
        new Command.Adjust(A, PositionSide.SHORT, BigDecimal.ZERO),
        new Command.SetHedge(false),
        buy("c1", WHOLE),
        buy("c2", new BigDecimal("0.5")),
        new Command.Place(
            new OrderRequest(
                A,
                OrderSide.SELL,
                PositionSide.BOTH,
                OrderType.LIMIT,
                new BigDecimal("1"),
                true,
                Optional.of(new BigDecimal("9.5")),
                TimeInForce.IOC,
                Optional.of("tab\tline\nend")),
            WHOLE,
            "drop_after_accept"),
        stop("s1", ALL, "9"),
        stop("s2", new AlgoRequest.Size.Quantity(new BigDecimal("1.5"), true), "9"),
        stop("s3", new AlgoRequest.Size.Quantity(new BigDecimal("2"), false), "8"),
        new Command.CancelAlgo(4_000_000_000_000_003L),
        new Command.CancelAlgos(A),
        stop("s4", new AlgoRequest.Size.Quantity(new BigDecimal("1.5"), true), "10"),
        stop("s5", new AlgoRequest.Size.Quantity(new BigDecimal("0.5"), true), "10"),
        selling("s6", AlgoType.TAKE_PROFIT_MARKET, ALL, "12"),
        new Command.HangTriggers(1),
        new Command.SetPrice(A, new BigDecimal("9.55"), 31_000),
        new Command.Adjust(A, new BigDecimal("-1.5")),
        new Command.SetFundingRate(new BigDecimal("0.0001")),
        new Command.Transfer(new BigDecimal("-12.5")),
        new Command.Transfer("BNB", new BigDecimal("2")),
        new Command.SetPaidIn(new quantum.paper.account.PaidIn("BNFCR", true)),
        new Command.PayFunding(new BigDecimal("0.0002")),
        new Command.SetPrice(A, new BigDecimal("9.6"), 28_800_000),
        new Command.StopListening(),
        new Command.KeepListening(1_234),
        new Command.Advance());
  }

  private static void run(Exchange exchange, Command command) {
    switch (command) {
      case Command.Advance advance -> exchange.advance();
      case Command.SetRules rules -> exchange.setRules(rules.rules());
      case Command.SetPrice price -> exchange.setPrice(price);
      case Command.Place place -> exchange.place(place);
      case Command.PlaceAlgo place -> exchange.place(place);
      case Command.CancelAlgo cancel -> exchange.cancel(cancel);
      case Command.CancelAlgos cancel -> exchange.cancel(cancel);
      case Command.HangTriggers hang -> exchange.hangTriggers(hang);
      case Command.SetLeverage leverage -> exchange.setLeverage(leverage);
      case Command.Adjust adjust -> exchange.adjust(adjust);
      case Command.SetHedge mode -> exchange.setHedge(mode);
      case Command.SetFundingRate rate -> exchange.setFundingRate(rate);
      case Command.PayFunding rate -> exchange.payFunding(rate);
      case Command.SetPaidIn assets -> exchange.setPaidIn(assets);
      case Command.Transfer transfer -> exchange.transfer(transfer);
      case Command.KeepListening listen -> exchange.keepListening(listen.wallMillis());
      case Command.StopListening stop -> exchange.stopListening();
    }
  }

  @Test
  void followedPrices_areNotedBeforeTheNextCommand_andOnlyTheLatestOfEachSymbol()
      throws IOException {
    Path state = folder.resolve("followed");
    Exchange before;
    try (Journal journal = Journal.open(state, "followed")) {
      before = Exchange.following(AccountTerms.DEFAULTS, journal, ExchangeListener.NONE);
      before.setRules(SymbolFilters.derived(series()));
      before.setRules(SymbolFilters.derived(series()));
      for (int i = 1; i <= 1000; i++) {
        before.heard(new Command.SetPrice(A, BigDecimal.valueOf(10 + i), i), Optional.empty());
      }
      before.place(buy("one", WHOLE));
      before.heard(new Command.SetPrice(A, BigDecimal.valueOf(7), 2000), Optional.empty());
      before.place(buy("two", WHOLE));
      before.heard(new Command.SetPrice(A, BigDecimal.valueOf(8), 3000), Optional.empty());
    }
    try (Journal journal = Journal.open(state, "followed")) {
      assertThat(journal.earlier()).hasSize(5); // rules, price, order, price, order
      Exchange after = Exchange.following(AccountTerms.DEFAULTS, journal, ExchangeListener.NONE);
      after.recover(journal.earlier());
      assertThat(after.<Object>ask(account -> List.copyOf(account.trades())))
          .isEqualTo(before.<Object>ask(account -> List.copyOf(account.trades())));
      after.forgetPrices();
      assertThat(after.lastPrices()).isEmpty();
      after.setRules(SymbolFilters.derived(series()));
    }
    try (Journal journal = Journal.open(state, "followed")) {
      assertThat(journal.earlier()).as("rules that did not change are not noted again").hasSize(5);
    }
  }

  static ExchangeListener hearing(List<String> heard) {
    return new ExchangeListener() {
      @Override
      public void barred(Symbol symbol, Bar bar, long nowMillis) {}

      @Override
      public void priced(PriceEvent event) {
        heard.add(event.price().toPlainString());
      }

      @Override
      public void traded(Placement.Accepted placed, PaperAccount account, PaperPosition position) {
        heard.add("filled at " + placed.order().avgPrice().toPlainString());
      }

      @Override
      public void algoChanged(AlgoOrder order) {
        heard.add("algo " + order.status());
      }

      @Override
      public void paid(Income income, PaperAccount account) {
        heard.add(income.type() + " " + income.amount().toPlainString());
      }

      @Override
      public void leverageChanged(Symbol symbol, int leverage, long nowMillis) {
        heard.add("x" + leverage);
      }
    };
  }

  static Command.PlaceAlgo stop(String clientId, AlgoRequest.Size size, String trigger) {
    return selling(clientId, AlgoType.STOP_MARKET, size, trigger);
  }

  private static Command.PlaceAlgo selling(
      String clientId, AlgoType type, AlgoRequest.Size size, String trigger) {
    return new Command.PlaceAlgo(
        new AlgoRequest(
            A,
            OrderSide.SELL,
            PositionSide.BOTH,
            type,
            new BigDecimal(trigger),
            size,
            WorkingType.MARK_PRICE,
            false,
            TimeInForce.GTC,
            Optional.of(clientId)));
  }

  static Command.Place buy(String clientId, BigDecimal fillable) {
    return new Command.Place(
        OrderRequest.market(A, OrderSide.BUY, new BigDecimal("2"), false, clientId), fillable, "");
  }

  private static List<String> bars(Exchange exchange) {
    return exchange.bars(A, OptionalLong.empty(), OptionalLong.empty(), 10).stream()
        .map(
            bar ->
                "%s/%s/%s/%s %s"
                    .formatted(
                        bar.candle().open(),
                        bar.candle().high(),
                        bar.candle().low(),
                        bar.candle().close(),
                        bar.closed()))
        .toList();
  }

  private static List<Long> opens(
      Exchange exchange, OptionalLong from, OptionalLong to, int limit) {
    return exchange.bars(A, from, to, limit).stream()
        .map(bar -> bar.candle().openTimeMillis())
        .toList();
  }

  static Exchange exchange(CommandLog log) {
    return new Exchange(
        new TreeMap<>(Map.of(A, series())),
        List.of(SymbolFilters.derived(series())),
        AccountTerms.DEFAULTS,
        log,
        ExchangeListener.NONE);
  }

  static CandleSeries series() {
    return CandleSeries.of(
        A,
        List.of(
            candle(0, "10", "14", "9", "12"),
            candle(60_000, "12", "13", "11", "12"),
            candle(120_000, "12", "12", "12", "12")));
  }

  static Candle candle(long time, String open, String high, String low, String close) {
    return new Candle(
        time,
        new BigDecimal(open),
        new BigDecimal(high),
        new BigDecimal(low),
        new BigDecimal(close),
        BigDecimal.TEN);
  }
}
