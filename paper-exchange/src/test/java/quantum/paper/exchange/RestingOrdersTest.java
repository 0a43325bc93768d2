package quantum.paper.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static quantum.paper.exchange.ExchangeTest.A;
import static quantum.paper.exchange.ExchangeTest.ALL;
import static quantum.paper.exchange.ExchangeTest.WHOLE;
import static quantum.paper.exchange.ExchangeTest.books;
import static quantum.paper.exchange.ExchangeTest.buy;
import static quantum.paper.exchange.ExchangeTest.candle;
import static quantum.paper.exchange.ExchangeTest.exchange;
import static quantum.paper.exchange.ExchangeTest.hearing;
import static quantum.paper.exchange.ExchangeTest.series;
import static quantum.paper.exchange.ExchangeTest.stop;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quantum.kernel.value.Symbol;
import quantum.paper.account.AccountTerms;
import quantum.paper.account.AlgoPlacement;
import quantum.paper.account.PaperAccount;
import quantum.paper.account.SymbolFilters;
import quantum.paper.prices.CandleSeries;

/** Orders that rest meet the prices: of a recording, of a market elsewhere, after a restart. */
class RestingOrdersTest {
  @TempDir Path folder;

  @Test
  void restingStop_firesAfterARestart_onThePathOfTheRecording() throws IOException {
    List<String> heard = new ArrayList<>();
    try (Journal journal = Journal.open(folder, "stops")) {
      Exchange exchange = exchange(journal);
      exchange.advance();
      exchange.place(buy("long", WHOLE));
      exchange.advance();
      exchange.advance(); // 14
      assertThat(exchange.place(stop("stop", ALL, "13")))
          .isInstanceOf(AlgoPlacement.Accepted.class);
    }
    try (Journal journal = Journal.open(folder, "stops")) {
      Exchange exchange =
          new Exchange(
              new TreeMap<>(Map.of(A, series())),
              List.of(SymbolFilters.derived(series())),
              AccountTerms.DEFAULTS,
              journal,
              hearing(heard));
      exchange.recover(journal.earlier());
      assertThat(heard).as("a recovery tells nobody").isEmpty();
      exchange.advance(); // 12, through 13
      assertThat(heard)
          .containsExactly(
              "12", "algo TRIGGERING", "algo TRIGGERED", "filled at 13", "algo FINISHED");
      assertThat(exchange.ask(PaperAccount::positions)).isEmpty();
    }
    try (Journal journal = Journal.open(folder, "stops")) {
      Exchange again = exchange(journal);
      again.recover(journal.earlier());
      assertThat(again.ask(PaperAccount::positions)).as("it stays closed").isEmpty();
      assertThat(lastFill(again)).isEqualTo("13");
    }
  }

  @Test
  void barThatOpensBeyondAStop_fillsItAtItsOpen() {
    CandleSeries gap =
        CandleSeries.of(
            A, List.of(candle(0, "10", "10", "10", "10"), candle(60_000, "7", "8", "6", "7")));
    Exchange exchange =
        new Exchange(
            new TreeMap<>(Map.of(A, gap)),
            List.of(SymbolFilters.derived(gap)),
            AccountTerms.DEFAULTS,
            CommandLog.NONE,
            ExchangeListener.NONE);
    for (int i = 0; i < 4; i++) {
      exchange.advance();
    }
    exchange.place(buy("long", WHOLE));
    exchange.place(stop("stop", ALL, "9"));
    exchange.advance();
    assertThat(lastFill(exchange)).isEqualTo("7");
  }

  @Test
  void followedPriceThatMeetsAStop_isNoted_behindTheOthers() throws IOException {
    Symbol b = Symbol.of("BUSDT");
    Path state = folder.resolve("followed-stops");
    Exchange before;
    try (Journal journal = Journal.open(state, "followed")) {
      before = Exchange.following(AccountTerms.DEFAULTS, journal, ExchangeListener.NONE);
      SymbolFilters rules = SymbolFilters.derived(series());
      before.setRules(rules);
      before.setRules(
          new SymbolFilters(
              b,
              rules.tickSize(),
              rules.minPrice(),
              rules.maxPrice(),
              rules.lot(),
              rules.marketLot(),
              rules.minNotional()));
      before.heard(new Command.SetPrice(A, BigDecimal.TEN, 1), Optional.empty());
      before.place(buy("long", WHOLE));
      before.place(stop("stop", ALL, "9"));
      before.heard(new Command.SetPrice(A, new BigDecimal("9.5"), 2), Optional.empty());
      before.heard(new Command.SetPrice(b, BigDecimal.ONE, 5), Optional.empty());
      before.heard(new Command.SetPrice(A, new BigDecimal("8.5"), 4), Optional.empty());
      assertThat(before.ask(PaperAccount::positions)).isEmpty();
    } // killed: no command came after it
    try (Journal journal = Journal.open(state, "followed")) {
      Exchange after = Exchange.following(AccountTerms.DEFAULTS, journal, ExchangeListener.NONE);
      after.recover(journal.earlier());
      assertThat(books(after)).isEqualTo(books(before));
      assertThat(after.nowMillis()).isEqualTo(before.nowMillis()).isEqualTo(5);
    }
  }

  private static String lastFill(Exchange exchange) {
    return exchange.ask(account -> account.trades().getLast().price().toPlainString());
  }
}
